package janus.kvcache;

/**
 * A binary floating-point format too small for infinities that matter: values beyond the largest
 * saturate. Rounding is to nearest, ties to even; subnormals are kept.
 *
 * @param fractionBits bits behind the leading one
 * @param smallestExponent exponent of the smallest normal number
 * @param max the largest finite value
 */
record SmallFloat(int fractionBits, int smallestExponent, float max) {
  /** OCP 8-bit, 4 exponent and 3 fraction bits: bias 7, largest value 1.75 * 2^8. */
  static final SmallFloat E4M3 = new SmallFloat(3, -6, 448);

  /** OCP 8-bit, 5 exponent and 2 fraction bits: bias 15, largest value 1.75 * 2^15. */
  static final SmallFloat E5M2 = new SmallFloat(2, -14, 57344);

  /** OCP 4-bit, 2 exponent bits and 1 fraction bit: 0, 0.5, 1, 1.5, 2, 3, 4, 6. */
  static final SmallFloat E2M1 = new SmallFloat(1, 0, 6);

  /** OCP 6-bit, 2 exponent and 3 fraction bits: bias 1, largest value 1.875 * 2^2. */
  static final SmallFloat E2M3 = new SmallFloat(3, 0, 7.5f);

  /** OCP 6-bit, 3 exponent and 2 fraction bits: bias 3, largest value 1.75 * 2^4. */
  static final SmallFloat E3M2 = new SmallFloat(2, -2, 28);

  /** The value of the format nearest to {@code x}; NaN stays NaN. */
  float round(float x) {
    float magnitude = Math.min(Math.abs(x), max);
    int exponent = Math.max(Math.getExponent(magnitude), smallestExponent);
    float quantum = Float.intBitsToFloat((exponent - fractionBits + 127) << 23);
    float rounded = (float) Math.rint(magnitude / quantum) * quantum;
    return Math.copySign(rounded, x);
  }
}
