package janus.command;

import janus.units.Range;
import java.util.Locale;

/** Numbers for people. */
final class Text {
  private Text() {}

  static String number(Double value) {
    if (value == null) {
      return "-";
    }
    return String.format(Locale.ROOT, "%.3g", value).contains("e")
        ? String.format(Locale.ROOT, "%.2e", value)
        : trimmed(value);
  }

  private static String trimmed(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  static String range(Range range) {
    return range == null
        ? "-"
        : number(range.typical()) + " (" + number(range.low()) + "-" + number(range.high()) + ")";
  }
}
