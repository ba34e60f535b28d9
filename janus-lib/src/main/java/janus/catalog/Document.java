package janus.catalog;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A JSON object with its place: a document, or an object inside one. Every error names file, field,
 * value and expectation.
 *
 * @param place file and field, for error messages
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
   * @throws BadInputException if the field holds no object
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
   * @throws BadInputException if the field holds no list of objects
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

  /** The objects of a list; empty if the field is missing. */
  public List<Document> optionalChildren(String field) {
    return has(field) ? children(field) : List.of();
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

  /** The texts of a list; empty if the field is missing. */
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
   * The Boolean value in a field.
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
   * An exact value has no {@code low} and {@code high}.
   *
   * @param unit the expected unit
   * @throws BadInputException if a part is missing, the unit differs, the range is out of order or
   *     a value is negative
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

  /** A value with its origin; null if the field is missing. */
  public Fact optionalFact(String field, String unit) {
    return has(field) ? fact(field, unit) : null;
  }

  /**
   * The reliability of a fact; {@code UNSTATED} if the field is missing.
   *
   * @throws BadInputException if the field holds no stated {@link Confidence}
   */
  public Confidence confidence(String field) {
    var stated = List.of(Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW);
    return has(field) ? choice(field, stated, Confidence::spelling) : Confidence.UNSTATED;
  }

  /**
   * The basis of a fact.
   *
   * @throws BadInputException if the field is missing or no {@link Basis}
   */
  public Basis basis(String field) {
    return choice(field, List.of(Basis.values()), Basis::spelling);
  }

  /**
   * The value whose spelling the field holds.
   *
   * @throws BadInputException if the field is missing or holds none of the spellings
   */
  public <T> T choice(String field, List<T> values, Function<T, String> spelling) {
    String given = text(field);
    return values.stream()
        .filter(value -> spelling.apply(value).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    field,
                    node.path(field),
                    "one of " + values.stream().map(spelling).collect(joining(", "))));
  }

  /**
   * The value that a reader makes of this object.
   *
   * @throws BadInputException if the reader throws an IllegalArgumentException; names the place
   */
  <T> T checked(Function<Document, T> reader) {
    try {
      return reader.apply(this);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(place + ": " + e.getMessage(), e);
    }
  }

  /** The error for a field. */
  public BadInputException bad(String field, JsonNode value, String expected) {
    String found = value.isMissingNode() ? "nothing" : value.toString();
    return new BadInputException(
        String.format(Locale.ROOT, "%s, %s: expected %s, found %s", place, field, expected, found));
  }
}
