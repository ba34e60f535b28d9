package janus.inference.weights;

import java.util.List;

/**
 * Where a tensor lies in its file.
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
}
