package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Several figures in one. Each cell keeps the axes, marks and legend of its figure. */
public final class Panels {
  private static final double GAP_ACROSS = 0.085;
  private static final double GAP_UP = 0.115;
  private static final int TITLE_PIXELS_PER_CHARACTER = 7;
  private static final double LABEL_PIXELS_PER_CHARACTER = 5;
  private static final double LABEL_PIXELS_IN_GAP = 45;
  private static final double LEGEND_MARK_PIXELS = 55;

  private final Figures figures;
  private final int columns;
  private final List<Figure> parts;
  private String title = "";
  private String subtitle = "";
  private int width = (int) (10.5 * Figure.PIXELS_PER_INCH);
  private int height = (int) (9.5 * Figure.PIXELS_PER_INCH);

  Panels(Figures figures, int columns, List<Figure> parts) {
    if (columns < 1 || parts.isEmpty()) {
      throw new IllegalArgumentException("panels need at least one column and one figure");
    }
    this.figures = figures;
    this.columns = columns;
    this.parts = List.copyOf(parts);
  }

  /** The finding of all panels together. */
  public Panels title(String finding) {
    title = finding;
    return this;
  }

  /** Small print below the title. */
  public Panels subtitle(String text) {
    subtitle = text;
    return this;
  }

  /** Size in inches. */
  public Panels size(double inchesWide, double inchesHigh) {
    width = (int) Math.round(inchesWide * Figure.PIXELS_PER_INCH);
    height = (int) Math.round(inchesHigh * Figure.PIXELS_PER_INCH);
    return this;
  }

  /** Draws and saves the figure, as {@link Chart#draw} does. */
  public Figure draw(String name) {
    return figures.save(name, figure());
  }

  /** Draws without saving. */
  public Figure figure() {
    ObjectNode json = figures.node();
    ArrayNode data = json.putArray("data");
    ObjectNode layout = json.putObject("layout");
    Style.frame(layout, title, subtitle, width, height);
    ObjectNode margin = (ObjectNode) layout.get("margin");
    margin.put("t", margin.get("t").asInt() + 34).put("l", 60).put("r", 20).put("b", 50);
    layout.put("showlegend", true);
    int rows = (parts.size() + columns - 1) / columns;
    double cellWidth = (1 - GAP_ACROSS * (columns - 1)) / columns;
    double cellHeight = (1 - GAP_UP * (rows - 1)) / rows;
    for (int i = 0; i < parts.size(); i++) {
      double left = i % columns * (cellWidth + GAP_ACROSS);
      double bottom = (rows - 1 - i / columns) * (cellHeight + GAP_UP);
      add(data, layout, new Cell(i, left, bottom, cellWidth, cellHeight));
    }
    json.putObject("config").put("displayModeBar", false);
    return new Figure(title, width, height, description(), json);
  }

  private String description() {
    return parts.size()
        + " panels: "
        + String.join("; ", parts.stream().map(Figure::title).toList());
  }

  /** The place of one figure, in shares of the plot area. */
  private record Cell(int index, double left, double bottom, double w, double h) {
    /** What plotly.js appends to the axes and legend of this cell. */
    String suffix() {
      return index == 0 ? "" : Integer.toString(index + 1);
    }

    double top() {
      return bottom + h;
    }
  }

  private void add(ArrayNode data, ObjectNode layout, Cell cell) {
    Figure part = parts.get(cell.index());
    ObjectNode source = part.json();
    ObjectNode from = (ObjectNode) source.get("layout");
    String suffix = cell.suffix();
    boolean showLegend = from.path("showlegend").asBoolean();
    for (JsonNode node : source.get("data")) {
      addTrace(data, (ObjectNode) node, cell, showLegend);
    }
    double labels = Math.min(0.62 * cell.w(), labelShare(source, from));
    axis(layout, from, "x", suffix, cell.left() + labels, cell.w() - labels);
    axis(layout, from, "y", suffix, cell.bottom(), cell.h());
    setBarMode(layout, from);
    move(layout, from, "shapes", suffix);
    move(layout, from, "annotations", suffix);
    titleOf(layout, part.title(), cell);
    if (showLegend && legendPixels(source) > cell.w() * (width - 80)) {
      namesInColour(layout, data, cell);
    } else if (showLegend && !source.get("data").isEmpty()) {
      addLegend(layout, cell);
    }
  }

  private static void addTrace(ArrayNode data, ObjectNode trace, Cell cell, boolean showLegend) {
    trace.put("xaxis", "x" + cell.suffix()).put("yaxis", "y" + cell.suffix());
    if (!trace.path("type").asText().equals("heatmap")
        && !trace.path("type").asText().equals("waterfall")) {
      trace.put("legend", "legend" + cell.suffix());
    }
    if (!showLegend) {
      trace.put("showlegend", false);
    }
    shrink(trace, cell);
    data.add(trace);
  }

  /** One mode for all panels; stacking does not change a panel with one series. */
  private static void setBarMode(ObjectNode layout, ObjectNode from) {
    if (from.has("barmode")) {
      boolean stack = from.path("barmode").asText().equals("stack");
      if (stack || !layout.has("barmode")) {
        layout.set("barmode", from.get("barmode"));
      }
      layout.set("bargap", from.get("bargap"));
    }
  }

  private static void addLegend(ObjectNode layout, Cell cell) {
    ObjectNode box = layout.putObject("legend" + cell.suffix());
    box.put("orientation", "h").put("x", cell.left() - 0.02).put("xanchor", "left");
    box.put("y", cell.top()).put("yanchor", "bottom");
    box.put("bgcolor", "rgba(255,255,255,0)");
    box.putObject("font").put("size", 8.5);
    box.put("itemwidth", 30);
  }

