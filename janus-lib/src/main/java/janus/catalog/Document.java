package janus.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A JSON document, or an object inside one, that knows its place, so that every complaint names
 * file, field, value and what was expected.
 *
 * @param place file and field, for messages
 * @param node the object
 */
public record Document(String place, JsonNode node) {
  public boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** Names of this object's fields, in file order. */
  public List<String> fields() {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * The object in a field.
   *
   * @throws BadInputException if there is none
   */
  public Document child(String field) {
    JsonNode child = node.path(field);
    if (!child.isObject()) {
      throw bad(field, child, "an object");
    }
    return new Document(place + ", " + field, child);
  }

  /**
   * The objects of a list.
   *
   * @throws BadInputException if the field is no list of objects
   */
  public List<Document> children(String field) {
    JsonNode list = node.path(field);
    if (!list.isArray()) {
      throw bad(field, list, "a list of objects");
    }
    var children = new ArrayList<Document>();
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject()) {
        throw bad(field + "[" + i + "]", list.get(i), "an object");
      }
      children.add(new Document(place + ", " + field + "[" + i + "]", list.get(i)));
    }
    return children;
  }

  /**
   * The text in a field.
   *
   * @throws BadInputException if the field is missing or no text
   */
  public String text(String field) {
    JsonNode child = node.path(field);
    if (!child.isTextual()) {
      throw bad(field, child, "a text");
    }
    return child.textValue();
  }

  public String text(String field, String otherwise) {
    return has(field) ? text(field) : otherwise;
  }

  /** The texts of a list, empty where the field is missing. */
  public List<String> texts(String field) {
    if (!has(field)) {
      return List.of();
    }
    JsonNode child = node.path(field);
    var texts = new ArrayList<String>();
    for (JsonNode element : child) {
      if (!element.isTextual()) {
        throw bad(field, child, "a list of texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /**
   * The count in a field.
   *
   * @throws BadInputException if the field is missing or no whole number of at least 0
   */
  public int count(String field) {
    JsonNode child = node.path(field);
    if (!child.canConvertToInt() || !child.isIntegralNumber() || child.intValue() < 0) {
      throw bad(field, child, "a whole number of at least 0");
    }
    return child.intValue();
  }

  public int count(String field, int otherwise) {
    return has(field) ? count(field) : otherwise;
  }

  /**
   * The yes or no in a field.
   *
   * @throws BadInputException if the field is missing or neither true nor false
   */
  public boolean flag(String field) {
    JsonNode child = node.path(field);
    if (!child.isBoolean()) {
      throw bad(field, child, "true or false");
    }
    return child.booleanValue();
  }

  /**
   * The number in a field.
   *
   * @throws BadInputException if the field is missing or no finite number
   */
  public double number(String field) {
    JsonNode child = node.path(field);
    if (!child.isNumber() || !Double.isFinite(child.doubleValue())) {
      throw bad(field, child, "a number");
    }
    return child.doubleValue();
  }

  /**
   * A value with its origin: {@code {"low", "value", "high", "unit", "basis", "source", "where"}}.
   * {@code low} and {@code high} may be left out where the value is exact.
   *
   * @param unit the unit expected
   * @throws BadInputException if a part is missing, the unit is another, the range is out of order
   *     or a value is negative
   */
  public Fact fact(String field, String unit) {
    Document fact = child(field);
    if (!fact.text("unit").equals(unit)) {
      throw fact.bad("unit", fact.node.path("unit"), "'" + unit + "'");
    }
    if (fact.text("source").isBlank()) {
      throw fact.bad("source", fact.node.path("source"), "an entry of sources.json");
    }
    double value = fact.number("value");
    double low = fact.has("low") ? fact.number("low") : value;
    double high = fact.has("high") ? fact.number("high") : value;
    if (!(0 <= low && low <= value && value <= high)) {
      throw new BadInputException(
          fact.place + ": expected 0 <= low <= value <= high: " + low + ", " + value + ", " + high);
    }
    return new Fact(
        new Range(low, value, high),
        unit,
        fact.basis("basis"),
        fact.text("source"),
        fact.text("where", ""),
        fact.confidence("confidence"));
  }

  /**
   * How far something may be trusted; {@code UNSTATED} where the field is missing.
   *
   * @throws BadInputException if the field is no {@link Confidence}
   */
  public Confidence confidence(String field) {
    if (!has(field)) {
      return Confidence.UNSTATED;
    }
    String spelling = text(field);
    for (Confidence confidence : Confidence.values()) {
      if (confidence.spelling().equals(spelling)) {
        return confidence;
      }
    }
    throw bad(field, node.path(field), "high, medium or low");
  }

  /**
   * How a fact is known.
   *
   * @throws BadInputException if the field is missing or no {@link Basis}
   */
  public Basis basis(String field) {
    String spelling = text(field);
    for (Basis basis : Basis.values()) {
      if (basis.spelling().equals(spelling)) {
        return basis;
      }
    }
    throw bad(field, node.path(field), "published, derived, recalled or assumed");
  }

  /** The complaint about a field. */
  public BadInputException bad(String field, JsonNode value, String expected) {
    String found = value.isMissingNode() ? "nothing" : value.toString();
    return new BadInputException(
        String.format(Locale.ROOT, "%s, %s: expected %s, found %s", place, field, expected, found));
  }
}
