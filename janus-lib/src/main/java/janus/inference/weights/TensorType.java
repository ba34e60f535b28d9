package janus.inference.weights;

import janus.kvcache.Fp16;
import java.nio.ByteBuffer;

/**
 * The encoding of a tensor's numbers: a row is cut into blocks of {@link #blockElements()} numbers,
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

    @Override
    public void decode(ByteBuffer in, int at, int blocks, float[] out, int to) {
      in.slice(at, 4 * blocks).order(in.order()).asFloatBuffer().get(out, to, blocks);
    }
  },
  /** IEEE binary16. */
  F16(1, 1, 2) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      out[to] = Fp16.toFloat(in.getShort(at));
    }

    @Override
    public void decode(ByteBuffer in, int at, int blocks, float[] out, int to) {
      for (int i = 0; i < blocks; i++) {
        out[to + i] = Fp16.toFloat(in.getShort(at + 2 * i));
      }
    }
  },
  /** {@code d, 16 bytes}: x = d (q - 8), q of 4 bits; low nibbles first, then high ones. */
  Q4_0(2, 32, 18) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 2 + j);
        out[to + j] = d * ((q & 15) - 8);
        out[to + j + 16] = d * (((q >> 4) & 15) - 8);
      }
    }
  },
  /** {@code d, m, 16 bytes}: x = d q + m, nibbles as in {@link #Q4_0}. */
  Q4_1(3, 32, 20) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      float m = Fp16.toFloat(in.getShort(at + 2));
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 4 + j);
        out[to + j] = d * (q & 15) + m;
        out[to + j + 16] = d * ((q >> 4) & 15) + m;
      }
    }
  },
  /** {@code d, 32 bits, 16 bytes}: x = d (q - 16); bit i is the fifth bit of q of element i. */
  Q5_0(6, 32, 22) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      int high = in.getInt(at + 2);
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 6 + j);
        out[to + j] = d * (fifthBit(q & 15, high, j) - 16);
        out[to + j + 16] = d * (fifthBit((q >> 4) & 15, high, j + 16) - 16);
      }
    }
  },
  /** {@code d, m, 32 bits, 16 bytes}: x = d q + m, q as in {@link #Q5_0}. */
  Q5_1(7, 32, 24) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      float m = Fp16.toFloat(in.getShort(at + 2));
      int high = in.getInt(at + 4);
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 8 + j);
        out[to + j] = d * fifthBit(q & 15, high, j) + m;
        out[to + j + 16] = d * fifthBit((q >> 4) & 15, high, j + 16) + m;
      }
    }
  },
  /** {@code d, 32 signed bytes}: x = d q. */
  Q8_0(8, 32, 34) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      for (int j = 0; j < 32; j++) {
        out[to + j] = d * in.get(at + 2 + j);
      }
    }
  },
  /** 16 groups of 16: x = d s q - m t, s and t of 4 bits, q of 2. */
  Q2_K(10, 256, 84) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      KQuants.q2(in, at, out, to);
    }
  },
  /** 16 groups of 16: x = d (s - 32) (q - 4), s of 6 bits, q of 3. */
  Q3_K(11, 256, 110) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      KQuants.q3(in, at, out, to);
    }
  },
  /** 8 groups of 32: x = d s q - m t, s and t of 6 bits, q of 4. */
  Q4_K(12, 256, 144) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      KQuants.q4(in, at, out, to);
    }
  },
  /** 8 groups of 32: x = d s q - m t, s and t of 6 bits, q of 5. */
  Q5_K(13, 256, 176) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      KQuants.q5(in, at, out, to);
    }
  },
  /** 16 groups of 16: x = d s (q - 32), s of 8 bits, q of 6. */
  Q6_K(14, 256, 210) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      KQuants.q6(in, at, out, to);
    }
  },
  /** {@code d, 16 bytes}: x = d T[q], a table of 16 uneven steps; nibbles as in {@link #Q4_0}. */
  IQ4_NL(20, 32, 18) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      float d = Fp16.toFloat(in.getShort(at));
      for (int j = 0; j < 16; j++) {
        int q = in.get(at + 2 + j);
        out[to + j] = d * KQuants.step(q & 15);
        out[to + j + 16] = d * KQuants.step((q >> 4) & 15);
      }
    }
  },
  /** The upper half of binary32. */
  BF16(30, 1, 2) {
    @Override
    void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
      out[to] = Float.intBitsToFloat(in.getShort(at) << 16);
    }

    @Override
    public void decode(ByteBuffer in, int at, int blocks, float[] out, int to) {
      for (int i = 0; i < blocks; i++) {
        out[to + i] = Float.intBitsToFloat(in.getShort(at + 2 * i) << 16);
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

  /** {@code nibble} with bit {@code index} of {@code high} above it. */
  private static int fifthBit(int nibble, int high, int index) {
    return nibble | (((high >>> index) & 1) << 4);
  }

  /** The type of a number in a GGUF file, or null where this library reads none. */
  static TensorType byId(int id) {
    for (TensorType type : values()) {
      if (type.id == id) {
        return type;
      }
    }
    return null;
  }

  /** GGUF's name of a type, for messages. */
  static String nameOf(int id) {
    TensorType known = byId(id);
    if (known != null) {
      return known.name();
    }
    return switch (id) {
      case 9 -> "Q8_1";
      case 15 -> "Q8_K";
      case 16 -> "IQ2_XXS";
      case 17 -> "IQ2_XS";
      case 18 -> "IQ3_XXS";
      case 19 -> "IQ1_S";
      case 21 -> "IQ3_S";
      case 22 -> "IQ2_S";
      case 23 -> "IQ4_XS";
      case 24 -> "I8";
      case 25 -> "I16";
      case 26 -> "I32";
      case 27 -> "I64";
      case 28 -> "F64";
      case 29 -> "IQ1_M";
      case 34 -> "TQ1_0";
      case 35 -> "TQ2_0";
      case 39 -> "MXFP4";
      case 40 -> "NVFP4";
      default -> "type " + Integer.toUnsignedString(id);
    };
  }

  abstract void decodeBlock(ByteBuffer in, int at, float[] out, int to);
}
