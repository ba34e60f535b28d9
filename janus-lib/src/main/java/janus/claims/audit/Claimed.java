package janus.claims.audit;

import janus.units.Range;
import java.math.BigDecimal;

/**
 * The content of a claim: a number as printed, a bound, or a word.
 *
 * @param relation {@code =} for a value, {@code <} or {@code >} for a bound
 * @param text the number with the digits that were printed, or the word
 */
record Claimed(String relation, String text) {
  /** Relative distance up to which our models do not contradict a value. */
  static final double SLACK = 0.05;

  private static final double ROUNDING = 1e-9;

  Claimed {
    if (!relation.matches("[=<>]")) {
      throw new IllegalArgumentException("relation must be =, < or >: " + relation);
    }
    if (!relation.equals("=") && number(text) == null) {
      throw new IllegalArgumentException("a bound must be a number: " + text);
    }
  }

  /** The number that was printed; null for a word. */
  Double value() {
    BigDecimal number = number(text);
    return number == null ? null : number.doubleValue();
  }

  /** The claim as people write it. */
  String shown() {
    return relation.equals("=") ? text : relation + " " + text;
  }

  /** Whether a value rounds to what was printed, or keeps the bound. */
  boolean isGivenBy(Value found) {
    return isWithin(found, 0);
  }

  /** The same for a range that is 5 % wider at both ends. */
  boolean isNear(Value found) {
    return isWithin(found, SLACK);
  }

  private boolean isWithin(Value found, double slack) {
    if (found instanceof Value.Word word) {
      return relation.equals("=") && word.text().equals(text);
    }
    BigDecimal number = number(text);
    if (number == null) {
      return false;
    }
    Range range = ((Value.Amount) found).range();
    double low = range.low() - slack * Math.abs(range.low());
    double high = range.high() + slack * Math.abs(range.high());
    double value = number.doubleValue();
    double half = number.ulp().doubleValue() / 2 + ROUNDING * Math.abs(value);
    return switch (relation) {
      case "<" -> low < value;
      case ">" -> high > value;
      default -> low <= value + half && high >= value - half;
    };
  }

  private static BigDecimal number(String text) {
    return text.matches("-?[0-9]+(\\.[0-9]+)?") ? new BigDecimal(text) : null;
  }
}
