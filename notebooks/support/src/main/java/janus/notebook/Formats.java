package janus.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Number formats of tables and figures. */
final class Formats {
  private static final MathContext FOUR_DIGITS = new MathContext(4);
  private static final int MOST_DIGITS = 8;

  private Formats() {}

  /** Four significant digits; grouped digits from 10,000 on; a power of ten below 0.001. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    boolean whole = value == Math.rint(value);
    if (size < 1e15 && (whole || size >= 1e4)) {
      return String.format(Locale.ROOT, size < 1e4 ? "%d" : "%,d", Math.round(value));
    }
    BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
    return size >= 1e-3 && size < 1e15 ? rounded.toPlainString() : scientific(rounded);
  }

  /**
   * The notation of a column: whole numbers in full, else as many decimals for all as the largest
   * needs for four digits and the smallest for two, or powers of ten where a number would get more
   * than six decimals or eight digits.
   */
  static DoubleFunction<String> column(double[] values) {
    double[] sizes =
        Arrays.stream(values).map(Math::abs).filter(v -> v > 0 && Double.isFinite(v)).toArray();
    double low = Arrays.stream(sizes).min().orElse(1);
    double high = Arrays.stream(sizes).max().orElse(1);
    boolean whole = Arrays.stream(sizes).allMatch(v -> v == Math.rint(v));
    if (high >= 1e15) {
      return Formats::powers;
    }
    if (whole) {
      return value -> fixed(value, 0, high >= 1e4);
    }
    int decimals = Math.max(3 - exponent(high), 1 - exponent(low));
    boolean readable = decimals <= 6 && decimals + exponent(high) < MOST_DIGITS;
    return !readable ? Formats::powers : value -> fixed(value, Math.max(0, decimals), true);
  }

  private static int exponent(double size) {
    return (int) Math.floor(Math.log10(size));
  }

  private static String fixed(double value, int decimals, boolean grouped) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%" + (grouped ? "," : "") + "." + decimals + "f", value)
        : number(value);
  }

  private static String powers(double value) {
    return value == 0 || !Double.isFinite(value)
        ? number(value)
        : String.format(Locale.ROOT, "%.3e", value).replaceFirst("e([+-])0*(\\d)", "e$1$2");
  }

  /** Three significant digits, for a name or a bar; whole numbers in full. */
  static String brief(double value) {
    return value == Math.rint(value) || !Double.isFinite(value)
        ? number(value)
        : number(new BigDecimal(value).round(new MathContext(3)).doubleValue());
  }

  /** Whether a tick is written in full: from 0.0001 to 999,999. */
  static boolean isPlain(double value) {
    double size = Math.abs(value);
    return size == 0 || (size >= 0.99e-4 && size < 1e6);
  }

  /** A tick label in full, or as a power of ten; all ticks of an axis have one notation. */
  static String tick(double value, boolean plain) {
    if (plain) {
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%,d", (long) value)
          : BigDecimal.valueOf(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
    }
    BigDecimal exact = BigDecimal.valueOf(value).round(FOUR_DIGITS).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    String factor = exact.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString();
    String power = "10<sup>" + exponent + "</sup>";
    return factor.equals("1") ? power : factor + "×" + power;
  }

  private static String scientific(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    return value.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  /** A text with HTML's special characters escaped. */
  static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
