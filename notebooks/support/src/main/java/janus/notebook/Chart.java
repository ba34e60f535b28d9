package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.HeatmapTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Builder of a figure. Traces are Tablesaw's (jsplot); ranges, log axes, marked levels and notes,
 * which jsplot lacks, are added as plotly.js JSON. Axis titles and units come from the column
 * names. A value column {@code v} is drawn with its range if the table has columns {@code v_low}
 * and {@code v_high}.
 */
public final class Chart {
  private static final int LEGEND_ROW_PIXELS = 19;
  private static final double LEGEND_CHARACTER_PIXELS = 5.0;
  private static final double AXIS_CHARACTER_PIXELS = 6.2;

  enum Kind {
    LINES("Lines"),
    POINTS("Points"),
    COLUMNS("Bars"),
    ROWS("Bars"),
    RANGES("Points with ranges"),
    HEAT_MAP("Colours"),
    WATERFALL("Bars that add up"),
    BLOCKS("A floorplan");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Figures figures;
  private final Kind kind;
  private final Table table;
  private final String across;
  private final String up;
  private final String value;

  private String by;
  private String labels;
  private String title = "";
  private String subtitle = "";
  private String xTitle;
  private String yTitle;
  private String valueTitle;
  private boolean logX;
  private boolean logY;
  private boolean stacked;
  private boolean legendBelow;
  private boolean band;
  private boolean front;
  private boolean apart;
  private boolean values;
  private String hollow;
  private String told;
  private double[] colours;
  private List<String> steps = List.of();
  private String legendTitle;
  private String cellFormat = ".3~g";
  private Table outlines;
  private double[] xRange;
  private double[] yRange;
  private int width = 7 * Figure.PIXELS_PER_INCH;
  private int height = 4 * Figure.PIXELS_PER_INCH;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Callout> callouts = new ArrayList<>();

  /** A level (x is NaN), a position (y is NaN) or a note. */
  private record Mark(double x, double y, String text, boolean atLeft) {
    boolean isLevel() {
      return Double.isNaN(x);
    }

    boolean isPosition() {
      return Double.isNaN(y);
    }
  }

  /** A text outside a block of a floorplan, with a line to its middle. */
  private record Callout(Rectangle block, String text) {}

  Chart(Figures figures, Kind kind, Table table, String across, String up, String value) {
    this.figures = figures;
    this.kind = kind;
    this.table = table;
    this.across = across;
    this.up = up;
    this.value = value;
    Stream.of(across, up, value).filter(Objects::nonNull).forEach(this::requireColumn);
  }

  private void requireColumn(String column) {
    if (!table.containsColumn(column)) {
      throw new IllegalArgumentException(
          "table " + table.name() + " has no column " + column + ": " + table.columnNames());
    }
  }

  /** One series per value of a column, in order of appearance. */
  public Chart by(String column) {
    requireColumn(column);
    by = column;
    return this;
  }

  /**
   * Writes a column's text beside each point, without overlaps, or into each block. Empty texts are
   * not drawn.
   */
  public Chart labels(String column) {
    labels = column;
    return this;
  }

  /** The finding as a sentence. */
  public Chart title(String finding) {
    title = finding;
    return this;
  }

  /** The finding as a sentence with numbers, as {@link Finding#of} writes them. */
  public Chart title(String template, Object... values) {
    return title(Finding.of(template, values).markdown());
  }

  /** The content and its circumstances, in small print below the title. */
  public Chart subtitle(String text) {
    subtitle = text;
    return this;
  }

  /** Replaces the horizontal axis title from the column name. */
  public Chart x(String axisTitle) {
    xTitle = axisTitle;
    return this;
  }

  /** Replaces the vertical axis title from the column name. */
  public Chart y(String axisTitle) {
    yTitle = axisTitle;
    return this;
  }

  /** Replaces the colour bar's title from the column name. */
  public Chart value(String barTitle) {
    valueTitle = barTitle;
    return this;
  }

  public Chart logX() {
    logX = true;
    return this;
  }

  public Chart logY() {
    logY = true;
    return this;
  }

  /** Stacks the bars of one category instead of grouping them. */
  public Chart stacked() {
    stacked = true;
    return this;
  }

  /**
   * Draws a heat map over a floorplan, with axes to scale and the outline of every rectangle of a
   * table. The table has the columns of {@link Figures#blocks}.
   */
  public Chart over(Table floorplan) {
    if (kind != Kind.HEAT_MAP) {
      throw new IllegalArgumentException("only a heat map can be drawn over a floorplan");
    }
    outlines = floorplan;
    return this;
  }

  /** Draws the range as a band behind the line instead of error bars. */
  public Chart band() {
    band = true;
    return this;
  }

  /** Joins the points of the Pareto front: no point has both a smaller x and a smaller y. */
  public Chart front() {
    front = true;
    return this;
  }

  /** Draws hollow markers for all values of a column except its first; the legend says which. */
  public Chart hollow(String column) {
    hollow = column;
    return this;
  }

  /** Names each point by a column when the pointer rests on it. */
  public Chart told(String column) {
    requireColumn(column);
    told = column;
    return this;
  }

  /** The values at the ends of the colour scale, so that several maps can share one. */
  public Chart colours(double from, double to) {
    colours = new double[] {from, to};
    return this;
  }

  /** Contributions of a waterfall in this order; one without a row is zero. */
  public Chart steps(String... contributions) {
    steps = List.of(contributions);
    return this;
  }

  /** Shifts the series slightly, so that their ranges do not overlap. */
  public Chart apart() {
    apart = true;
    return this;
  }

  /** Writes the value at the end of each bar. */
  public Chart values() {
    values = true;
    return this;
  }

  /** Number format of a heat map's cells in the syntax of d3-format: {@code .0%}. */
  public Chart cells(String format) {
    cellFormat = format;
    return this;
  }

  /** Replaces the legend title from the column name. */
  public Chart legend(String text) {
    legendTitle = text;
    return this;
  }

