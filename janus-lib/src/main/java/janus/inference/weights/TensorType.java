package janus.inference.weights;

import java.nio.ByteBuffer;

/**
 * How a tensor's numbers are encoded: a row is cut into blocks of {@link #blockElements()} numbers,
 * each stored in {@link #blockBytes()} bytes, little-endian. Identifiers and layouts are those of
 * the GGUF format (ggml project, {@code docs/gguf.md} and {@code ggml-common.h}); {@code d} and
 * {@code m} below are binary16.
 */
public enum TensorType {
  /** IEEE binary32. */
  F32(0, 1, 4) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      out[to] = in.getFloat(at);
    }
  },
  /** IEEE binary16. */
  F16(1, 1, 2) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      out[to] = Half.toFloat(in.getShort(at));
    }
  },
  /** {@code d, m, 16 bytes}: x = d q + m, q of 4 bits; low nibbles first, then high ones. */
  Q4_1(3, 32, 20) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Half.toFloat(in.getShort(at));
      float m = Half.toFloat(in.getShort(at + 2));
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 4 + j);
        out[to + j] = d * (q & 15) + m;
        out[to + j + 16] = d * ((q >> 4) & 15) + m;
      }
    }
  },
  /** {@code d, 32 signed bytes}: x = d q. */
  Q8_0(8, 32, 34) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Half.toFloat(in.getShort(at));
      for (int j = 0; j < 32; j++) {
        out[to + j] = d * in.get(at + 2 + j);
      }
    }
  };

  private final int id;
  private final int blockElements;
  private final int blockBytes;

  TensorType(int id, int blockElements, int blockBytes) {
    this.id = id;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** The type's number in a GGUF file. */
  public int id() {
    return id;
  }

  /** Numbers coded together. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Bytes of a number of elements.
   *
   * @param elements a multiple of {@link #blockElements()}
   * @throws ArithmeticException on overflow
   */
  public long bytes(long elements) {
    return Math.multiplyExact(elements / blockElements, (long) blockBytes);
  }

  /**
   * Decodes whole blocks to FP32.
   *
   * @param in little-endian
   * @param at index of the first block's first byte
   * @param blocks number of blocks
   * @param out receives {@code blocks * blockElements()} numbers
   * @param to index of the first
   */
  public void decode(ByteBuffer in, int at, int blocks, float[] out, int to) {
    for (int block = 0; block < blocks; block++) {
      decodeBlock(in, at + block * blockBytes, out, to + block * blockElements);
    }
  }

  abstract void decodeBlock(ByteBuffer in, int at, float[] out, int to);
}
