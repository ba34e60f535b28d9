package janus.explorer;

import janus.command.DesignPage;
import janus.pareto.FrontReport;
import janus.pareto.Objective;
import janus.provenance.BadInputException;
import janus.results.CsvTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A page of a table of designs: parallel axes, a scatter plot of any two columns and a table, which
 * show the same selection. It holds all it needs. Of a longer table it holds the front and every
 * n-th row.
 *
 * @param title of the page
 * @param command how a design is evaluated, as {@code janus-lib/janus chip --model llama-3.2-3b}
 * @param objectives what is better; the front is theirs
 * @param answer of a search as JSON, shown before the designs; null where there is none
 */
record ExplorerPage(String title, String command, List<Objective> objectives, String answer) {
  private static final Set<String> NOT_OF_THE_SPACE = Set.of("published", "null");

  static final int MOST_ROWS = 20_000;

  /** A page without an answer. */
  ExplorerPage(String title, String command, List<Objective> objectives) {
    this(title, command, objectives, null);
  }

  /**
   * The page of a table, as HTML.
   *
   * @throws BadInputException if an objective is no column of numbers
   */
  String html(CsvTable table) {
    boolean[] front = front(table);
    Packed packed = Packed.of(table, rows(front), front, objectives);
    return resource("explorer.html")
        .replace("%TITLE%", escaped(title))
        .replace("%EMPTY%", table.rows().isEmpty() ? "The table has no rows." : "")
        .replace("%LICENSE%", escaped(resource("echarts-NOTICE")))
        .replace("%COMMAND%", escaped(command))
        .replace("%ANSWERED%", answer == null ? "" : "answered")
        .replace("%COLUMNS%", packed.description())
        .replace("%DATA%", packed.base64())
        .replace("%ANSWER%", answer == null ? "null" : Packed.inScript(answer))
        .replace("%PAGE%", resource("explorer.js"))
        .replace("%ANSWERPAGE%", resource("answer.js"))
        .replace("%ECHARTS%", resource("echarts.min.js"));
  }

  /** Rows without a value of an objective, and baselines, are not on the front. */
  private boolean[] front(CsvTable table) {
    boolean[] front = new boolean[table.rows().size()];
    if (objectives.isEmpty()) {
      return front;
    }
    List<String> names = objectives.stream().map(Objective::name).toList();
    names.forEach(name -> requireColumn(table, name));
    List<Integer> whole = new ArrayList<>();
    for (int row = 0; row < front.length; row++) {
      int at = row;
      boolean kept =
          cell(table, row, "excluded_by").isEmpty()
              && !NOT_OF_THE_SPACE.contains(cell(table, row, DesignPage.MARK));
      if (kept && names.stream().noneMatch(name -> table.cell(at, name).isEmpty())) {
        whole.add(row);
      }
    }
    var rows = whole.stream().map(row -> table.rows().get(row)).toList();
    var part = new CsvTable(table.place(), table.header(), rows);
    if (!rows.isEmpty()) {
      FrontReport report = FrontReport.of(objectives, part.numbers(names), null);
      report.nonDominated().forEach(row -> front[whole.get(row)] = true);
    }
    return front;
  }

  private static String cell(CsvTable table, int row, String column) {
    return table.header().contains(column) ? table.cell(row, column) : "";
  }

  private static void requireColumn(CsvTable table, String name) {
    if (!table.header().contains(name)) {
      throw new BadInputException(
          table.place() + ": no column '" + name + "'; columns: " + table.header());
    }
  }

  /** The front and every n-th row, in order. */
  private static int[] rows(boolean[] front) {
    var rows = new TreeSet<Integer>();
    int step = Math.max(1, (front.length + MOST_ROWS - 1) / MOST_ROWS);
    for (int row = 0; row < front.length; row++) {
      if (front[row] || row % step == 0) {
        rows.add(row);
      }
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String resource(String name) {
    try (InputStream in = ExplorerPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