  /** Names a block of a floorplan that is too small for a label. */
  public Chart callout(String block, String text) {
    Table plan = outlines == null ? table : outlines;
    int row = Arrays.asList(strings(plan, "block")).indexOf(block);
    if (row < 0) {
      throw new IllegalArgumentException("no block " + block + " in " + plan.name());
    }
    callouts.add(new Callout(rectangles(plan).get(row), text));
    return this;
  }

  /** Places the legend below the figure, for long names. */
  public Chart legendBelow() {
    legendBelow = true;
    return this;
  }

  public Chart xRange(double from, double to) {
    xRange = new double[] {from, to};
    return this;
  }

  public Chart yRange(double from, double to) {
    yRange = new double[] {from, to};
    return this;
  }

  /** A dotted horizontal line, named at its right end. */
  public Chart level(double y, String text) {
    marks.add(new Mark(Double.NaN, y, text, false));
    return this;
  }

  /** A dotted horizontal line, named at its left end. */
  public Chart levelNamedLeft(double y, String text) {
    marks.add(new Mark(Double.NaN, y, text, true));
    return this;
  }

  /** A dotted vertical line, named. */
  public Chart position(double x, String text) {
    marks.add(new Mark(x, Double.NaN, text, true));
    return this;
  }

  /** A text with an arrow to a point. */
  public Chart note(double x, double y, String text) {
    marks.add(new Mark(x, y, text, true));
    return this;
  }

  /** Size in inches; the default is 7 by 4. */
  public Chart size(double inchesWide, double inchesHigh) {
    width = (int) Math.round(inchesWide * Figure.PIXELS_PER_INCH);
    height = (int) Math.round(inchesHigh * Figure.PIXELS_PER_INCH);
    return this;
  }

  /**
   * Draws the figure and saves it as {@code figures/NAME.png} (300 DPI) and {@code
   * figures/NAME.svg} beside the step's results.
   */
  public Figure draw(String name) {
    return figures.save(name, figure());
  }

  /** Draws without saving, for a panel of a larger figure. */
  public Figure figure() {
    ObjectNode json = jsplot();
    ObjectNode layout = (ObjectNode) json.get("layout");
    Style.frame(layout, title, subtitle, width, height);
    ArrayNode data = (ArrayNode) json.get("data");
    style(data);
    axes(layout);
    drawKind(data, layout);
    legend(layout, data);
    if (kind == Kind.POINTS && labels != null) {
      pointLabels(layout);
    }
    marks.forEach(mark -> draw(mark, layout));
    callouts.forEach(callout -> draw(callout, layout));
    hover(data);
    json.putObject("config").put("displayModeBar", false);
    return new Figure(title, width, height, description(), json);
  }

  /** Kind, axes, series and the ends of the values, for those who do not see the figure. */
  private String description() {
    var text = new StringBuilder(kind.words).append(": ");
    String drawn = value != null ? barTitle() : axisTitle(isHorizontal());
    text.append(drawn.isEmpty() ? Labels.of(up).axis() : drawn).append(" against ");
    String against = value != null ? axisTitle(true) : axisTitle(!isHorizontal());
    text.append(against.isEmpty() ? Labels.of(across).axis() : against);
    double[] all = numbers(table, value != null ? value : up);
    double low = Arrays.stream(all).filter(Double::isFinite).min().orElse(Double.NaN);
    double high = Arrays.stream(all).filter(Double::isFinite).max().orElse(Double.NaN);
    text.append("; from ").append(Formats.brief(low)).append(" to ").append(Formats.brief(high));
    List<String> names = by == null ? List.of() : distinct(by);
    if (names.size() > 1 && names.size() <= 8) {
      text.append("; ").append(String.join(", ", names));
    }
    return text.append('.').toString();
  }

  private ObjectNode jsplot() {
    var layout = Layout.builder(title, axisTitle(true), axisTitle(false)).build();
    var traces = traces().toArray(new Trace[0]);
    return JsplotJson.of(new tech.tablesaw.plotly.components.Figure(layout, traces));
  }

  private void drawKind(ArrayNode data, ObjectNode layout) {
    switch (kind) {
      case WATERFALL -> waterfall(data, layout);
      case BLOCKS -> blocks(data, layout);
      case HEAT_MAP -> {
        cellTexts(data);
        outlines(layout);
      }
      default -> {}
    }
  }

  private List<Trace> traces() {
    var traces = new ArrayList<Trace>();
    series()
        .forEach(
            (name, part) -> {
              switch (kind) {
                case LINES, POINTS, RANGES -> traces.add(scatter(name, part));
                case COLUMNS, ROWS -> traces.add(bars(name, part));
                case HEAT_MAP -> traces.add(heatMap());
                case WATERFALL, BLOCKS -> {}
              }
            });
    return traces;
  }

  private Trace scatter(String name, Table part) {
    var builder =
        kind == Kind.RANGES
            ? ScatterTrace.builder(part.numberColumn(up), part.column(across))
            : ScatterTrace.builder(part.column(across), part.column(up));
    builder.mode(
        kind == Kind.LINES ? ScatterTrace.Mode.LINE_AND_MARKERS : ScatterTrace.Mode.MARKERS);
    return builder.name(name).build();
  }

  private Trace bars(String name, Table part) {
    return BarTrace.builder((Object[]) strings(part, across), numbers(part, up))
        .orientation(
            kind == Kind.ROWS ? BarTrace.Orientation.HORIZONTAL : BarTrace.Orientation.VERTICAL)
        .name(name)
        .build();
  }

  private Trace heatMap() {
    List<String> columns = distinct(across);
    List<String> rows = distinct(up);
    double[][] cells = new double[rows.size()][columns.size()];
    for (double[] row : cells) {
      Arrays.fill(row, Double.NaN);
    }
    String[] x = strings(table, across);
    String[] y = strings(table, up);
    double[] z = numbers(table, value);
    for (int i = 0; i < z.length; i++) {
      cells[rows.indexOf(y[i])][columns.indexOf(x[i])] = z[i];
    }
    return HeatmapTrace.builder(columns.toArray(), rows.toArray(), cells).build();
  }

