package janus.results;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import janus.units.DataSize;
import janus.units.Range;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Records as comma-separated values after RFC 4180, with line feeds. The header is the component
 * names in snake case, so a unit in the name stays in the header: {@code areaMm2} becomes {@code
 * area_mm2}. A {@link Range} becomes three columns, {@code area_mm2_low}, {@code area_mm2} and
 * {@code area_mm2_high}; a {@link DataSize} becomes {@code ..._bytes}; a record within the record
 * is prefixed with its name. Doubles are written shortest, the same on every JDK.
 */
public final class Csv {
  private Csv() {}

  /**
   * The table of some records of one type.
   *
   * @param type their type, which gives the header even where there are no rows
   * @throws IllegalArgumentException if a component has a type that fits no column
   */
  public static <R extends Record> String of(Class<R> type, List<? extends R> rows) {
    var text = new StringBuilder();
    var header = new ArrayList<String>();
    header(type, "", header);
    appendLine(text, header);
    for (R row : rows) {
      var cells = new ArrayList<String>();
      cells(type, row, cells);
      appendLine(text, cells);
    }
    return text.toString();
  }

  /**
   * The table of some JSON objects, each a row: the fields of an object within become columns with
   * its name in front, a range has three, and texts or numbers in a list stand in one cell,
   * separated by semicolons. Lists of objects are tables of their own and are left out.
   */
  public static String of(Iterable<? extends JsonNode> objects) {
    var rows = new ArrayList<Map<String, String>>();
    var header = new LinkedHashSet<String>();
    for (JsonNode object : objects) {
      var row = new LinkedHashMap<String, String>();
      flatten("", object, row);
      header.addAll(row.keySet());
      rows.add(row);
    }
    var text = new StringBuilder();
    appendLine(text, List.copyOf(header));
    for (Map<String, String> row : rows) {
      appendLine(text, header.stream().map(name -> row.getOrDefault(name, "")).toList());
    }
    return text.toString();
  }

  private static void flatten(String name, JsonNode node, Map<String, String> row) {
    if (node.isObject()) {
      String prefix = name.isEmpty() ? "" : name + "_";
      boolean range = node.size() == 3 && node.has("low") && node.has("high");
      node.forEachEntry(
          (field, value) -> {
            boolean middle = range && field.equals("typical");
            flatten(middle ? name : prefix + field, value, row);
          });
    } else if (!node.isArray()) {
      row.put(name, cell(node));
    } else if (node.isEmpty() || !node.get(0).isContainerNode()) {
      var cells = new ArrayList<String>();
      node.forEach(each -> cells.add(cell(each)));
      row.put(name, String.join(";", cells));
    }
  }

  private static String cell(JsonNode node) {
    if (node.isDouble()) {
      return Double.isFinite(node.doubleValue()) ? number(node.doubleValue()) : "";
    }
    return node.isNull() ? "" : node.asText();
  }

  /**
   * The table of some rows whose columns no record names.
   *
   * @param rows cells in the order of the header; null is an empty cell
   */
  public static String of(List<String> header, List<? extends List<?>> rows) {
    var text = new StringBuilder(line(header));
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  /** One row, ending in a line feed. */
  public static String line(List<?> row) {
    var text = new StringBuilder();
    appendLine(text, row.stream().map(Csv::cell).toList());
    return text.toString();
  }

  /** A double in its shortest form, the same on every JDK. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return NumberOutput.toString(value, true);
  }

  private static void header(Class<?> type, String prefix, List<String> header) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + Json.UnitsApart.NAMES.translate(component.getName());
      Class<?> kind = component.getType();
      if (kind == Range.class) {
        header.add(name + "_low");
        header.add(name);
        header.add(name + "_high");
      } else if (kind == DataSize.class) {
        header.add(name + "_bytes");
      } else if (kind.isRecord()) {
        header(kind, name + "_", header);
      } else {
        header.add(name);
      }
    }
  }

  private static void cells(Class<?> type, Object row, List<String> cells) {
    for (RecordComponent component : type.getRecordComponents()) {
      Object value = row == null ? null : get(component, row);
      Class<?> kind = component.getType();
      if (kind == Range.class) {
        Range range = (Range) value;
        cells.add(range == null ? "" : number(range.low()));
        cells.add(range == null ? "" : number(range.typical()));
        cells.add(range == null ? "" : number(range.high()));
      } else if (kind == DataSize.class) {
        cells.add(value == null ? "" : Long.toString(((DataSize) value).bytes()));
      } else if (kind.isRecord()) {
        cells(kind, value, cells);
      } else {
        cells.add(cell(component, value));
      }
    }
  }

  private static String cell(RecordComponent component, Object value) {
    try {
      return cell(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          component.getDeclaringRecord().getSimpleName()
              + "."
              + component.getName()
              + " fits no column: "
              + value.getClass().getName(),
          e);
    }
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? number(number) : "";
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? NumberOutput.toString(number, true) : "";
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Number || value instanceof Boolean || value instanceof String) {
      return value.toString();
    }
    throw new IllegalArgumentException("fits no column: " + value.getClass().getName());
  }

  private static Object get(RecordComponent component, Object row) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(row);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("record accessor failed: " + component, e);
    }
  }

  private static void appendLine(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      String cell = cells.get(i);
      boolean quote = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      text.append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    text.append('\n');
  }
}
