package janus.inference.weights;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The place of a tensor in its file.
 *
 * @param name GGUF spelling, for example {@code blk.0.attn_q.weight}
 * @param type encoding
 * @param shape extents, the fastest-running first: {@code shape[0]} columns (inputs of a linear
 *     map), {@code shape[1]} rows (outputs)
 * @param offset first byte, counted from the start of the file
 * @param bytes encoded size
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, long offset, long bytes) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Numbers in the tensor. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Extent of the fastest-running dimension; 1 for a scalar. */
  public long columns() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** All other extents multiplied. */
  public long rows() {
    return columns() == 0 ? 0 : elements() / columns();
  }

  /** Encoded bytes of one row. */
  public long rowBytes() {
    return type.bytes(columns());
  }

  /** Refuses tensors of one file that share bytes. */
  static void rejectOverlaps(String place, Collection<TensorInfo> tensors) {
    var byOffset = new ArrayList<>(tensors);
    byOffset.sort(Comparator.comparingLong(TensorInfo::offset));
    for (int i = 1; i < byOffset.size(); i++) {
      TensorInfo before = byOffset.get(i - 1);
      TensorInfo after = byOffset.get(i);
      if (before.offset() + before.bytes() > after.offset()) {
        throw new BadInputException(
            place
                + ", tensor '"
                + Printable.of(after.name())
                + "': expected bytes of its own, found an overlap with '"
                + Printable.of(before.name())
                + "'");
      }
    }
  }
}
