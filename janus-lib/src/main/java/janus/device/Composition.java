package janus.device;

import java.util.List;

/**
 * The logarithm of a positive quantity. The quantity is a sum of parts, each a known amount times
 * an unknown rate:
 *
 * <pre>
 *   log y = log(sum over parts of amount * exp(sum of the part's effects)) + sum of whole effects
 * </pre>
 *
 * @param parts the parts, at least one of them with an amount above 0
 * @param whole effects on the whole quantity
 */
record Composition(List<Part> parts, List<Effect> whole) {

  /**
   * One part of the sum.
   *
   * @param amount the known amount, at least 0
   * @param effects the logarithm of the rate is their sum
   */
  record Part(double amount, List<Effect> effects) {
    Part {
      effects = List.copyOf(effects);
      if (!(amount >= 0) || Double.isInfinite(amount)) {
        throw new IllegalArgumentException("amount must be finite and at least 0: " + amount);
      }
    }
  }

  Composition {
    parts = List.copyOf(parts);
    whole = List.copyOf(whole);
    if (parts.stream().noneMatch(part -> part.amount() > 0)) {
      throw new IllegalArgumentException("an amount must be above 0");
    }
  }

  /** An observation of this quantity. */
  Observation observed(double value, double sd) {
    return new Observation(this, StrictMath.log(value), sd);
  }

  /**
   * A measurement of the quantity.
   *
   * @param log logarithm of the measured value
   * @param sd standard deviation of the measurement's logarithm
   */
  record Observation(Composition composition, double log, double sd) {
    Observation {
      if (!Double.isFinite(log) || !(sd > 0)) {
        throw new IllegalArgumentException("log must be finite and sd > 0: " + log + ", " + sd);
      }
    }
  }
}
