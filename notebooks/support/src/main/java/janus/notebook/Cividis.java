package janus.notebook;

import java.util.Locale;

/**
 * The colour map cividis, whose lightness is linear for colour-blind readers: Nuñez, Anderton,
 * Renslow, "Optimizing colormaps with consideration for color vision deficiency", PLOS ONE 13(7),
 * 2018. The stops are those of plotly.js, so a drawn rectangle matches the colour bar.
 */
final class Cividis {
  private static final int[][] STOPS = {
    {0, 32, 76},
    {0, 42, 102},
    {0, 52, 110},
    {39, 63, 108},
    {60, 74, 107},
    {76, 85, 107},
    {91, 95, 109},
    {104, 106, 112},
    {117, 117, 117},
    {131, 129, 120},
    {146, 140, 120},
    {161, 152, 118},
    {176, 165, 114},
    {192, 177, 109},
    {209, 191, 102},
    {225, 204, 92},
    {243, 219, 79},
    {255, 233, 69}
  };
  private static final double[] AT = {
    0, 0.058824, 0.117647, 0.176471, 0.235294, 0.294118, 0.352941, 0.411765, 0.470588, 0.529412,
    0.588235, 0.647059, 0.705882, 0.764706, 0.823529, 0.882353, 0.941176, 1
  };

  private Cividis() {}

  /** The colour for a share between 0 and 1, as {@code #RRGGBB}. */
  static String color(double share) {
    double s = Math.min(1, Math.max(0, share));
    int i = 0;
    while (i < AT.length - 2 && AT[i + 1] < s) {
      i++;
    }
    double t = (s - AT[i]) / (AT[i + 1] - AT[i]);
    var text = new StringBuilder("#");
    for (int c = 0; c < 3; c++) {
      long level = Math.round(STOPS[i][c] + t * (STOPS[i + 1][c] - STOPS[i][c]));
      text.append(String.format(Locale.ROOT, "%02X", level));
    }
    return text.toString();
  }
}
