package janus.explorer;

import com.fasterxml.jackson.databind.ObjectMapper;
import janus.pareto.Objective;
import janus.results.CsvTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Rows of a table for a page: a column of numbers as FP32, a column of texts as places in a list of
 * its values, NaN for an empty cell; all columns one after the other, little-endian, compressed, in
 * base 64.
 *
 * @param description names and kinds of the columns, as JSON
 * @param base64 the values
 */
record Packed(String description, String base64) {

  /** A column as the page knows it. */
  private record Column(String name, List<String> texts, String better) {}

  /**
   * Packs rows.
   *
   * @param rows which, by number
   * @param front whether each row of the table is on the front
   * @param objectives what is better
   */
  static Packed of(CsvTable table, int[] rows, boolean[] front, List<Objective> objectives) {
    var columns = new ArrayList<Column>();
    var values =
        ByteBuffer.allocate(4 * rows.length * (table.header().size() + 2))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < table.header().size(); column++) {
      columns.add(column(table, column, rows, values, objectives));
    }
    for (int row : rows) {
      values.putFloat(front[row] ? 1 : 0);
    }
    for (int row : rows) {
      values.putFloat(row);
    }
    var description = new LinkedHashMap<String, Object>();
    description.put("rows", rows.length);
    description.put("of", table.rows().size());
    description.put("columns", columns.stream().map(Packed::fields).toList());
    return new Packed(json(description), base64(values.array()));
  }

  private static Map<String, Object> fields(Column column) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", column.name());
    fields.put("texts", column.texts());
    fields.put("better", column.better());
    return fields;
  }

  private static Column column(
      CsvTable table, int column, int[] rows, ByteBuffer values, List<Objective> objectives) {
    String name = table.header().get(column);
    String better =
        objectives.stream()
            .filter(objective -> objective.name().equals(name))
            .map(objective -> objective.maximized() ? "more" : "less")
            .findFirst()
            .orElse(null);
    if (table.rows().stream().allMatch(row -> isNumber(row.get(column)))) {
      for (int row : rows) {
        String cell = table.rows().get(row).get(column);
        values.putFloat(cell.isEmpty() ? Float.NaN : Float.parseFloat(cell));
      }
      return new Column(name, null, better);
    }
    var texts = new LinkedHashSet<String>();
    for (int row : rows) {
      texts.add(table.rows().get(row).get(column));
    }
    List<String> list = texts.stream().sorted().toList();
    var places = new LinkedHashMap<String, Integer>();
    list.forEach(text -> places.put(text, places.size()));
    for (int row : rows) {
      values.putFloat(places.get(table.rows().get(row).get(column)));
    }
    return new Column(name, list, better);
  }

  private static boolean isNumber(String cell) {
    return cell.isEmpty() || cell.matches("-?[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?");
  }

  private static String json(Object value) {
    try {
      return inScript(new ObjectMapper().writeValueAsString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON that does not end the script it stands in. */
  static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String base64(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(packed.toByteArray());
  }
}
