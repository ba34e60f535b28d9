package janus.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Variables as JSON: an object with a list of values for each. A field may also have a range,
 * {@code {"from": 1, "to": 64, "times": 2}}; fields of a part that change together have a list of
 * objects.
 */
public final class SpaceFile {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private SpaceFile() {}

  /**
   * The variables of a text.
   *
   * @param place of the text, for messages
   * @param start whose fields may vary
   * @throws BadInputException if it is no space; names place, field and value
   */
  public static List<Variable> read(String place, String json, DesignPoint start) {
    return read(place, Fields.tree(place, json), start);
  }

  /** The same from a tree. */
  static List<Variable> read(String place, ObjectNode tree, DesignPoint start) {
    Set<String> known = DesignSpace.fields(start);
    var variables = new ArrayList<Variable>();
    for (var field : tree.properties()) {
      variables.add(Variable.read(place, field.getKey(), field.getValue(), known));
    }
    return variables;
  }

  /** The variables as text that {@link #read} reads. */
  public static String write(Collection<Variable> variables) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (Variable variable : variables) {
      var list = tree.putArray(variable.name());
      for (Map<String, String> choice : variable.choices()) {
        list.add(node(variable, choice));
      }
    }
    return Fields.write(tree);
  }

  private static JsonNode node(Variable variable, Map<String, String> choice) {
    if (choice.size() == 1 && choice.containsKey(variable.name())) {
      return value(choice.get(variable.name()));
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    choice.forEach(
        (field, text) -> object.set(field.replace(variable.name() + ".", ""), value(text)));
    return object;
  }

  /** A number as text; a whole one has no decimals. */
  static String text(double number) {
    return Fields.text(JsonNodeFactory.instance.numberNode(number));
  }

  /** A number or null where a text reads as one. */
  static JsonNode value(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (text.equals("null")) {
      return nodes.nullNode();
    }
    if (!NUMBER.matcher(text).matches()) {
      return nodes.textNode(text);
    }
    double number = Double.parseDouble(text);
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return whole ? nodes.numberNode((long) number) : nodes.numberNode(number);
  }

  /**
   * Variables with some fields held.
   *
   * @param fixed values by field
   * @throws BadInputException if a field is unknown
   */
  public static List<Variable> fix(
      List<Variable> variables, Map<String, String> fixed, DesignPoint start) {
    var held = new LinkedHashMap<String, String>();
    fixed.forEach(
        (field, value) ->
            held.put(Fields.require("--fix", field.strip(), DesignSpace.fields(start)), value));
    var result = new ArrayList<Variable>();
    for (Variable variable : variables) {
      Variable rest = without(variable, held.keySet());
      if (rest != null) {
        result.add(rest);
      }
    }
    held.forEach((field, value) -> result.add(Variable.of(field, List.of(value))));
    return result;
  }

  /** The variable without some fields, each choice once; null if none is left. */
  private static Variable without(Variable variable, Set<String> fields) {
    var choices = new ArrayList<Map<String, String>>();
    for (Map<String, String> choice : variable.choices()) {
      var rest = new LinkedHashMap<>(choice);
      rest.keySet().removeAll(fields);
      if (!choices.contains(rest)) {
        choices.add(rest);
      }
    }
    return choices.get(0).isEmpty() ? null : new Variable(variable.name(), choices);
  }

  /**
   * Variables with at most three values each, for a quick look: the first, the middle and the last.
   * Schemes lie in the order of their loss; of them the first, one at a sixth and one at a third.
   */
  public static List<Variable> reduced(List<Variable> variables) {
    return variables.stream().map(SpaceFile::reduced).toList();
  }

  private static Variable reduced(Variable variable) {
    List<Map<String, String>> all = variable.choices();
    int last = all.size() - 1;
    if (last < 3) {
      return variable;
    }
    boolean schemes = variable.name().equals("scheme");
    int middle = schemes ? Math.max(1, last / 6) : last / 2;
    int end = schemes ? Math.max(2, last / 3) : last;
    return new Variable(variable.name(), List.of(all.get(0), all.get(middle), all.get(end)));
  }
}
