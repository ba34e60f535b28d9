package janus.device;

/**
 * An unknown summand of an exponent with a normal prior.
 *
 * @param name identity: equal names are the same unknown
 * @param mean prior mean
 * @param sd prior standard deviation, above 0
 */
record Effect(String name, double mean, double sd) {
  Effect {
    if (!(sd > 0) || !Double.isFinite(sd) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "effect '" + name + "' must have a finite mean and sd > 0: " + mean + ", " + sd);
    }
  }

  /** An effect with a prior mean of 0. */
  static Effect centred(String name, double sd) {
    return new Effect(name, 0, sd);
  }
}
