package janus.device;

/**
 * An unknown part of an exponent, normally distributed before any measurement is seen.
 *
 * @param name which unknown it is; equal names are one unknown
 * @param mean before any measurement
 * @param sd standard deviation before any measurement, above 0
 */
record Effect(String name, double mean, double sd) {
  Effect {
    if (!(sd > 0) || !Double.isFinite(sd) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "effect '" + name + "' must have a finite mean and sd > 0: " + mean + ", " + sd);
    }
  }

  /** An effect that is 0 unless measurements say otherwise. */
  static Effect centred(String name, double sd) {
    return new Effect(name, 0, sd);
  }
}
