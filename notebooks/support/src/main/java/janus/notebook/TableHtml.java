package janus.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table as HTML: units below the column names, the numbers of a column in one notation with their
 * decimals below each other, the range of a value in a cell beside it, sources as links. A long
 * table shows its first and last rows.
 */
final class TableHtml {
  private static final int MOST_ROWS = 40;
  private static final int MOST_ON_ONE_LINE = 24;
  private static final int FIRST = 20;
  private static final int LAST = 5;

  private TableHtml() {}

  static String of(Table table) {
    return of(table, MOST_ROWS);
  }

  static String of(Table table, int mostRows) {
    List<Cells> columns = columns(table);
    var html = new StringBuilder("<table class=\"janus\">\n<thead><tr>");
    columns.forEach(column -> header(html, column));
    html.append("</tr></thead>\n<tbody>\n");
    int rows = table.rowCount();
    boolean whole = rows <= mostRows;
    int head = whole ? rows : Math.min(FIRST, mostRows);
    for (int row = 0; row < head; row++) {
      row(html, columns, row);
    }
    if (!whole) {
      html.append("<tr><td style=\"text-align:left\" colspan=\"")
          .append(columns.stream().mapToInt(Cells::width).sum());
      html.append("\">… ").append(rows - head - LAST).append(" more rows …</td></tr>\n");
      for (int row = rows - LAST; row < rows; row++) {
        row(html, columns, row);
      }
    }
    return html.append("</tbody></table>\n").toString();
  }

  private static void header(StringBuilder html, Cells column) {
    html.append("<th style=\"text-align:")
        .append(column.width() > 1 ? "center" : column.alignment());
    html.append(column.width() > 1 ? "\" colspan=\"2\">" : "\">");
    html.append(Formats.html(column.label().quantity()));
    if (!column.label().unit().isEmpty()) {
      html.append("<br><small>").append(Formats.html(column.label().unit())).append("</small>");
    }
    html.append("</th>");
  }

  private static void row(StringBuilder html, List<Cells> columns, int row) {
    html.append("<tr>");
    for (Cells column : columns) {
      html.append("<td style=\"text-align:").append(column.alignment());
      html.append(column.breaks(row)).append("\">");
      html.append(column.html(row)).append("</td>");
      if (column.width() > 1) {
        html.append("<td style=\"text-align:left;white-space:nowrap;padding-left:0\"><small>");
        html.append(column.range(row)).append("</small></td>");
      }
    }
    html.append("</tr>\n");
  }

  private static List<Cells> columns(Table table) {
    var columns = new ArrayList<Cells>();
    for (Column<?> column : table.columns()) {
      String name = column.name();
      if (isBoundOfAnother(table, name)) {
        continue;
      }
      boolean ranged =
          table.containsColumn(name + "_low")
              && table.containsColumn(name + "_high")
              && column instanceof NumericColumn;
      Column<?> low = ranged ? table.column(name + "_low") : null;
      Column<?> high = ranged ? table.column(name + "_high") : null;
      // Rows with units of their own have no common notation.
      boolean mixed = table.containsColumn("unit");
      columns.add(
          mixed
              ? new Cells(column, low, high, Formats::number)
              : new Cells(column, low, high, Formats.column(numbers(column, low, high))));
    }
    return columns;
  }

  private static double[] numbers(Column<?>... columns) {
    return Arrays.stream(columns)
        .filter(NumericColumn.class::isInstance)
        .flatMapToDouble(column -> Arrays.stream(((NumericColumn<?>) column).asDoubleArray()))
        .filter(Double::isFinite)
        .toArray();
  }

  private static boolean isBoundOfAnother(Table table, String name) {
    for (String ending : List.of("_low", "_high")) {
      if (name.endsWith(ending)) {
        String base = name.substring(0, name.length() - ending.length());
        return table.containsColumn(base)
            && table.containsColumn(base + "_low")
            && table.containsColumn(base + "_high")
            && table.column(base) instanceof NumericColumn;
      }
    }
    return false;
  }

  /** One column with optional bounds, and the notation of its numbers. */
  private record Cells(
      Column<?> column, Column<?> low, Column<?> high, DoubleFunction<String> notation) {
    Labels label() {
      return Labels.of(column.name());
    }

    /** Columns of HTML: the value, and its range if it has one. */
    int width() {
      return low == null ? 1 : 2;
    }

    String alignment() {
      return column instanceof NumericColumn ? "right" : "left";
    }

    /** Numbers and names stay on one line; a checksum may break anywhere. */
    String breaks(int row) {
      String text = text(column, row);
      if (column instanceof NumericColumn || text.length() <= MOST_ON_ONE_LINE) {
        return ";white-space:nowrap";
      }
      return text.length() > 40 && text.indexOf(' ') < 0 ? ";word-break:break-all" : "";
    }

    String html(int row) {
      String text = text(column, row);
      return column.name().equals("source") ? Sources.html(text) : Formats.html(text);
    }

    /** "0.5 to 2", or nothing where there is one value. */
    String range(int row) {
      if (low.isMissing(row) || high.isMissing(row)) {
        return "";
      }
      String from = text(low, row);
      String to = text(high, row);
      return from.equals(to) ? "" : from + " to " + to;
    }

    private String text(Column<?> of, int row) {
      if (of.isMissing(row)) {
        return "";
      }
      return of instanceof NumericColumn<?> numbers
          ? notation.apply(numbers.getDouble(row))
          : of.getString(row);
    }
  }
}
