package janus.inference.llamacpp;

import janus.inference.arithmetic.GateTile;
import janus.kvcache.Fp16;

/**
 * Functions of single numbers as ggml computes them: SiLU by {@link #exp} and, in what is left of a
 * row after whole vectors, by {@link GnuMath#exp}; GELU from a table of binary16.
 */
public final class GgmlFunctions {
  private static final int VECTOR = 16;

  /** Beyond, exp is 0 or infinite. */
  private static final float MOST = 150;

  /** From here on gelu(x) is x, or 0. */
  private static final float MOST_GELU = 10;

  private static final float TO_INTEGER = 0x1.8p23f;
  private static final int BITS_OF_TO_INTEGER = Float.floatToRawIntBits(TO_INTEGER);

  private GgmlFunctions() {}

  /** {@code gate = gate / (1 + exp(-gate)) * number}. */
  static void silu(GateTile tile) {
    float[] gate = tile.x().data();
    int inVectors =
        Math.max(0, Math.min(tile.count(), tile.columns() / VECTOR * VECTOR - tile.firstColumn()));
    for (int r = 0; r < tile.rows(); r++) {
      int row = tile.x().at(r);
      for (int i = row; i < row + inVectors; i++) {
        gate[i] = gate[i] / (1 + exp(-gate[i])) * gate[i + tile.width()];
      }
      for (int i = row + inVectors; i < row + tile.count(); i++) {
        gate[i] = gate[i] / (1 + GnuMath.exp(-gate[i])) * gate[i + tile.width()];
      }
    }
  }

  /** {@code gate = gelu(gate) * number}, gelu looked up by the gate in binary16 within 10 of 0. */
  public static void gelu(GateTile tile) {
    float[] gate = tile.x().data();
    for (int r = 0; r < tile.rows(); r++) {
      int row = tile.x().at(r);
      for (int i = row; i < row + tile.width(); i++) {
        gate[i] = gelu(gate[i]) * gate[i + tile.width()];
      }
    }
  }

  private static float gelu(float x) {
    if (x > -MOST_GELU && x < MOST_GELU) {
      return Gelu.VALUES[Fp16.fromFloat(x) & 0xffff];
    }
    return x <= -MOST_GELU ? 0 : x;
  }

  /** Made when first needed. */
  private static final class Gelu {
    /** Of every number of binary16. */
    private static final float[] VALUES = values();

    private static float[] values() {
      var values = new float[1 << Short.SIZE];
      for (int i = 0; i < values.length; i++) {
        float x = Fp16.toFloat((short) i);
        float inner = 0.7978846f * x * Math.fma(0.044715f * x, x, 1);
        values[i] = Fp16.round(0.5f * x * (1 + (float) StrictMath.tanh(inner)));
      }
      return values;
    }
  }

  /** The exponential of ggml's vectors: a polynomial of fifth degree after Arm's. */
  static float exp(float x) {
    float within = Math.max(-MOST, Math.min(MOST, x));
    float shifted = Math.fma(within, 0x1.715476p+0f, TO_INTEGER);
    float n = shifted - TO_INTEGER;
    float r = Math.fma(-n, 0x1.7f7d1cp-20f, Math.fma(-n, 0x1.62e4p-1f, within));
    float square = r * r;
    float high =
        Math.fma(
            Math.fma(0x1.0e4020p-7f, r, 0x1.573e2ep-5f),
            square,
            Math.fma(0x1.555e66p-3f, r, 0x1.fffdb6p-2f));
    float power = Math.fma(high, square, Math.fma(0x1.ffffecp-1f, r, 1));
    int exponent = Float.floatToRawIntBits(shifted) - BITS_OF_TO_INTEGER;
    // In two steps, so that a subnormal result is rounded once.
    int half = exponent >> 1;
    return power * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }

  /** The sum of some numbers: 16 by 16 pairwise, these sums in FP64; x is changed. */
  static double sumOfVectors(float[] x, int count) {
    double sum = 0;
    for (int at = 0; at < count; at += VECTOR) {
      for (int half = VECTOR / 2; half > 0; half /= 2) {
        for (int i = at; i < at + half; i++) {
          x[i] += x[i + half];
        }
      }
      sum += x[at];
    }
    return sum;
  }
}
