package janus.units;

/**
 * Checks of numbers that have a smallest and a largest sensible value: beyond it, results would
 * overflow or mean nothing. A refusal names the quantity, what is expected, and the value.
 */
public final class Bounds {
  /** A kilohertz. */
  private static final double SLOWEST_CLOCK_GHZ = 1e-6;

  /** A terahertz: no digital circuit is as fast. */
  private static final double FASTEST_CLOCK_GHZ = 1e3;

  private Bounds() {}

  /**
   * Checks a number.
   *
   * @param name of the quantity, or of an option
   * @param least smallest value allowed
   * @param most largest value allowed
   * @param unit of all three, or empty
   * @return the value
   * @throws IllegalArgumentException if it is less, more or no number
   */
  public static double within(String name, double least, double most, String unit, double value) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name
              + " must be from "
              + text(least)
              + " to "
              + text(most)
              + (unit.isEmpty() ? "" : " " + unit)
              + ": "
              + value);
    }
    return value;
  }

  /**
   * Checks a whole number.
   *
   * @throws IllegalArgumentException if it is less or more
   */
  public static long within(String name, long least, long most, long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ": " + value);
    }
    return value;
  }

  /**
   * Checks a number without a largest value.
   *
   * @throws IllegalArgumentException if it is not above the limit, or no finite number
   */
  public static double above(String name, double limit, double value) {
    if (!(value > limit && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be above " + text(limit) + ": " + value);
    }
    return value;
  }

  /**
   * Checks a number without a largest value.
   *
   * @throws IllegalArgumentException if it is less, or no finite number
   */
  public static double atLeast(String name, double least, double value) {
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be at least " + text(least) + ": " + value);
    }
    return value;
  }

  /**
   * Checks a whole number without a largest value.
   *
   * @throws IllegalArgumentException if it is less
   */
  public static long atLeast(String name, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
    return value;
  }

  /**
   * Checks a whole number without a smallest value.
   *
   * @throws IllegalArgumentException if it is more
   */
  public static long atMost(String name, long most, long value) {
    if (value > most) {
      throw new IllegalArgumentException(name + " must be at most " + most + ": " + value);
    }
    return value;
  }

  /**
   * Checks a clock.
   *
   * @throws IllegalArgumentException if it is below 1 kHz or above 1 THz
   */
  public static double clockGhz(String name, double value) {
    return within(name, SLOWEST_CLOCK_GHZ, FASTEST_CLOCK_GHZ, "GHz", value);
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
