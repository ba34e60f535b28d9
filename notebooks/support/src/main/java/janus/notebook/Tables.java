package janus.notebook;

import janus.results.Csv;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/** Tables of records, with the columns of a results file, and selections from tables. */
public final class Tables {
  private Tables() {}

  /**
   * A table of records of one type.
   *
   * @throws IllegalArgumentException if there are no records, or a component does not fit a column
   */
  public static <R extends Record> Table of(List<R> records) {
    IjavaBinding.attach();
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one record");
    }
    R first = records.get(0);
    @SuppressWarnings("unchecked") // The class of an R is a class of R.
    var type = (Class<R>) first.getClass();
    var options =
        CsvReadOptions.builder(new StringReader(Csv.of(type, records)))
            .tableName(type.getSimpleName())
            .sample(false)
            .missingValueIndicator("")
            .columnTypesToDetect(
                List.of(ColumnType.INTEGER, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.STRING))
            .build();
    return Table.read().usingOptions(options);
  }

  /**
   * The rows with one of the values in a column, in the order of the values.
   *
   * @throws IllegalArgumentException if no row has one of the values
   */
  public static Table only(Table table, String column, Object... values) {
    String[] texts = texts(table, column);
    Table chosen = table.emptyCopy();
    for (Object value : values) {
      String wanted =
          value instanceof Number number ? text(number.doubleValue()) : value.toString();
      int[] rows = IntStream.range(0, texts.length).filter(i -> texts[i].equals(wanted)).toArray();
      if (rows.length == 0) {
        throw new IllegalArgumentException(
            "no row of " + table.name() + " has " + column + " = " + wanted);
      }
      Arrays.stream(rows).forEach(row -> chosen.append(table.row(row)));
    }
    return chosen;
  }

  /**
   * The rows that have one value in each of some columns.
   *
   * @param keys alternating columns and values: {@code "step", "decode", "tokens", 4096}
   * @throws IllegalArgumentException if no row has them
   */
  public static Table where(Table table, Object... keys) {
    Table rows = table;
    for (int i = 0; i < keys.length; i += 2) {
      rows = only(rows, (String) keys[i], keys[i + 1]);
    }
    return rows;
  }

  /**
   * The rows whose number in a column lies between two, ends included.
   *
   * @throws IllegalArgumentException if no row's does
   */
  public static Table between(Table table, String column, double low, double high) {
    Table rows =
        table.where(table.numberColumn(column).asDoubleColumn().isBetweenInclusive(low, high));
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no row of " + table.name() + " has " + column + " from " + low + " to " + high);
    }
    return rows;
  }

  /**
   * One row per value column and row of the table, for stacked bars, with the columns {@code name},
   * {@code part} and {@code valueName}.
   */
  public static Table parts(Table table, String name, String valueName, String... valueColumns) {
    Table all = null;
    for (String column : valueColumns) {
      String part = Labels.of(column).quantity();
      int rows = table.rowCount();
      Table piece =
          Table.create(
              table.name(),
              table.column(name).copy(),
              StringColumn.create("part", Collections.nCopies(rows, part)),
              DoubleColumn.create(valueName, table.numberColumn(column).asDoubleArray()));
      all = all == null ? piece : all.append(piece);
    }
    if (all == null) {
      throw new IllegalArgumentException("parts need at least one value column");
    }
    return all;
  }

  /**
   * The rows whose column matches a pattern, with the text of the first group in a new column. The
   * column is numeric if all its texts are numbers.
   *
   * @throws IllegalArgumentException if no row matches
   */
  public static Table matching(Table table, String column, String regex, String newColumn) {
    Pattern pattern = Pattern.compile(regex);
    String[] texts = texts(table, column);
    Table chosen = table.emptyCopy();
    var found = new ArrayList<String>();
    for (int i = 0; i < texts.length; i++) {
      Matcher matcher = pattern.matcher(texts[i]);
      if (matcher.find()) {
        chosen.append(table.row(i));
        found.add(matcher.group(1));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no " + column + " of " + table.name() + " matches " + regex);
    }
    return chosen.addColumns(column(newColumn, found));
  }

  private static Column<?> column(String name, List<String> texts) {
    return texts.stream().allMatch(text -> text.matches("-?\\d+(\\.\\d+)?"))
        ? DoubleColumn.create(name, texts.stream().map(Double::valueOf).toList())
        : StringColumn.create(name, texts);
  }

  /**
   * One number of a table, for a sentence or a mark in a figure.
   *
   * @param column the column of the number
   * @param keys alternating columns and texts to match: {@code "scheme", "int8-token"}
   * @throws IllegalArgumentException unless exactly one row matches
   */
  public static double value(Table table, String column, Object... keys) {
    Table rows = where(table, keys);
    if (rows.rowCount() != 1) {
      throw new IllegalArgumentException(
          "expected one row of " + table.name() + ", found " + rows.rowCount());
    }
    return rows.numberColumn(column).getDouble(0);
  }

  /**
   * Numbers of one column, for a sentence: one for each value of a key column.
   *
   * @throws IllegalArgumentException unless exactly one row has each value
   */
  public static double[] values(Table table, String column, String key, Object... values) {
    return Arrays.stream(values).mapToDouble(each -> value(table, column, key, each)).toArray();
  }

  /** A copy with the range of a value: plus and minus one standard error. */
  public static Table withRange(Table table, String value, String standardError) {
    DoubleColumn middle = table.numberColumn(value).asDoubleColumn();
    DoubleColumn error = table.numberColumn(standardError).asDoubleColumn();
    return table
        .copy()
        .addColumns(
            middle.subtract(error).setName(value + "_low"),
            middle.add(error).setName(value + "_high"));
  }

  /** A copy with each key of a column replaced by its name in another table. */
  public static Table named(Table table, String column, Table names, String key, String name) {
    var called = new HashMap<String, String>();
    String[] keys = texts(names, key);
    for (int i = 0; i < keys.length; i++) {
      called.put(keys[i], names.getString(i, name));
    }
    String[] old = texts(table, column);
    var renamed = StringColumn.create(column);
    for (String text : old) {
      renamed.append(called.getOrDefault(text, text));
    }
    return table.copy().replaceColumn(column, renamed);
  }

  /** A copy with one column renamed. */
  public static Table renamed(Table table, String column, String name) {
    Table copy = table.copy();
    copy.column(column).setName(name);
    return copy;
  }

  /** A copy with spaces for the underscores of one column. */
  public static Table words(Table table, String column) {
    var words = StringColumn.create(column);
    for (String text : texts(table, column)) {
      words.append(text.replace('_', ' '));
    }
    return table.copy().replaceColumn(column, words);
  }

  /** A copy with a column's texts extended by a second column: "turbo4, 4.25 bits". */
  public static Table with(Table table, String column, String second, String unit) {
    String[] texts = texts(table, column);
    var joined = StringColumn.create(column);
    for (int i = 0; i < texts.length; i++) {
      String number = Formats.brief(table.numberColumn(second).getDouble(i));
      joined.append(texts[i] + ", " + number + " " + unit);
    }
    return table.copy().replaceColumn(column, joined);
  }

  /** The rows of two tables. A column that one table lacks is empty in its rows. */
  public static Table append(Table first, Table second) {
    Table all = widened(first, second);
    Table more = widened(second, first);
    return all.append(more.selectColumns(all.columnNames().toArray(new String[0])));
  }

  /** A copy with empty columns added for those that only another table has. */
  private static Table widened(Table table, Table other) {
    Table copy = table.copy();
    for (Column<?> column : other.columns()) {
      if (!copy.containsColumn(column.name())) {
        copy.addColumns(column.emptyCopy(table.rowCount()));
      }
    }
    return copy;
  }

  /** Some columns of a table. */
  public static Table columns(Table table, String... names) {
    return table.selectColumns(names);
  }

  /** A column as texts, with numbers in their shortest form. */
  static String[] texts(Table table, String column) {
    var source = table.column(column);
    String[] texts = new String[source.size()];
    for (int i = 0; i < texts.length; i++) {
      if (source.isMissing(i)) {
        texts[i] = "";
      } else if (source instanceof NumericColumn<?> numbers) {
        texts[i] = text(numbers.getDouble(i));
      } else {
        texts[i] = source.getString(i);
      }
    }
    return texts;
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
