package janus.command;

import janus.units.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers for people. */
final class Text {
  private static final Pattern LINE = Pattern.compile("(.{1,100})(?: |$)");

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
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /**
   * A share of 1, or another number, with four decimals, or as many as tell it from 0 and from 1
   * where it lies between.
   */
  static String share(double share) {
    return apart(share, 1);
  }

  /** The same in percent. */
  static String percent(double percent) {
    return apart(percent, 100);
  }

  private static String apart(double value, double whole) {
    int digits = 4;
    String text = decimals(value, digits);
    while (value > 0 && value < whole && (isAt(0, text) || isAt(whole, text))) {
      text = decimals(value, ++digits);
    }
    return text;
  }

  private static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static boolean isAt(double end, String text) {
    return Double.parseDouble(text) == end;
  }

  static String range(Range range) {
    return range == null
        ? "-"
        : number(range.typical()) + " (" + number(range.low()) + "-" + number(range.high()) + ")";
  }

  /** A range of three digits. */
  static String shortRange(Range range) {
    return range == null
        ? "-"
        : digits(range.typical()) + " (" + digits(range.low()) + "-" + digits(range.high()) + ")";
  }

  private static String digits(double value) {
    return number(new BigDecimal(value).round(new MathContext(3)).doubleValue());
  }

  /** The typical power; less than a microwatt is none. */
  static String watts(Range range) {
    return range == null ? "-" : range.typical() < 1e-6 ? "0" : digits(range.typical());
  }

  /** Lines of at most 100 columns, broken between words. */
  static String wrapped(String text) {
    return LINE.matcher(text).replaceAll("$1\n").stripTrailing();
  }
}
