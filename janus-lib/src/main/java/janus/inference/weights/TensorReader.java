package janus.inference.weights;

import janus.provenance.BadInputException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Decodes parts of the tensors of one file and refuses numbers that are not finite.
 *
 * @param place the file, for messages
 * @param source its bytes
 */
record TensorReader(String place, ByteSource source) {
  private static final int EXPONENT = 0x7f800000;

  /** Elements decoded at a time, a multiple of every block size. */
  private static final int STEP = 1 << 20;

  /** A way to get bytes of a source: {@link ByteSource#slice} or {@link ByteSource#copy}. */
  @FunctionalInterface
  private interface Access {
    ByteBuffer bytes(long offset, int length);
  }

  /**
   * Decodes consecutive numbers of a tensor.
   *
   * @param once whether the numbers are wanted once: copied, not mapped
   */
  void read(
      boolean once, TensorInfo tensor, long first, int count, float[] destination, int offset) {
    Objects.checkFromIndexSize(offset, count, destination.length);
    Objects.checkFromIndexSize(first, count, tensor.elements());
    TensorType type = tensor.type();
    int block = type.blockElements();
    int most = once ? ByteSource.LONGEST_COPY / type.blockBytes() : STEP / block;
    Access access = once ? source::copy : source::slice;
    int done = 0;
    while (done < count) {
      long at = first + done;
      int skip = (int) (at % block);
      int step;
      if (skip == 0 && count - done >= block) {
        int blocks = Math.min((count - done) / block, most);
        step = blocks * block;
        type.decode(
            blocks(access, tensor, at / block, blocks), 0, blocks, destination, offset + done);
      } else {
        float[] whole = new float[block];
        type.decode(blocks(access, tensor, at / block, 1), 0, 1, whole, 0);
        step = Math.min(block - skip, count - done);
        System.arraycopy(whole, skip, destination, offset + done, step);
      }
      requireFinite(tensor, at, destination, offset + done, step);
      done += step;
    }
  }

  ByteBuffer raw(TensorInfo tensor, long firstRow, int rows) {
    Objects.checkFromIndexSize(firstRow, rows, tensor.rows());
    long bytes = Math.multiplyExact(tensor.rowBytes(), (long) rows);
    if (bytes > ByteSource.LONGEST_SLICE) {
      throw new IllegalArgumentException(
          tensor.name() + ": " + rows + " rows take " + bytes + " bytes, 1 GiB or more");
    }
    return source.slice(tensor.offset() + firstRow * tensor.rowBytes(), (int) bytes);
  }

  /** Bytes of the file as they are. */
  ByteBuffer bytes(long offset, int length) {
    return source.slice(offset, length);
  }

  void close() {
    source.close();
  }

  private static ByteBuffer blocks(Access access, TensorInfo tensor, long block, int blocks) {
    int bytes = tensor.type().blockBytes();
    return access.bytes(tensor.offset() + block * bytes, blocks * bytes);
  }

  private void requireFinite(TensorInfo tensor, long first, float[] values, int offset, int count) {
    int largest = 0;
    for (int i = offset; i < offset + count; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & EXPONENT);
    }
    if (largest < EXPONENT) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[offset + i])) {
        throw new BadInputException(
            place
                + ", tensor '"
                + Printable.of(tensor.name())
                + "', element "
                + (first + i)
                + ": expected a finite number, found "
                + values[offset + i]);
      }
    }
  }
}
