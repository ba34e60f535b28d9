package janus.units;

/** Temperatures in degrees Celsius, and in kelvin: the same step, another zero. */
public final class Celsius {
  /** 0 K, in C. By the definition of the degree (BIPM, SI Brochure, 9th edition, 2.3.1). */
  public static final double ABSOLUTE_ZERO = -273.15;

  private Celsius() {}

  /** Degrees Celsius of a temperature in kelvin. */
  public static double ofKelvin(double kelvin) {
    return kelvin + ABSOLUTE_ZERO;
  }

  /** Kelvin of a temperature in degrees Celsius. */
  public static double toKelvin(double celsius) {
    return celsius - ABSOLUTE_ZERO;
  }
}