  /** Adds colours, symbols and ranges, which jsplot lacks, and traces behind the others. */
  private void style(ArrayNode data) {
    int index = 0;
    var behind = new ArrayList<ObjectNode>();
    for (var series : series().entrySet()) {
      if (index >= data.size()) {
        break;
      }
      ObjectNode trace = (ObjectNode) data.get(index);
      trace.remove("xaxis");
      trace.remove("yaxis");
      switch (kind) {
        case LINES, POINTS, RANGES -> {
          styleScatter(trace, series.getValue(), index);
          if (kind == Kind.LINES && band && hasRange()) {
            behind.add(bandOf(series.getValue(), series.getKey(), Style.color(index)));
          } else {
            range(trace, series.getValue(), Style.color(index));
          }
        }
        case COLUMNS, ROWS -> styleBars(trace, series.getValue(), index);
        case HEAT_MAP -> styleHeatMap(trace);
        case WATERFALL, BLOCKS -> {}
      }
      index++;
    }
    if (front) {
      behind.add(frontLine());
    }
    if (hollow != null) {
      distinct(hollow).forEach(name -> data.add(hollowKey(name)));
    }
    for (int i = behind.size() - 1; i >= 0; i--) {
      data.insert(0, behind.get(i));
    }
  }

  private void styleScatter(ObjectNode trace, Table part, int index) {
    ObjectNode marker = trace.putObject("marker");
    marker.put("color", Style.color(index)).put("symbol", Style.symbol(index));
    marker.put("size", markerSize());
    if (hollow != null) {
      symbols(marker.putArray("symbol"), part, Style.symbol(index));
    }
    if (kind != Kind.LINES) {
      return;
    }
    ObjectNode line = trace.putObject("line");
    line.put("color", Style.color(index)).put("width", 2).put("dash", Style.dash(index));
    if (part.rowCount() > 40) {
      trace.put("mode", "lines");
    }
    if (apart) {
      shift((ArrayNode) trace.get("x"), index);
    }
  }

  private void styleBars(ObjectNode trace, Table part, int index) {
    trace.putObject("marker").put("color", Style.color(index));
    if (values) {
      ArrayNode texts = trace.putArray("text");
      for (double v : numbers(part, up)) {
        texts.add(Formats.brief(v));
      }
      trace.put("textposition", "outside").put("cliponaxis", false);
      trace.putObject("textfont").put("size", 11);
    }
    if (!stacked) {
      range(trace, part, "#444444");
    }
  }

  private int markerSize() {
    if (kind == Kind.LINES) {
      return 6;
    }
    int points = table.rowCount();
    return points > 100 ? 4 : points > 20 ? 7 : 9;
  }

  private void symbols(ArrayNode symbols, Table part, String symbol) {
    String first = strings(table, hollow)[0];
    for (String text : strings(part, hollow)) {
      symbols.add(text.equals(first) ? symbol : symbol + "-open");
    }
  }

  /** An entry of the legend alone. */
  private ObjectNode hollowKey(String name) {
    ObjectNode trace = figures.node();
    trace.put("type", "scatter").put("mode", "markers").put("name", name);
    trace.putArray("x").addNull();
    trace.putArray("y").addNull();
    boolean filled = name.equals(distinct(hollow).get(0));
    trace.putObject("marker").put("color", "#555555").put("size", markerSize());
    ((ObjectNode) trace.get("marker")).put("symbol", filled ? "circle" : "circle-open");
    return trace;
  }

  /** Shifts a series by its index; all shifts stay within 4 % of the axis. */
  private void shift(ArrayNode x, int series) {
    double[] all = numbers(table, across);
    double low = at(Arrays.stream(all).min().orElse(0), logX);
    double high = at(Arrays.stream(all).max().orElse(1), logX);
    int count = series().size();
    double step = 0.04 * (high - low) / Math.max(4, count);
    double by = (series - (count - 1) / 2.0) * step;
    for (int i = 0; i < x.size(); i++) {
      double moved = at(x.get(i).asDouble(), logX) + by;
      x.set(
          i,
          com.fasterxml.jackson.databind.node.DoubleNode.valueOf(
              logX ? Math.pow(10, moved) : moved));
    }
  }

  /** The points of the Pareto front, from left to right. */
  private List<double[]> frontPoints() {
    double[] x = numbers(table, across);
    double[] y = numbers(table, up);
    var order = new ArrayList<double[]>();
    for (int i = 0; i < x.length; i++) {
      order.add(new double[] {x[i], y[i]});
    }
    order.sort(
        java.util.Comparator.<double[]>comparingDouble(point -> point[0])
            .thenComparingDouble(point -> point[1]));
    var best = new ArrayList<double[]>();
    for (double[] point : order) {
      if (best.isEmpty() || point[1] < best.get(best.size() - 1)[1]) {
        best.add(point);
      }
    }
    return best;
  }

  private ObjectNode frontLine() {
    ObjectNode trace = figures.node();
    trace.put("type", "scatter").put("mode", "lines").put("name", "Pareto front");
    trace.put("hoverinfo", "skip");
    trace.putObject("line").put("width", 1.5).put("color", "#888888");
    ArrayNode x = trace.putArray("x");
    ArrayNode y = trace.putArray("y");
    for (double[] point : frontPoints()) {
      addNumber(x, point[0]);
      addNumber(y, point[1]);
    }
    return trace;
  }

  /**
   * Maps values to pixels from the upper left corner of the plot. The ends of a log axis are
   * logarithms.
   */
  private record Projection(
      double left,
      double right,
      double bottom,
      double top,
      boolean logX,
      boolean logY,
      double width,
      double height) {
    double[] of(double x, double y) {
      return new double[] {
        width * (at(x, logX) - left) / (right - left), height * (top - at(y, logY)) / (top - bottom)
      };
    }
  }