  /** Approximate width of a legend on one line. */
  private static double legendPixels(ObjectNode source) {
    double pixels = 0;
    for (JsonNode trace : source.get("data")) {
      if (trace.path("showlegend").asBoolean(true)) {
        pixels +=
            LEGEND_MARK_PIXELS + trace.path("name").asText().length() * LABEL_PIXELS_PER_CHARACTER;
      }
    }
    return pixels;
  }

  /**
   * Replaces a legend that is too wide by names, each after a dot in the colour of its marks. The
   * dot is in the figures' font; a square is not, and its width is unknown when the text is
   * measured.
   */
  private static void namesInColour(ObjectNode layout, ArrayNode data, Cell cell) {
    String axis = "x" + cell.suffix();
    var names = new ArrayList<String>();
    for (JsonNode trace : data) {
      if (trace.path("xaxis").asText().equals(axis) && trace.path("showlegend").asBoolean(true)) {
        String colour = trace.at("/marker/color").asText(trace.at("/line/color").asText());
        names.add(
            "<span style=\"color:" + colour + "\">\u25CF</span> " + trace.path("name").asText());
        ((ObjectNode) trace).put("showlegend", false);
        likeItsDot((ObjectNode) trace);
      }
    }
    ObjectNode note = layout.withArray("annotations").addObject();
    note.put("text", String.join("&nbsp;&nbsp; ", names));
    note.putObject("font").put("size", 9);
    placeAbove(note, cell).put("yshift", 2);
  }

  /** Marks look as the dot that stands for them. */
  private static void likeItsDot(ObjectNode trace) {
    if (trace.path("type").asText().equals("scatter")) {
      ((ObjectNode) trace.get("marker")).put("symbol", "circle");
    }
    if (trace.path("line").isObject()) {
      ((ObjectNode) trace.get("line")).put("dash", "solid");
    }
  }

  private static ObjectNode placeAbove(ObjectNode note, Cell cell) {
    note.put("showarrow", false).put("align", "left");
    note.put("xref", "paper").put("x", cell.left() - 0.02).put("xanchor", "left");
    return note.put("yref", "paper").put("y", cell.top()).put("yanchor", "bottom");
  }

  private void titleOf(ObjectNode layout, String text, Cell cell) {
    ObjectNode note = layout.withArray("annotations").addObject();
    int characters = (int) (cell.w() * (width - 80) / TITLE_PIXELS_PER_CHARACTER) + 4;
    note.put("text", "<b>" + String.join("<br>", Style.wrap(text, characters)) + "</b>");
    note.putObject("font").put("size", 11.5);
    placeAbove(note, cell).put("yshift", isLegendInRow(cell.index()) ? 22 : 4);
  }

  private boolean isLegendInRow(int index) {
    int start = index - index % columns;
    return parts.subList(start, Math.min(parts.size(), start + columns)).stream()
        .anyMatch(other -> other.json().at("/layout/showlegend").asBoolean());
  }

  /** Share of the width taken by the names left of horizontal bars. */
  private double labelShare(ObjectNode source, ObjectNode from) {
    if (!from.at("/yaxis/type").asText().equals("category")) {
      return 0;
    }
    int longest = 0;
    for (JsonNode trace : source.get("data")) {
      for (JsonNode name : trace.path("y")) {
        longest = Math.max(longest, name.asText().length());
      }
    }
    double pixels = Math.max(0, longest * LABEL_PIXELS_PER_CHARACTER - LABEL_PIXELS_IN_GAP);
    return pixels / (width - 80);
  }

  private static void shrink(ObjectNode trace, Cell cell) {
    for (JsonNode holder : List.of(trace, trace.path("marker"))) {
      if (holder.has("colorbar")) {
        ObjectNode bar = (ObjectNode) holder.get("colorbar");
        bar.put("x", cell.left() + cell.w() + 0.004).put("xanchor", "left").put("thickness", 8);
        bar.put("y", cell.bottom() + cell.h() / 2).put("yanchor", "middle").put("len", cell.h());
        bar.putObject("tickfont").put("size", 9);
      }
    }
    if (trace.path("marker").path("size").asDouble() > 5) {
      ((ObjectNode) trace.get("marker")).put("size", 5);
    }
    if (trace.has("textfont")) {
      ((ObjectNode) trace.get("textfont")).put("size", 9);
    }
  }

  private static void axis(
      ObjectNode layout, ObjectNode from, String letter, String suffix, double start, double size) {
    ObjectNode axis = ((ObjectNode) from.get(letter + "axis")).deepCopy();
    axis.putArray("domain").add(start).add(Math.min(1, start + size));
    axis.put("anchor", (letter.equals("x") ? "y" : "x") + suffix);
    axis.put("automargin", false);
    if (axis.has("scaleanchor")) {
      axis.put("scaleanchor", "x" + suffix);
    }
    ObjectNode title = (ObjectNode) axis.get("title");
    title.put("standoff", 4);
    title.putObject("font").put("size", 10);
    axis.putObject("tickfont").put("size", 9);
    layout.set(letter + "axis" + suffix, axis);
  }

  private static void move(ObjectNode layout, ObjectNode from, String list, String suffix) {
    for (JsonNode node : from.path(list)) {
      ObjectNode item = (ObjectNode) node;
      for (String letter : List.of("x", "y")) {
        String reference = item.path(letter + "ref").asText(letter);
        String domain = reference.endsWith(" domain") ? " domain" : "";
        item.put(letter + "ref", letter + suffix + domain);
      }
      if (item.has("font")) {
        ((ObjectNode) item.get("font")).put("size", 9);
      }
      layout.withArray(list).add(item);
    }
  }
}
