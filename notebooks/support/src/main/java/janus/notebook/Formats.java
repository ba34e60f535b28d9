package janus.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Number formats of tables and figures. */
final class Formats {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

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

  /** Three significant digits, for a name or a bar; whole numbers in full. */
  static String brief(double value) {
    return value == Math.rint(value) || !Double.isFinite(value)
        ? number(value)
        : number(new BigDecimal(value).round(new MathContext(3)).doubleValue());
  }

  /** A tick label: in full from 0.001 to 999,999, else as a power of ten. */
  static String tick(double value) {
    double size = Math.abs(value);
    if (size >= 1e-3 && size < 1e6) {
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
