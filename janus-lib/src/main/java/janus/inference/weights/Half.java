package janus.inference.weights;

/** IEEE 754 binary16, by table: Java 17 has no conversion of its own. */
final class Half {
  private static final float[] VALUES = new float[1 << 16];

  static {
    for (int bits = 0; bits < VALUES.length; bits++) {
      VALUES[bits] = convert(bits);
    }
  }

  private Half() {}

  /** The value of 16 bits; exact, infinities and NaN included. */
  static float toFloat(short bits) {
    return VALUES[bits & 0xffff];
  }

  private static float convert(int bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }
}
