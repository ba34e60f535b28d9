package janus.kvcache;

/**
 * IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits; largest finite value 65504, smallest
 * positive 2<sup>-24</sup>. Conversion rounds to nearest, ties to even.
 */
public final class Fp16 {
  /** The largest finite value. */
  public static final float MAX = 65504f;

  private static final int TWO_TO_16 = 0x47800000;
  private static final int SMALLEST_NORMAL = 0x38800000;

  private Fp16() {}

  /** The value of 16 bits; exact. NaN stays NaN. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 31;
    int fraction = half & 0x3ff;
    if (exponent == 31) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The nearest binary16; beyond 65520 in magnitude, infinity. */
  public static short fromFloat(float x) {
    int bits = Float.floatToRawIntBits(round(x));
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >> 13) & 0x3ff));
    }
    if (magnitude == 0x7f800000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < SMALLEST_NORMAL) {
      return (short) (sign | (int) (Float.intBitsToFloat(magnitude) * 0x1p24f));
    }
    return (short) (sign | (magnitude >> 13) - (112 << 10));
  }

  /** {@code toFloat(fromFloat(x))}: what is left of {@code x} after being stored. */
  public static float round(float x) {
    int bits = Float.floatToRawIntBits(x);
    int sign = bits & 0x80000000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude >= 0x7f800000) {
      return x;
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Floats from 0.5 to 1 are 2^-24 apart, as subnormal halves are.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f - 0.5f;
      return Float.intBitsToFloat(Float.floatToRawIntBits(rounded) | sign);
    }
    int rounded = (magnitude + 0xfff + ((magnitude >> 13) & 1)) & ~0x1fff;
    return Float.intBitsToFloat(sign | (rounded >= TWO_TO_16 ? 0x7f800000 : rounded));
  }

  /** As {@link #round}, but a finite number stays finite: at most 65504 in magnitude. */
  public static float roundSaturating(float x) {
    return round(Math.max(-MAX, Math.min(MAX, x)));
  }
}
