package janus.notebook;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The parameters of a notebook: names and values of its parameter cell. An environment variable
 * replaces a value where no one can edit the cell: {@code JANUS_SET_TIER2_CAPACITYMIB} that of
 * {@code tier2.capacityMib}.
 */
public final class Parameters {
  private static final String PREFIX = "JANUS_SET_";

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> setBy = new LinkedHashMap<>();

  private Parameters() {}

  /**
   * Parameters.
   *
   * @param namesAndValues a name, its value, the next name, and so on
   * @throws IllegalArgumentException if a name has no value or comes twice
   */
  public static Parameters of(Object... namesAndValues) {
    return of(System::getenv, namesAndValues);
  }

  static Parameters of(UnaryOperator<String> environment, Object... namesAndValues) {
    IjavaBinding.attach();
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "each parameter needs a value: " + namesAndValues[namesAndValues.length - 1]);
    }
    var parameters = new Parameters();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.add(environment, namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return parameters;
  }

  private void add(UnaryOperator<String> environment, String name, String value) {
    String variable = variable(name);
    String instead = environment.apply(variable);
    setBy.put(name, instead == null ? "this cell" : variable);
    if (values.put(name, instead == null ? value : instead) != null) {
      throw new IllegalArgumentException("parameter '" + name + "' comes twice");
    }
  }

  static String variable(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }

  /**
   * A value as text.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public String text(String name) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException(
          "parameter '" + name + "' is unknown; valid: " + String.join(", ", values.keySet()));
    }
    return values.get(name);
  }

  /** A value as texts between semicolons. */
  public String[] texts(String name) {
    return text(name).split("\\s*;\\s*", -1);
  }

  /**
   * A value as a whole number.
   *
   * @throws IllegalArgumentException if it is none
   */
  public long count(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter '" + name + "' must be a whole number: " + text(name), e);
    }
  }

  /**
   * A value as a number.
   *
   * @throws IllegalArgumentException if it is none
   */
  public double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "parameter '" + name + "' must be a number: " + text(name), e);
    }
  }

  /** All values by name, in the order of the cell. */
  public Map<String, String> all() {
    return new LinkedHashMap<>(values);
  }

  /** Every parameter with its value and what set it. */
  public Table table() {
    return Table.create(
        "parameters",
        StringColumn.create("parameter", values.keySet()),
        StringColumn.create("value", values.values()),
        StringColumn.create("set by", setBy.values()));
  }
}
