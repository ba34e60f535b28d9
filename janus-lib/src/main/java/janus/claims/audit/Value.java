package janus.claims.audit;

import janus.units.Range;

/** The result of a formula: an amount with its range, or a word. */
sealed interface Value {
  /**
   * A number.
   *
   * @param range with its range; three equal numbers where it is exact
   */
  record Amount(Range range) implements Value {}

  /**
   * A name, for claims about what something is.
   *
   * @param text the name
   */
  record Word(String text) implements Value {}

  static Value exactly(double value) {
    return new Amount(Range.exactly(value));
  }

  /** The range of an amount; null of a word and of nothing. */
  static Range rangeOf(Value value) {
    return value instanceof Amount amount ? amount.range() : null;
  }

  /** The text of a word; null of an amount and of nothing. */
  static String wordOf(Value value) {
    return value instanceof Word word ? word.text() : null;
  }
}