  /** Fixes both axes, and places each label clear of points and other labels. */
  private void pointLabels(ObjectNode layout) {
    double[] x = numbers(table, across);
    double[] y = numbers(table, up);
    Projection projection = fixAxes(layout, x, y);
    var placer = new LabelPlacer(projection.width(), projection.height());
    for (int i = 0; i < x.length; i++) {
      double[] place = projection.of(x[i], y[i]);
      placer.point(place[0], place[1], markerSize());
    }
    keepRangesClear(placer, projection, x);
    if (front) {
      keepFrontClear(placer, projection);
    }
    String[] texts = strings(table, labels);
    for (int i = 0; i < x.length; i++) {
      if (!texts[i].isEmpty()) {
        double[] place = projection.of(x[i], y[i]);
        label(layout, texts[i], x[i], y[i], placer.place(texts[i], place[0], place[1]));
      }
    }
  }

  private void keepRangesClear(LabelPlacer placer, Projection projection, double[] x) {
    if (!hasRange()) {
      return;
    }
    double[] low = numbers(table, up + "_low");
    double[] high = numbers(table, up + "_high");
    for (int i = 0; i < x.length; i++) {
      if (low[i] > 0 || !logY) {
        keepClear(placer, projection.of(x[i], low[i]), projection.of(x[i], high[i]));
      }
    }
  }

  private void keepFrontClear(LabelPlacer placer, Projection projection) {
    double[] before = null;
    for (double[] point : frontPoints()) {
      double[] place = projection.of(point[0], point[1]);
      if (before != null) {
        keepClear(placer, before, place);
      }
      before = place;
    }
  }

  private void label(
      ObjectNode layout, String text, double x, double y, LabelPlacer.Offset offset) {
    ObjectNode note = layout.withArray("annotations").addObject();
    note.put("text", text).put("align", offset.align());
    note.putObject("font").put("size", LabelPlacer.FONT).put("color", Style.INK);
    note.put("x", at(x, logX)).put("y", at(y, logY));
    note.put("xanchor", offset.xAnchor()).put("yanchor", offset.yAnchor()).put("borderpad", 1);
    if (offset.far()) {
      note.put("showarrow", true).put("arrowhead", 0).put("arrowcolor", "#999999");
      note.put("arrowwidth", 0.8).put("standoff", 4);
      note.put("ax", offset.dx()).put("ay", offset.dy());
    } else {
      note.put("showarrow", false).put("xshift", offset.dx()).put("yshift", -offset.dy());
    }
  }

  /** Sets the ranges of both axes to hold every point; the projection follows from them. */
  private Projection fixAxes(ObjectNode layout, double[] x, double[] y) {
    double[] across = xRange != null ? logged(xRange, logX) : extent(x, null, logX, 0.05, 0.08);
    double[] upward =
        yRange != null
            ? logged(yRange, logY)
            : extent(y, hasRange() ? numbers(table, up + "_low") : null, logY, 0.06, 0.08);
    ((ObjectNode) layout.get("xaxis")).putArray("range").add(across[0]).add(across[1]);
    ((ObjectNode) layout.get("yaxis")).putArray("range").add(upward[0]).add(upward[1]);
    JsonNode margin = layout.get("margin");
    double right = layout.path("showlegend").asBoolean() && !legendBelow ? 150 : 0;
    double w = width - margin.get("l").asInt() - margin.get("r").asInt() - right;
    double h = height - margin.get("t").asInt() - margin.get("b").asInt();
    return new Projection(across[0], across[1], upward[0], upward[1], logX, logY, w, h);
  }

  private static void keepClear(LabelPlacer placer, double[] from, double[] to) {
    placer.line(from[0], from[1], to[0], to[1]);
  }

  private static double[] logged(double[] range, boolean log) {
    return new double[] {at(range[0], log), at(range[1], log)};
  }

