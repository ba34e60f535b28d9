package janus.simulator;

/** Remainders by one fixed divisor without a division, and quotients without one where they can. */
public final class Modulus {
  private final long divisor;
  private final double inverse;
  private final long mask;
  private final int shift;

  public Modulus(long divisor) {
    this.divisor = divisor;
    this.inverse = 1.0 / divisor;
    this.mask = Long.bitCount(divisor) == 1 ? divisor - 1 : -1;
    this.shift = Long.numberOfTrailingZeros(divisor);
  }

  /** The quotient of a value of at least 0. */
  public long quotient(long value) {
    return mask >= 0 ? value >>> shift : value / divisor;
  }

  /**
   * The value modulo the divisor.
   *
   * @param value 0 to 2<sup>62</sup> - 1
   */
  public int of(long value) {
    if (mask >= 0) {
      return (int) (value & mask);
    }
    long quotient = (long) (value * inverse);
    long rest = value - quotient * divisor;
    while (rest < 0) {
      rest += divisor;
    }
    while (rest >= divisor) {
      rest -= divisor;
    }
    return (int) rest;
  }
}
