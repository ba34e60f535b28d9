package janus.notebook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The style of all figures: white background, few lines, the finding as a title at the left, and
 * the eight colours of Okabe and Ito ("Color Universal Design", 2008), which colour-blind readers
 * can distinguish. Series also differ in symbol and dash.
 */
final class Style {
  static final List<String> COLORS =
      List.of(
          "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C00");
  static final List<String> SYMBOLS =
      List.of("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "triangle-down");
  static final List<String> DASHES = List.of("solid", "dash", "dot", "dashdot");
  static final String INK = "#222222";
  static final String QUIET = "#666666";
  static final String GRID = "#E8E8E8";
  static final String FAMILY = "Lato, Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif";

  private static final double TITLE_CHARACTER_PIXELS = 8.0;
  private static final double SUBTITLE_CHARACTER_PIXELS = 6.2;

  private Style() {}

  static String color(int series) {
    return COLORS.get(series % COLORS.size());
  }

  static String symbol(int series) {
    return SYMBOLS.get(series % SYMBOLS.size());
  }

  static String dash(int series) {
    return DASHES.get(series % DASHES.size());
  }

  /** Sets fonts, background, size and title, and a top margin for the lines of the title. */
  static void frame(ObjectNode layout, String title, String subtitle, int width, int height) {
    layout.put("width", width).put("height", height);
    layout.put("paper_bgcolor", "#FFFFFF").put("plot_bgcolor", "#FFFFFF");
    layout.putObject("font").put("family", FAMILY).put("size", 12).put("color", INK);
    List<String> lines = wrap(title, (int) ((width - 40) / TITLE_CHARACTER_PIXELS));
    List<String> small = wrap(subtitle, (int) ((width - 40) / SUBTITLE_CHARACTER_PIXELS));
    title(layout.putObject("title"), lines, small, height);
    ObjectNode margin = layout.putObject("margin");
    margin.put("t", 28 + 21 * lines.size() + 21 * small.size());
    margin.put("l", 64).put("r", 24).put("b", 56);
    layout.putObject("hoverlabel").putObject("font").put("family", FAMILY);
  }

  private static void title(ObjectNode node, List<String> lines, List<String> small, int height) {
    var text = new StringBuilder(String.join("<br>", lines));
    for (String line : small) {
      text.append("<br><span style=\"font-size:12px;font-weight:400;fill:" + QUIET + "\">");
      text.append(line).append("</span>");
    }
    node.put("text", text.toString());
    node.putObject("font").put("size", 16).put("color", INK).put("weight", 700);
    node.put("x", 0).put("xref", "container").put("xanchor", "left");
    node.put("y", 1 - 24.0 / height).put("yref", "container").put("yanchor", "top");
    node.putObject("pad").put("l", 16);
  }

  /** The style of one axis. */
  static void axis(ObjectNode axis, String title, boolean grid) {
    ObjectNode titleNode = axis.putObject("title");
    titleNode.put("text", title).put("standoff", 10);
    titleNode.putObject("font").put("size", 13);
    axis.put("automargin", true).put("zeroline", false);
    axis.put("showgrid", grid).put("gridcolor", GRID);
    axis.put("showline", true).put("linecolor", "#999999");
    axis.put("ticks", "outside").put("tickcolor", "#999999").put("ticklen", 4);
    axis.put("separatethousands", true).put("exponentformat", "none");
  }

  /**
   * Breaks a text between words into as few lines as a number of characters allows. The lines have
   * similar lengths, so no word stands alone.
   */
  static List<String> wrap(String text, int characters) {
    List<String> lines = filled(text, characters);
    int narrow = characters;
    while (lines.size() > 1 && narrow > 1) {
      List<String> narrower = filled(text, narrow - 1);
      if (narrower.size() > lines.size()
          || narrower.stream().anyMatch(line -> line.length() > characters)) {
        break;
      }
      lines = narrower;
      narrow--;
    }
    return lines;
  }

  private static List<String> filled(String text, int characters) {
    var lines = new ArrayList<String>();
    if (text == null || text.isBlank()) {
      return lines;
    }
    var line = new StringBuilder();
    for (String word : text.strip().replace(" %", "\u00a0%").split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > characters) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (line.length() > 0) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