  private static double[] extent(
      double[] values, double[] lows, boolean log, double before, double after) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      for (double v : new double[] {values[i], lows == null ? values[i] : lows[i]}) {
        if (Double.isFinite(v) && (!log || v > 0)) {
          low = Math.min(low, at(v, log));
          high = Math.max(high, at(v, log));
        }
      }
    }
    double span = high > low ? high - low : 1;
    return new double[] {low - before * span, high + after * span};
  }

  private void styleHeatMap(ObjectNode trace) {
    trace.remove("name");
    trace.put("colorscale", "Cividis");
    trace.put("zmin", colourEnds()[0]).put("zmax", colourEnds()[1]);
    if (outlines == null) {
      trace.put("xgap", 1).put("ygap", 1);
    } else {
      // Cells of a pixel or two would show their raster on a screen.
      trace.put("zsmooth", "best");
      for (String axis : new String[] {"x", "y"}) {
        ArrayNode places = trace.putArray(axis);
        distinct(axis.equals("x") ? across : up).forEach(at -> places.add(Double.parseDouble(at)));
      }
    }
    colorBar(trace);
  }

  private void colorBar(ObjectNode trace) {
    ObjectNode bar = trace.putObject("colorbar");
    bar.put("thickness", 14).put("outlinewidth", 0);
    titleOf(bar);
  }

  /** Writes the values of up to 120 cells, each in the ink with the best contrast. */
  private void cellTexts(ArrayNode data) {
    if (distinct(across).size() * distinct(up).size() > 120) {
      return;
    }
    String[] x = strings(table, across);
    String[] y = strings(table, up);
    double[] z = numbers(table, value);
    ObjectNode trace = textTrace(data);
    ArrayNode places = trace.putArray("x");
    ArrayNode heights = trace.putArray("y");
    ArrayNode amounts = trace.putArray("customdata");
    ArrayNode inks = trace.putObject("textfont").put("size", 10).putArray("color");
    for (int i = 0; i < z.length; i++) {
      if (Double.isFinite(z[i])) {
        places.add(x[i]);
        heights.add(y[i]);
        amounts.add(z[i]);
        inks.add(Contrast.ink(fill(z[i])));
      }
    }
  }

  private ObjectNode textTrace(ArrayNode data) {
    ObjectNode trace = data.addObject();
    trace.put("type", "scatter").put("mode", "text").put("hoverinfo", "skip");
    return trace.put("showlegend", false).put("texttemplate", "%{customdata:" + cellFormat + "}");
  }

  /** A short title stands above the bar, where it does not cover the numbers. */
  private void titleOf(ObjectNode bar) {
    bar.putObject("title")
        .put("text", barTitle())
        .put("side", barTitle().length() < 8 ? "top" : "right");
  }

  private boolean hasRange() {
    return table.containsColumn(up + "_low") && table.containsColumn(up + "_high");
  }

  private void range(ObjectNode trace, Table part, String color) {
    if (!hasRange()) {
      return;
    }
    String field = isHorizontal() ? "error_x" : "error_y";
    double[] low = numbers(part, up + "_low");
    double[] high = numbers(part, up + "_high");
    double[] middle = numbers(part, up);
    ObjectNode error = trace.putObject(field);
    error.put("type", "data").put("symmetric", false);
    ArrayNode plus = error.putArray("array");
    ArrayNode minus = error.putArray("arrayminus");
    for (int i = 0; i < middle.length; i++) {
      addNumber(plus, high[i] - middle[i]);
      addNumber(minus, middle[i] - low[i]);
    }
    error.put("color", color).put("thickness", 1.5).put("width", 4);
  }

  private ObjectNode bandOf(Table part, String name, String color) {
    ObjectNode trace = figures.node();
    trace.put("type", "scatter").put("mode", "lines").put("name", name + ", range");
    trace.put("showlegend", false).put("hoverinfo", "skip").put("fill", "toself");
    trace.put("fillcolor", color + "0C");
    trace.putObject("line").put("color", color).put("width", 0.8).put("dash", "dot");
    ArrayNode x = trace.putArray("x");
    ArrayNode y = trace.putArray("y");
    double[] at = numbers(part, across);
    double[] low = numbers(part, up + "_low");
    double[] high = numbers(part, up + "_high");
    for (int i = 0; i < at.length; i++) {
      addNumber(x, at[i]);
      addNumber(y, high[i]);
    }
    for (int i = at.length - 1; i >= 0; i--) {
      addNumber(x, at[i]);
      addNumber(y, low[i]);
    }
    return trace;
  }

  /** Whether categories lie on the vertical axis. */
  private boolean isHorizontal() {
    return kind == Kind.ROWS || kind == Kind.RANGES;
  }

  private void waterfall(ArrayNode data, ObjectNode layout) {
    Map<String, Double> amounts = amounts();
    ObjectNode trace = data.addObject();
    trace.put("type", "waterfall").put("orientation", "v");
    ArrayNode measure = trace.putArray("measure");
    ArrayNode x = trace.putArray("x");
    ArrayNode y = trace.putArray("y");
    ArrayNode text = trace.putArray("text");
    double total = 0;
    for (var step : amounts.entrySet()) {
      measure.add("relative");
      x.add(Labels.of(step.getKey()).quantity());
      addNumber(y, step.getValue());
      text.add(Formats.number(step.getValue()));
      total += step.getValue();
    }
    measure.add("total");
    x.add("total");
    y.addNull();
    text.add(Formats.number(total));
    styleWaterfall(trace);
    ((ObjectNode) layout.get("yaxis")).put("rangemode", "tozero");
  }

  /** The contributions in their order. */
  private Map<String, Double> amounts() {
    var amounts = new LinkedHashMap<String, Double>();
    steps.forEach(step -> amounts.put(step, 0.0));
    String[] names = strings(table, across);
    double[] each = numbers(table, up);
    for (int i = 0; i < names.length; i++) {
      amounts.put(names[i], each[i]);
    }
    return amounts;
  }

  private static void styleWaterfall(ObjectNode trace) {
    trace.put("textposition", "outside").put("cliponaxis", false);
    trace.putObject("increasing").putObject("marker").put("color", Style.color(0));
    trace.putObject("decreasing").putObject("marker").put("color", Style.color(2));
    trace.putObject("totals").putObject("marker").put("color", "#555555");
    trace.putObject("connector").putObject("line").put("color", "#BBBBBB").put("width", 1);
  }

  /** A rectangle of a floorplan, in mm. */
  private record Rectangle(double x, double y, double w, double h) {
    ObjectNode draw(ObjectNode layout, String layer) {
      ObjectNode shape = layout.withArray("shapes").addObject();
      shape.put("type", "rect").put("layer", layer);
      return shape.put("x0", x).put("x1", x + w).put("y0", y).put("y1", y + h);
    }
  }

  private static List<Rectangle> rectangles(Table floorplan) {
    double[] x = numbers(floorplan, "x_mm");
    double[] y = numbers(floorplan, "y_mm");
    double[] w = numbers(floorplan, "width_mm");
    double[] h = numbers(floorplan, "height_mm");
    return IntStream.range(0, x.length)
        .mapToObj(i -> new Rectangle(x[i], y[i], w[i], h[i]))
        .toList();
  }

  /** Rectangles of a floorplan, coloured by the value column or by group. */
  private void blocks(ArrayNode data, ObjectNode layout) {
    List<Rectangle> rectangles = rectangles(table);
    String[] fills = fills();
    for (int i = 0; i < fills.length; i++) {
      ObjectNode shape = rectangles.get(i).draw(layout, "below");
      shape.put("fillcolor", fills[i]);
      if (value == null) {
        shape.put("opacity", 0.45);
      }
      shape.putObject("line").put("color", "#FFFFFF").put("width", 1);
    }
    blockTexts(blockMarkers(data), rectangles, fills);
    toScale(layout);
  }

  /** The colour of each block. */
  private String[] fills() {
    if (value != null) {
      return Arrays.stream(numbers(table, value)).mapToObj(this::fill).toArray(String[]::new);
    }
    if (by == null) {
      return Collections.nCopies(table.rowCount(), "#DDE6EE").toArray(new String[0]);
    }
    List<String> groups = distinct(by);
    return Arrays.stream(strings(table, by))
        .map(group -> Style.color(groups.indexOf(group)))
        .toArray(String[]::new);
  }

  /** The colour of a value on the map's scale. */
  private String fill(double v) {
    double[] ends = colourEnds();
    return Cividis.color(ends[1] > ends[0] ? (v - ends[0]) / (ends[1] - ends[0]) : 0);
  }

  private double[] colourEnds() {
    if (colours != null) {
      return colours;
    }
    double[] finite = Arrays.stream(numbers(table, value)).filter(Double::isFinite).toArray();
    return new double[] {
      Arrays.stream(finite).min().orElse(0), Arrays.stream(finite).max().orElse(0)
    };
  }

  /** The trace with the blocks' texts; its invisible markers carry the colour bar. */
  private ObjectNode blockMarkers(ArrayNode data) {
    ObjectNode trace = data.addObject();
    trace.put("type", "scatter").put("mode", "markers+text").put("hoverinfo", "text");
    ObjectNode marker = trace.putObject("marker");
    marker.put("size", 0.1).put("opacity", value == null ? 0 : 1);
    if (value != null) {
      marker.put("colorscale", "Cividis").put("showscale", true);
      ArrayNode color = marker.putArray("color");
      for (double v : numbers(table, value)) {
        addNumber(color, v);
      }
      marker.put("cmin", colourEnds()[0]).put("cmax", colourEnds()[1]);
      colorBar(marker);
    }
    return trace;
  }

  private void blockTexts(ObjectNode trace, List<Rectangle> rectangles, String[] fills) {
    ArrayNode x = trace.putArray("x");
    ArrayNode y = trace.putArray("y");
    ArrayNode hover = trace.putArray("hovertext");
    ArrayNode text = trace.putArray("text");
    ArrayNode inks = trace.putObject("textfont").put("size", 10).putArray("color");
    String[] names = strings(table, across);
    String[] texts = labels == null ? null : strings(table, labels);
    double[] heat = value == null ? null : numbers(table, value);
    for (int i = 0; i < names.length; i++) {
      Rectangle rectangle = rectangles.get(i);
      x.add(rectangle.x() + rectangle.w() / 2);
      y.add(rectangle.y() + rectangle.h() / 2);
      String amount = heat == null ? "" : ", " + Formats.number(heat[i]) + " " + unit(value);
      hover.add(names[i] + amount);
      text.add(texts == null ? "" : texts[i]);
      inks.add(heat == null ? Style.INK : Contrast.ink(fills[i]));
    }
  }

  /** White outlines with a dark rim, visible on dark and on bright blocks. */
  private void outlines(ObjectNode layout) {
    if (outlines == null) {
      return;
    }
    for (Rectangle rectangle : rectangles(outlines)) {
      line(rectangle, layout, "rgba(0,0,0,0.55)", 2);
      line(rectangle, layout, "#FFFFFF", 0.8);
    }
    toScale(layout);
  }

  private static void line(Rectangle rectangle, ObjectNode layout, String color, double width) {
    rectangle.draw(layout, "above").putObject("line").put("color", color).put("width", width);
  }

  private static void toScale(ObjectNode layout) {
    ObjectNode vertical = (ObjectNode) layout.get("yaxis");
    vertical.put("scaleanchor", "x").put("showgrid", false).put("constrain", "domain");
    ((ObjectNode) layout.get("xaxis")).put("showgrid", false).put("constrain", "domain");
  }

  private void axes(ObjectNode layout) {
    ObjectNode x = layout.putObject("xaxis");
    ObjectNode y = layout.putObject("yaxis");
    boolean heat = kind == Kind.HEAT_MAP && outlines == null;
    Style.axis(x, axisTitle(true), !heat && (isHorizontal() || kind == Kind.POINTS || logX));
    Style.axis(y, axisTitle(false), !heat && !isHorizontal());
    if (kind == Kind.COLUMNS || kind == Kind.WATERFALL || heat) {
      x.put("type", "category");
    }
    if (isHorizontal() || heat) {
      y.put("type", "category");
    }
    if (isHorizontal()) {
      y.put("autorange", "reversed").put("ticks", "");
    }
    finishAxes(x, y);
    if (kind == Kind.COLUMNS || kind == Kind.ROWS) {
      layout.put("barmode", stacked ? "stack" : "group").put("bargap", 0.3);
    }
  }

  private void finishAxes(ObjectNode x, ObjectNode y) {
    if (logX) {
      logTicks(x, true);
    }
    if (logY) {
      logTicks(y, false);
    }
    setRange(x, xRange, logX);
    setRange(y, yRange, logY);
  }

  /**
   * Ticks of a log axis: every value of a short sweep; 1, 2 and 5 times powers of ten over few
   * decades; powers of ten over many.
   */
  private void logTicks(ObjectNode axis, boolean horizontal) {
    axis.put("type", "log");
    NavigableSet<Double> values = axisValues(horizontal);
    if (values.isEmpty()) {
      return;
    }
    boolean sweep = kind == Kind.LINES && horizontal && values.size() <= 12;
    List<Double> ticks = sweep ? List.copyOf(values) : decades(values.first(), values.last());
    axis.put("tickmode", "array");
    ArrayNode places = axis.putArray("tickvals");
    ArrayNode texts = axis.putArray("ticktext");
    boolean plain =
        ticks.stream()
            .filter(tick -> tick > values.first() / 2 && tick < values.last() * 2)
            .allMatch(Formats::isPlain);
    double room = 0.7 * (horizontal ? width : height) / Math.log(values.last() / values.first());
    double last = 0;
    for (double tick : ticks) {
      // In a sweep, a tick that would touch its neighbour is left out.
      double apart = last == 0 ? Double.POSITIVE_INFINITY : room * Math.log(tick / last);
      if (!sweep || apart >= 6 + 5 * Formats.tick(tick, plain).length()) {
        last = tick;
        places.add(tick);
        texts.add(Formats.tick(tick, plain));
      }
    }
  }

  /** The positive values on an axis, with the ends of their ranges and of the axis. */
  private NavigableSet<Double> axisValues(boolean horizontal) {
    String column = isHorizontal() == horizontal ? up : across;
    var values = new TreeSet<Double>();
    for (String each : List.of(column, column + "_low", column + "_high")) {
      if (table.containsColumn(each) && table.column(each) instanceof NumericColumn) {
        for (double v : numbers(table, each)) {
          if (v > 0) {
            values.add(v);
          }
        }
      }
    }
    double[] range = horizontal ? xRange : yRange;
    if (range != null) {
      values.add(range[0]);
      values.add(range[1]);
    }
    return values;
  }

  private static List<Double> decades(double low, double high) {
    double span = Math.log10(high / low);
    int[] steps =
        span <= 1.5 ? new int[] {1, 2, 3, 5} : span <= 3.5 ? new int[] {1, 2, 5} : new int[] {1};
    int every = span > 9 ? 2 : 1;
    var ticks = new ArrayList<Double>();
    for (int power = (int) Math.floor(Math.log10(low)) - 1;
        power <= Math.log10(high) + 1;
        power++) {
      if (Math.floorMod(power, every) == 0) {
        for (int step : steps) {
          ticks.add(new java.math.BigDecimal(step).scaleByPowerOfTen(power).doubleValue());
        }
      }
    }
    return ticks;
  }

  private static void setRange(ObjectNode axis, double[] range, boolean log) {
    if (range != null) {
      ArrayNode node = axis.putArray("range");
      node.add(log ? Math.log10(range[0]) : range[0]).add(log ? Math.log10(range[1]) : range[1]);
      axis.remove("autorange");
    }
  }

  private void draw(Mark mark, ObjectNode layout) {
    ObjectNode note = layout.withArray("annotations").addObject();
    note.put("text", mark.text);
    note.putObject("font").put("size", 11).put("color", Style.QUIET);
    if (mark.isLevel()) {
      line(mark, layout).put("x0", 0.0).put("x1", 1.0).put("y0", mark.y).put("y1", mark.y);
      note.put("showarrow", false).put("xref", "x domain").put("yref", "y");
      note.put("x", mark.atLeft ? 0.005 : 0.995).put("y", at(mark.y, logY));
      note.put("xanchor", mark.atLeft ? "left" : "right").put("yanchor", "bottom");
      note.put("yshift", 1);
    } else if (mark.isPosition()) {
      line(mark, layout).put("x0", mark.x).put("x1", mark.x).put("y0", 0.0).put("y1", 1.0);
      note.put("showarrow", false).put("xref", "x").put("yref", "y domain");
      note.put("x", at(mark.x, logX)).put("y", 1.0);
      note.put("xanchor", "left").put("yanchor", "top").put("xshift", 3);
    } else {
      note.put("x", at(mark.x, logX)).put("y", at(mark.y, logY));
      note.put("showarrow", true).put("arrowhead", 0).put("arrowcolor", "#777777");
      note.put("arrowwidth", 1).put("ax", 36).put("ay", -32);
      note.put("bgcolor", "rgba(255,255,255,0.85)").put("borderpad", 1);
    }
  }

  /** Draws a callout toward the wider side of the die; its white line has a dark rim. */
  private void draw(Callout callout, ObjectNode layout) {
    Table plan = outlines == null ? table : outlines;
    double right = rectangles(plan).stream().mapToDouble(r -> r.x() + r.w()).max().orElse(1);
    double top = rectangles(plan).stream().mapToDouble(r -> r.y() + r.h()).max().orElse(1);
    Rectangle block = callout.block();
    boolean toRight = block.x() + block.w() / 2 < right / 2;
    boolean up = block.y() + block.h() / 2 < 0.8 * top;
    for (boolean rim : new boolean[] {true, false}) {
      ObjectNode note = layout.withArray("annotations").addObject();
      note.put("text", rim ? "" : callout.text()).put("showarrow", true).put("arrowhead", 0);
      note.put("x", block.x() + block.w() / 2).put("y", block.y() + block.h() / 2);
      note.put("ax", toRight ? 40 : -40).put("ay", up ? -28 : 28);
      note.put("xanchor", toRight ? "left" : "right");
      note.put("arrowcolor", rim ? "#000000" : "#FFFFFF").put("arrowwidth", rim ? 3 : 1.4);
      note.putObject("font").put("size", 11).put("color", Style.INK);
      note.put("bgcolor", rim ? "rgba(0,0,0,0)" : "rgba(255,255,255,0.9)").put("borderpad", 2);
    }
  }

  /** Tells names, quantities and units where the pointer rests. */
  private void hover(ArrayNode data) {
    var series = new ArrayList<>(series().values());
    int index = 0;
    for (JsonNode node : data) {
      ObjectNode trace = (ObjectNode) node;
      if (!trace.path("hoverinfo").isMissingNode() || trace.path("x").path(0).isNull()) {
        continue;
      }
      Table part = index < series.size() ? series.get(index++) : table;
      trace.put("hovertemplate", hoverText(trace, part));
    }
  }

  private String hoverText(ObjectNode trace, Table part) {
    var lines = new ArrayList<String>();
    String name = trace.path("name").asText();
    if (told != null || hasRange()) {
      customData(trace.putArray("customdata"), part);
    }
    if (told != null) {
      lines.add("<b>%{customdata[0]}</b>");
    } else if (!name.isEmpty()) {
      lines.add("<b>" + name + "</b>");
    }
    lines.add(told(axisTitle(true), "x", isCategory(true)));
    lines.add(told(axisTitle(false), "y", isCategory(false)));
    if (kind == Kind.HEAT_MAP) {
      lines.add(told(barTitle(), "z", false));
    }
    if (hasRange()) {
      lines.add("range: %{customdata[1]:,.4~r} to %{customdata[2]:,.4~r}");
    }
    return String.join("<br>", lines) + "<extra></extra>";
  }

  /** Name, lowest and highest value of each point. */
  private void customData(ArrayNode data, Table part) {
    String[] names = told == null ? null : strings(part, told);
    double[] low = hasRange() ? numbers(part, up + "_low") : null;
    double[] high = hasRange() ? numbers(part, up + "_high") : null;
    for (int i = 0; i < part.rowCount(); i++) {
      ArrayNode point = data.addArray().add(names == null ? "" : names[i]);
      if (low != null) {
        addNumber(point, low[i]);
        addNumber(point, high[i]);
      }
    }
  }

  private boolean isCategory(boolean horizontal) {
    return switch (kind) {
      case ROWS, RANGES -> !horizontal;
      case COLUMNS, WATERFALL -> horizontal;
      case HEAT_MAP -> outlines == null;
      default -> !(table.column(horizontal ? across : up) instanceof NumericColumn);
    };
  }

  /** "Power: 3.7 W" from the axis title "Power (W)". */
  private static String told(String axis, String variable, boolean category) {
    Labels label = Labels.ofAxis(axis);
    String amount = "%{" + variable + (category ? "}" : ":,.4~r}");
    String unit = label.unit().isEmpty() ? "" : " " + label.unit();
    return label.quantity().isEmpty() ? amount + unit : label.quantity() + ": " + amount + unit;
  }

  private static ObjectNode line(Mark mark, ObjectNode layout) {
    ObjectNode line = layout.withArray("shapes").addObject();
    line.put("type", "line").put("layer", "above");
    line.putObject("line").put("color", "#777777").put("width", 1.2).put("dash", "dot");
    line.put("xref", mark.isLevel() ? "x domain" : "x");
    return line.put("yref", mark.isLevel() ? "y" : "y domain");
  }

  private static double at(double value, boolean log) {
    return log ? Math.log10(value) : value;
  }

  private void legend(ObjectNode layout, ArrayNode data) {
    boolean several = by != null && kind != Kind.BLOCKS && data.size() > 1;
    layout.put("showlegend", several);
    ObjectNode legend = layout.putObject("legend");
    legend.putObject("font").put("size", 11);
    legend.put("traceorder", "normal");
    if (legendBelow) {
      legend.put("orientation", "h").put("xref", "container").put("x", 0.02);
      legend.put("xanchor", "left");
      legend.put("yref", "container").put("y", 0).put("yanchor", "bottom");
    } else {
      legend.put("x", 1.02).put("xanchor", "left").put("y", 1).put("yanchor", "top");
    }
    if (several && !legendTitle().isEmpty()) {
      legend.putObject("title").put("text", legendTitle()).putObject("font").put("size", 11);
    }
    if (several && legendBelow) {
      ObjectNode margin = (ObjectNode) layout.get("margin");
      int axis = layout.at("/xaxis/title/text").asText().isEmpty() ? 34 : 58;
      margin.put("b", axis + 8 + LEGEND_ROW_PIXELS * legendRows(data));
    }
  }

  /**
   * Number of rows of a horizontal legend in plotly.js. The legend is as wide as the plot; its
   * columns have equal widths, unless one row holds all entries.
   */
  private int legendRows(ArrayNode data) {
    double room = width - 88 - axisNamePixels();
    double sum = 0;
    double widest = 0;
    int items = 0;
    for (JsonNode trace : data) {
      if (trace.path("showlegend").asBoolean(true)) {
        double pixels = 45 + trace.path("name").asText().length() * LEGEND_CHARACTER_PIXELS;
        sum += pixels;
        widest = Math.max(widest, pixels);
        items++;
      }
    }
    if (sum <= room) {
      return 1;
    }
    int inRow = Math.max(1, (int) (room / widest));
    return (items + inRow - 1) / inRow;
  }

  /** Width of the category names left of the plot. */
  private double axisNamePixels() {
    return isHorizontal()
        ? Arrays.stream(strings(table, across))
            .mapToDouble(text -> Math.max(0, text.length() * AXIS_CHARACTER_PIXELS - 40))
            .max()
            .orElse(0)
        : 0;
  }

  private String legendTitle() {
    if (legendTitle != null) {
      return legendTitle;
    }
    return by == null || by.equals("part") || by.equals("name") ? "" : Labels.of(by).axis();
  }

  private String axisTitle(boolean horizontal) {
    String given = horizontal ? xTitle : yTitle;
    if (given != null) {
      return given;
    }
    if (kind == Kind.BLOCKS) {
      return horizontal ? "x (mm)" : "y (mm)";
    }
    boolean category = horizontal != isHorizontal();
    if (category && (isHorizontal() || kind == Kind.COLUMNS || kind == Kind.WATERFALL)) {
      return "";
    }
    return Labels.of(category ? across : up).axis();
  }

  private String barTitle() {
    return valueTitle != null ? valueTitle : Labels.of(value).axis();
  }

  private static String unit(String column) {
    return Labels.of(column).unit();
  }

  private Map<String, Table> series() {
    var series = new LinkedHashMap<String, Table>();
    if (by == null) {
      series.put("", table);
      return series;
    }
    String[] keys = strings(table, by);
    for (String key : distinct(by)) {
      var rows = new ArrayList<Integer>();
      for (int i = 0; i < keys.length; i++) {
        if (Objects.equals(keys[i], key)) {
          rows.add(i);
        }
      }
      series.put(key, table.rows(rows.stream().mapToInt(Integer::intValue).toArray()));
    }
    return series;
  }

  private List<String> distinct(String column) {
    return Arrays.stream(strings(table, column)).distinct().toList();
  }

  private static String[] strings(Table table, String column) {
    return Tables.texts(table, column);
  }

  private static double[] numbers(Table table, String column) {
    return table.numberColumn(column).asDoubleArray();
  }

  private static void addNumber(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(value);
    } else {
      array.addNull();
    }
  }
}
