package janus.kvcache;

import janus.provenance.BadInputException;
import java.util.List;
import java.util.stream.Stream;

/**
 * An orthogonal transform of keys and values before they are quantized, which spreads outliers over
 * many channels. Scores stay as they are because the query is transformed too, {@code (Hq)(Hk) =
 * qk}; the attention output is transformed back. Applied after the rotary position, to the sides
 * whose codec {@link KvCodec#isQuantized() is quantized}.
 */
public enum Rotation {
  /** Nothing is rotated. */
  NONE("none", false, false),
  /**
   * Sylvester's Hadamard matrix over the square root of its size {@code n}, along the head
   * dimension in blocks of {@code n}: for queries and keys the largest 64 * 2<sup>k</sup> that
   * divides the head dimension, for values 64. Symmetric, so its own inverse. As llama.cpp does
   * since pull request 21038 (2026); the idea is QuaRot's (Ashkboos et al., NeurIPS 2024).
   */
  HADAMARD("hadamard", true, true),
  /** The same for queries and keys alone. */
  KEYS("keys:hadamard", true, false),
  /** The same for values alone, which needs no work on the query. */
  VALUES("values:hadamard", false, true);

  private static final int SMALLEST_BLOCK = 64;

  private final String spelling;
  private final boolean keys;
  private final boolean values;

  Rotation(String spelling, boolean keys, boolean values) {
    this.spelling = spelling;
    this.keys = keys;
    this.values = values;
  }

  /** {@code none}, {@code hadamard}, {@code keys:hadamard} or {@code values:hadamard}. */
  public String spelling() {
    return spelling;
  }

  /** Spellings that {@link #parse} accepts, for help texts. */
  public static List<String> spellings() {
    return Stream.of(values()).map(Rotation::spelling).toList();
  }

  /** Whether queries and keys are rotated. */
  public boolean rotatesKeys() {
    return keys;
  }

  /**
   * The rotation of a spelling.
   *
   * @throws BadInputException if there is none
   */
  public static Rotation parse(String spelling) {
    for (Rotation rotation : values()) {
      if (rotation.spelling().equals(spelling)) {
        return rotation;
      }
    }
    throw new BadInputException(
        "rotation must be one of " + String.join(", ", spellings()) + ": '" + spelling + "'");
  }

  /**
   * Channels rotated together in queries and keys; 1 where nothing is rotated.
   *
   * @param headDim a multiple of 64 where something is
   */
  public int keyBlock(KvCodec keys, int headDim) {
    if (!this.keys || !keys.isQuantized()) {
      return 1;
    }
    requireHeadDim(headDim);
    int block = SMALLEST_BLOCK;
    while (headDim % (2 * block) == 0) {
      block *= 2;
    }
    return block;
  }

  /** Channels rotated together in values and attention outputs; as {@link #keyBlock}. */
  public int valueBlock(KvCodec values, int headDim) {
    if (!this.values || !values.isQuantized()) {
      return 1;
    }
    requireHeadDim(headDim);
    return SMALLEST_BLOCK;
  }

  private static void requireHeadDim(int headDim) {
    if (headDim % SMALLEST_BLOCK != 0) {
      throw new IllegalArgumentException(
          "rotation hadamard needs headDim to be a multiple of " + SMALLEST_BLOCK + ": " + headDim);
    }
  }

  /**
   * Rotates in place: {@code x = H (x / sqrt(block))} for each block; applied twice it gives {@code
   * x} again. Rounded as llama.cpp's: scaled first, then sums and differences of neighbours, of
   * pairs of neighbours, and so on.
   *
   * @param data {@code data[offset]} to {@code data[offset + length - 1]}
   * @param length a multiple of {@code block}
   * @param block a power of two; 1 changes nothing
   */
  public static void apply(float[] data, int offset, int length, int block) {
    if (block == 1) {
      return;
    }
    float norm = 1 / (float) Math.sqrt(block);
    for (int i = offset; i < offset + length; i++) {
      data[i] *= norm;
    }
    for (int start = offset; start < offset + length; start += block) {
      butterflies(data, start, block);
    }
  }

  /** {@code x = H x} for one block, Sylvester's order. */
  private static void butterflies(float[] data, int start, int block) {
    int half = 1;
    if (block >= 8) {
      for (int i = start; i < start + block; i += 8) {
        eight(data, i);
      }
      half = 8;
    }
    for (; half < block; half *= 2) {
      for (int i = start; i < start + block; i += 2 * half) {
        for (int j = i; j < i + half; j++) {
          float a = data[j];
          float b = data[j + half];
          data[j] = a + b;
          data[j + half] = a - b;
        }
      }
    }
  }

  /** The first three levels of eight neighbours at once. */
  private static void eight(float[] data, int i) {
    float a = data[i] + data[i + 1];
    float b = data[i] - data[i + 1];
    float c = data[i + 2] + data[i + 3];
    float d = data[i + 2] - data[i + 3];
    float e = data[i + 4] + data[i + 5];
    float f = data[i + 4] - data[i + 5];
    float g = data[i + 6] + data[i + 7];
    float h = data[i + 6] - data[i + 7];
    float ac = a + c;
    float bd = b + d;
    float eg = e + g;
    float fh = f + h;
    a -= c;
    b -= d;
    e -= g;
    f -= h;
    data[i] = ac + eg;
    data[i + 1] = bd + fh;
    data[i + 2] = a + e;
    data[i + 3] = b + f;
    data[i + 4] = ac - eg;
    data[i + 5] = bd - fh;
    data[i + 6] = a - e;
    data[i + 7] = b - f;
  }

  /**
   * The work of rotating: log2(block) additions a channel of the query or the output. The factor
   * 1/sqrt(block) joins the scale of the scores or of the output matrix.
   *
   * @param block from {@link #keyBlock} or {@link #valueBlock}
   */
  public static ReadWork readWork(int block) {
    return new ReadWork(0, 0, 0, 0, Integer.numberOfTrailingZeros(block), 0);
  }
}
