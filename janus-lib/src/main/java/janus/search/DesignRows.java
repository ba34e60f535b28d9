package janus.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Designs as rows of a table: number, the value of every variable, every {@link Quantity}, and the
 * limits that the design breaks.
 */
public final class DesignRows {
  /** Column of the design's number. */
  public static final String NUMBER = "design";

  /** Column of the limits that a design breaks, with a space between them; empty for none. */
  public static final String EXCLUDED_BY = "excluded_by";

  private final List<String> variables;
  private final Goal goal;

  /**
   * Rows of a table.
   *
   * @param variables columns of the fields
   */
  public DesignRows(List<String> variables, Goal goal) {
    this.variables = List.copyOf(variables);
    this.goal = goal;
  }

  /** Names of the columns. */
  public List<String> header() {
    var header = new ArrayList<String>();
    header.add(NUMBER);
    header.addAll(variables);
    header.addAll(goal.quantities());
    header.add(EXCLUDED_BY);
    return header;
  }

  /**
   * The cells of a design by column: numbers, texts, and null for a value that does not exist.
   *
   * @param fields values of the variables
   * @param values of the quantities
   */
  public Map<String, Object> row(long number, Map<String, String> fields, double[] values) {
    var row = new LinkedHashMap<String, Object>();
    row.put(NUMBER, number);
    variables.forEach(name -> row.put(name, cell(fields.get(name))));
    for (int i = 0; i < values.length; i++) {
      row.put(goal.quantities().get(i), Double.isFinite(values[i]) ? (Double) values[i] : null);
    }
    List<String> broken = goal.broken(values).stream().map(Limit::spelling).toList();
    row.put(EXCLUDED_BY, String.join(" ", broken));
    return row;
  }

  private static Object cell(String text) {
    var node = SpaceFile.value(text);
    if (node.isNull()) {
      return null;
    }
    return node.isNumber() ? node.numberValue() : node.textValue();
  }

  /** Whether a column holds a result, and no field. */
  static boolean isResult(String column) {
    return column.equals(NUMBER) || column.equals(EXCLUDED_BY) || Quantity.names().contains(column);
  }
}
