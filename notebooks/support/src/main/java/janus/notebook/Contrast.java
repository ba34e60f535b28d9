package janus.notebook;

/**
 * Contrast of a text on a colour: the contrast ratio of WCAG 2.2, {@code (lighter + 0.05) / (darker
 * + 0.05)} of the relative luminances, from 1 to 21. The better of black and white reaches at least
 * 4.58 on every colour; WCAG requires 4.5 for small text.
 */
final class Contrast {
  private static final String BLACK = "#000000";
  private static final String WHITE = "#FFFFFF";

  private Contrast() {}

  /** Black or white, whichever has the higher contrast on a colour. */
  static String ink(String background) {
    return ratio(BLACK, background) >= ratio(WHITE, background) ? BLACK : WHITE;
  }

  /** The contrast ratio of two colours, each as {@code #RRGGBB}. */
  static double ratio(String one, String other) {
    double first = luminance(one);
    double second = luminance(other);
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  /** Relative luminance of an sRGB colour, 0 for black and 1 for white. */
  private static double luminance(String color) {
    return 0.2126 * linear(color, 1) + 0.7152 * linear(color, 3) + 0.0722 * linear(color, 5);
  }

  private static double linear(String color, int at) {
    double share = Integer.parseInt(color, at, at + 2, 16) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
