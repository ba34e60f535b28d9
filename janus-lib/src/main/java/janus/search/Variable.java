package janus.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.BadInputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a space varies: one field, or several fields of a part that change together, as technology
 * and bandwidth of the memory beside the die.
 *
 * @param name of the field, or of the part
 * @param choices what it may be, each the values of the same fields as text, by full name
 */
public record Variable(String name, List<Map<String, String>> choices) implements Serializable {
  private static final int MOST_CHOICES = 1_000_000;

  public Variable {
    // In an order of their own, fields are the same columns wherever the choices come from.
    choices =
        choices.stream()
            .<Map<String, String>>map(choice -> Collections.unmodifiableMap(new TreeMap<>(choice)))
            .toList();
    if (choices.isEmpty()) {
      throw new BadInputException(name + ": expected at least one value, found none");
    }
    Set<String> fields = choices.get(0).keySet();
    for (Map<String, String> choice : choices) {
      if (!choice.keySet().equals(fields)) {
        throw new BadInputException(
            name
                + ": expected values of the same fields, found "
                + fields
                + " and "
                + choice.keySet());
      }
    }
    if (new LinkedHashSet<>(choices).size() != choices.size()) {
      throw new BadInputException(name + ": expected different values, found one twice");
    }
  }

  /** A variable of one field. */
  static Variable of(String field, List<String> values) {
    return new Variable(field, values.stream().map(value -> Map.of(field, value)).toList());
  }

  /** Names of its fields. */
  Set<String> fields() {
    return choices.get(0).keySet();
  }

  /**
   * A variable from JSON: a list of values, a range, or a list of objects of several fields.
   *
   * @param known names of all fields there are
   * @throws BadInputException if it is none of these, or a field is unknown
   */
  static Variable read(String place, String given, JsonNode values, Set<String> known) {
    if (values instanceof ObjectNode range) {
      return of(Fields.require(place, given, known), range(place + ": " + given, range));
    }
    if (!(values instanceof ArrayNode list)) {
      throw new BadInputException(
          place + ": " + given + ": expected a list of values or a range, found " + values);
    }
    boolean several = !list.isEmpty() && list.get(0).isObject();
    String name = several ? given : Fields.require(place, given, known);
    var choices = new ArrayList<Map<String, String>>();
    for (JsonNode value : list) {
      if (value.isObject() != several || value.isArray()) {
        throw new BadInputException(
            place + ": " + given + ": expected values of one kind, found " + value);
      }
      choices.add(several ? fields(place, name, value, known) : Map.of(name, Fields.text(value)));
    }
    return named(place, name, choices);
  }

  private static Variable named(String place, String name, List<Map<String, String>> choices) {
    try {
      return new Variable(name, choices);
    } catch (BadInputException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> fields(
      String place, String part, JsonNode object, Set<String> known) {
    var fields = new LinkedHashMap<String, String>();
    for (var field : object.properties()) {
      String full = known.contains(field.getKey()) ? field.getKey() : part + "." + field.getKey();
      fields.put(Fields.require(place, full, known), Fields.text(field.getValue()));
    }
    return fields;
  }

  /** The numbers of a range, {@code {"from": 1, "to": 64, "times": 2}}. */
  private static List<String> range(String place, ObjectNode range) {
    double from = number(place, range, "from");
    double to = number(place, range, "to");
    boolean times = range.has("times");
    double step = number(place, range, times ? "times" : "step");
    if (range.size() != 3 || from > to || !(times ? step > 1 && from > 0 : step > 0)) {
      throw new BadInputException(
          place
              + ": expected a range that ends, from at most to, and step above 0 or times above"
              + " 1, found "
              + range);
    }
    var values = new ArrayList<String>();
    for (int i = 0; i < MOST_CHOICES; i++) {
      double value = times ? from * Math.pow(step, i) : from + i * step;
      if (value > to) {
        return values;
      }
      values.add(Fields.text(JsonNodeFactory.instance.numberNode(value)));
    }
    throw new BadInputException(
        place + ": expected at most " + MOST_CHOICES + " values, found " + range);
  }

  private static double number(String place, ObjectNode range, String name) {
    JsonNode value = range.get(name);
    if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new BadInputException(
          place + ": expected a range with numbers from, to and step or times, found " + range);
    }
    return value.doubleValue();
  }
}
