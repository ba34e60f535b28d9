package janus.simulator.prefetch;

/** Sizes of hardware state, and checks of parameters. */
final class Bits {
  private Bits() {}

  /** Bits that tell {@code values} values apart. */
  static int forValues(long values) {
    return 64 - Long.numberOfLeadingZeros(values - 1);
  }

  static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  static int powerOfTwo(String name, int value) {
    if (value < 1 || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(name + " must be a power of two: " + value);
    }
    return value;
  }
}
