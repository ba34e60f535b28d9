package janus.notebook;

import janus.results.Csv;
import java.io.StringReader;
import java.util.List;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** Records computed in a notebook as a table, with the columns their results file would have. */
public final class Tables {
  private Tables() {}

  /**
   * A table of some records of one type.
   *
   * @throws IllegalArgumentException if there are no records, or a component fits no column
   */
  public static <R extends Record> Table of(List<R> records) {
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
}
