package janus.kvcache;

/**
 * ggml's iq4_nl: 16 uneven levels {@code T} from -127 to 113. With {@code v} the element of largest
 * magnitude, {@code q} is the level nearest to {@code x * (1 / (v / -127))}, and the stored scale
 * is the least-squares fit with weights {@code x^2}: {@code d = sum(x^2 T[q] x) / sum(x^2 T[q]^2)},
 * as FP16; {@code x^ = d T[q]}. 4.5 bits an element. This is the encoding of ggml's {@code
 * quantize_row_iq4_nl_ref}, which fills the KV cache; model files are made with a search over
 * scales.
 */
public record GgmlIq4NlCodec() implements GgmlBlockCodec {
  private static final int[] LEVELS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private static final byte[] AT_OR_BELOW = levelsBelow();

  /** Below this magnitude ggml stores a scale of 0. */
  private static final float TOO_SMALL = 1e-15f;

  @Override
  public String spelling() {
    return "iq4_nl";
  }

  @Override
  public int payloadBits() {
    return 4;
  }

  @Override
  public int blockBytes() {
    return 18;
  }

  /** The table holds 16 levels of 8 bits. */
  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(BLOCK).plus(ReadWork.lookup(16 * 8));
  }

  @Override
  public void encode(float[] x, int offset, byte[] bytes, int at) {
    float extreme = GgmlBlockCodec.extreme(x, offset);
    var q = new int[BLOCK];
    float scale = 0;
    if (Math.abs(extreme) >= TOO_SMALL) {
      float inverse = 1 / (extreme / LEVELS[0]);
      float sumQx = 0;
      float sumQq = 0;
      for (int i = 0; i < BLOCK; i++) {
        float v = x[offset + i];
        q[i] = nearest(v * inverse);
        float level = LEVELS[q[i]];
        float weight = v * v;
        sumQx += weight * level * v;
        sumQq += weight * level * level;
      }
      scale = sumQq > 0 ? sumQx / sumQq : 0;
    }
    GgmlBlockCodec.putFp16(bytes, at, scale);
    GgmlPlanes.pack(q, 4, bytes, at + 2);
  }

  /** Index of the nearest level; of two equally near, the upper. */
  private static int nearest(float x) {
    if (!(x > LEVELS[0])) {
      return 0;
    }
    if (x >= LEVELS[15]) {
      return 15;
    }
    // The sum is rounded: just below the last level it is that level's own.
    int lower = Math.min(14, AT_OR_BELOW[(int) (x + 128)]);
    return x - LEVELS[lower] < LEVELS[lower + 1] - x ? lower : lower + 1;
  }

  /** The largest level at or below each whole number from -128. */
  private static byte[] levelsBelow() {
    var table = new byte[256];
    for (int i = 0; i < 256; i++) {
      while (table[i] < 15 && LEVELS[table[i] + 1] <= i - 128) {
        table[i]++;
      }
    }
    return table;
  }

  @Override
  public void integers(byte[] bytes, int at, float[] q, int offset) {
    for (int i = 0; i < BLOCK; i++) {
      q[offset + i] = LEVELS[GgmlPlanes.get(bytes, at + 2, 4, i)];
    }
  }
}
