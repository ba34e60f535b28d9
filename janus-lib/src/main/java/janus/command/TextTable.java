package janus.command;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** A table for people: columns as wide as their widest cell, numbers to the right. */
public final class TextTable {
  /** A terminal that understands them; output to a file or a pipe has none. */
  private static final boolean COLOURS = Ansi.AUTO.enabled();

  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final List<String[]> rows = new ArrayList<>();
  private final int columns;

  public TextTable(String... header) {
    columns = header.length;
    rows.add(header);
  }

  public void row(Object... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(columns + " cells expected, not " + cells.length);
    }
    var texts = new String[columns];
    for (int i = 0; i < columns; i++) {
      texts[i] = BadInputException.withoutControls(String.valueOf(cells[i]));
    }
    rows.add(texts);
  }

  @Override
  public String toString() {
    var widths = new int[columns];
    var numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = rows.size() > 1;
      for (int row = 0; row < rows.size(); row++) {
        String cell = rows.get(row)[column];
        widths[column] = Math.max(widths[column], cell.length());
        numeric[column] &= row == 0 || cell.isEmpty() || cell.equals("-") || isNumber(cell);
      }
    }
    var text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      if (row == 0) {
        text.append(COLOURS ? BOLD : "");
      }
      appendLine(text, rows.get(row), widths, numeric);
      if (row == 0) {
        text.append(COLOURS ? PLAIN : "");
        var rule = new String[columns];
        for (int column = 0; column < columns; column++) {
          rule[column] = "-".repeat(widths[column]);
        }
        appendLine(text, rule, widths, numeric);
      }
    }
    return text.toString();
  }

  private static boolean isNumber(String cell) {
    return cell.matches("-?[0-9][0-9.,]*([Ee][-+]?[0-9]+)?");
  }

  private static void appendLine(
      StringBuilder text, String[] cells, int[] widths, boolean[] numeric) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.length; column++) {
      String pad = " ".repeat(widths[column] - cells[column].length());
      line.append(column == 0 ? "" : "  ");
      line.append(numeric[column] ? pad + cells[column] : cells[column] + pad);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
