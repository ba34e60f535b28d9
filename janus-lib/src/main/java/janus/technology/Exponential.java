package janus.technology;

/**
 * The exponential function, to 1e-15 of its value and the same on every machine: with k the nearest
 * whole number to 128 x / ln 2,
 *
 * <pre>
 *   exp(x) = 2^(k / 128) exp(r),   r = x - k ln 2 / 128
 * </pre>
 *
 * the power of 2 from a table and exp(r) from its series. See Tang, "Table-Driven Implementation of
 * the Exponential Function", ACM TOMS 15(2), 1989.
 */
public final class Exponential {
  private static final int PARTS = 128;

  /** ln 2 / 128 in two parts, as fdlibm splits ln 2: products of the first with k are exact. */
  private static final double UPPER = 0x1.62e42feep-1 / PARTS;

  private static final double LOWER = 0x1.a39ef35793c76p-33 / PARTS;
  private static final double PER_PART = UPPER + LOWER;
  private static final double MOST = 700;
  private static final double[] POWERS = powers();

  private Exponential() {}

  private static double[] powers() {
    double[] powers = new double[PARTS];
    for (int part = 0; part < PARTS; part++) {
      powers[part] = StrictMath.pow(2, (double) part / PARTS);
    }
    return powers;
  }

  /** The exponential of a number; beyond 700 on either side, what the library says. */
  public static double exp(double x) {
    if (!(x > -MOST && x < MOST)) {
      return StrictMath.exp(x);
    }
    double parts = Math.rint(x / PER_PART);
    int k = (int) parts;
    double r = (x - parts * UPPER) - parts * LOWER;
    double series = r + r * r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120))));
    double power = POWERS[k & PARTS - 1];
    long exponent = (long) (k >> 7) << 52;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(power + power * series) + exponent);
  }
}
