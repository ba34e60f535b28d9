package janus.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import janus.codesign.DesignJson;
import janus.codesign.Workload;
import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of a {@link DesignPoint} by name: those of the design as {@code janus chip --set}
 * spells them ({@code tier2.capacityMib}), those of the workload as they are ({@code scheme}).
 * Names in snake case mean the same.
 */
final class Fields {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final List<String> NOT_VARIED = List.of("name", "model");

  private Fields() {}

  /** The value of every field, in the order of the records: the workload's, then the design's. */
  static Map<String, String> of(DesignPoint point) {
    var fields = new LinkedHashMap<String, String>();
    flatten("", MAPPER.valueToTree(point.workload()), fields);
    flatten("", tree("design", DesignJson.write(point.design())), fields);
    fields.keySet().removeAll(NOT_VARIED);
    return fields;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    for (var field : node.properties()) {
      if (field.getValue().isObject()) {
        flatten(path + field.getKey() + ".", field.getValue(), into);
      } else {
        into.put(path + field.getKey(), text(field.getValue()));
      }
    }
  }

  /** A value as text; a whole number has no decimals. */
  static String text(JsonNode value) {
    boolean whole =
        value.isDouble()
            && value.doubleValue() == Math.rint(value.doubleValue())
            && Math.abs(value.doubleValue()) < 1e15;
    return whole ? Long.toString((long) value.doubleValue()) : value.asText();
  }

  /**
   * The full name of a field.
   *
   * @param known all there are
   * @throws BadInputException if there is none; suggests the nearest and lists all
   */
  static String require(String place, String given, Iterable<String> known) {
    var names = new java.util.ArrayList<String>();
    for (String name : known) {
      if (plain(name).equals(plain(given))) {
        return name;
      }
      names.add(name);
    }
    throw new BadInputException(
        place + ": " + Names.unknown("variable", given, names).getMessage());
  }

  /** Camel case and snake case are one. */
  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /**
   * A point with some fields set.
   *
   * @param place of the values, for messages
   * @param fields values by full name
   * @throws BadInputException if a value is impossible
   */
  static DesignPoint with(String place, DesignPoint start, Map<String, String> fields) {
    ObjectNode workload = MAPPER.valueToTree(start.workload());
    var ofDesign = new HashMap<String, String>();
    fields.forEach(
        (name, text) -> {
          int dot = name.indexOf('.');
          JsonNode node = dot < 0 ? workload : workload.path(name.substring(0, dot));
          String own = name.substring(dot + 1);
          if (node instanceof ObjectNode part && part.has(own)) {
            part.set(own, part.get(own).isTextual() ? TextNode.valueOf(text) : value(text));
          } else {
            ofDesign.put(name, text);
          }
        });
    try {
      return new DesignPoint(
          DesignJson.with(start.design(), ofDesign), MAPPER.treeToValue(workload, Workload.class));
    } catch (JsonMappingException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BadInputException(place + ": " + cause.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree needs no parsing", e);
    } catch (BadInputException e) {
      throw new BadInputException(e.getMessage().replaceFirst("^--set", place), e);
    }
  }

  /** A number or null where the text reads as one, else text. */
  private static JsonNode value(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isNumber() || node.isNull() ? node : TextNode.valueOf(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /**
   * A JSON object.
   *
   * @throws BadInputException if it is none; names the line
   */
  static ObjectNode tree(String place, String json) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
      throw new BadInputException(place + ": expected a JSON object");
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new BadInputException(
          place + ", line " + line + ": expected JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** JSON for people. */
  static String write(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is values", e);
    }
  }
}
