package janus.codesign;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import janus.provenance.BadInputException;
import janus.provenance.JsonReason;
import janus.provenance.Names;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A {@link Design} as JSON, and changes to one. Names are those of the record's components ({@code
 * tier2.capacityMib}) or the same in snake case ({@code tier2.capacity_mib}); what is left out
 * keeps the value of the design that is changed.
 */
public final class DesignJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
          .build();

  private DesignJson() {}

  /** The design as indented JSON, fields in the order of the record, ending in a line feed. */
  public static String write(Design design) {
    try {
      return MAPPER.writeValueAsString(tree(design)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a design is values", e);
    }
  }

  /**
   * The design with the fields that a JSON object gives.
   *
   * @param place of the text, for messages
   * @throws BadInputException if it is no JSON object, or a field is unknown or impossible
   */
  public static Design read(String place, String json, Design start) {
    ObjectNode tree = tree(start);
    merge(place, "", tree, parse(place, json));
    return design(place, tree);
  }

  /**
   * The design with some fields set.
   *
   * @param fields values by field, as {@code tier2.capacityMib}, in text
   * @throws BadInputException if a field is unknown or a value impossible
   */
  public static Design with(Design start, Map<String, String> fields) {
    ObjectNode tree = tree(start);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      set(tree, field.getKey(), field.getValue());
    }
    return design("--set", tree);
  }

  private static ObjectNode tree(Design design) {
    return MAPPER.valueToTree(design);
  }

  private static ObjectNode parse(String place, String json) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
      throw new BadInputException(place + ": expected a JSON object with the fields of a design");
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          place + ", line " + JsonReason.line(e) + ": expected JSON: " + JsonReason.of(e), e);
    }
  }

  private static void merge(String place, String path, ObjectNode into, ObjectNode from) {
    for (Iterator<String> names = from.fieldNames(); names.hasNext(); ) {
      String given = names.next();
      String name = known(place, path, into, given);
      JsonNode old = into.get(name);
      JsonNode value = from.get(given);
      if (old instanceof ObjectNode inner && value instanceof ObjectNode given2) {
        merge(place, path + name + ".", inner, given2);
      } else if (old.isObject()) {
        throw new BadInputException(
            place + ": " + path + name + " must be an object, found " + value);
      } else {
        into.set(name, value);
      }
    }
  }

  private static void set(ObjectNode tree, String field, String text) {
    ObjectNode node = tree;
    String[] names = field.split("\\.", -1);
    String path = "";
    for (int i = 0; i < names.length - 1; i++) {
      String name = known("--set", path, node, names[i]);
      path += name + ".";
      if (!(node.get(name) instanceof ObjectNode inner)) {
        throw new BadInputException("--set: " + field + " is no field: " + path + " has none");
      }
      node = inner;
    }
    String name = known("--set", path, node, names[names.length - 1]);
    JsonNode old = node.get(name);
    if (old.isObject()) {
      throw new BadInputException(
          "--set: " + path + name + " has fields; set one of " + fields(path + name + ".", old));
    }
    boolean isText = old.isTextual() && !text.equals("null");
    node.set(name, isText ? TextNode.valueOf(text) : scalar(text));
  }

  /** A number or null where it reads as one, else text. */
  private static JsonNode scalar(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isNumber() || node.isNull() ? node : TextNode.valueOf(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  /** The name of a field in camel case. */
  private static String known(String place, String path, ObjectNode node, String given) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (plain(name).equals(plain(given))) {
        return name;
      }
    }
    List<String> valid = new ArrayList<>();
    node.fieldNames().forEachRemaining(valid::add);
    throw new BadInputException(
        place
            + ": field '"
            + path
            + given
            + "' is unknown"
            + Names.suggestion(given, valid)
            + "; valid: "
            + fields(path, node));
  }

  private static String fields(String path, JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names.stream().map(path::concat).collect(Collectors.joining(", "));
  }

  /** Camel case and snake case are one. */
  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(java.util.Locale.ROOT);
  }

  private static Design design(String place, ObjectNode tree) {
    try {
      return MAPPER.treeToValue(tree, Design.class);
    } catch (JsonMappingException e) {
      throw new BadInputException(place + ": " + path(e) + reason(e), e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree needs no parsing", e);
    }
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "" : path + (e.getCause() == null ? ": " : ".");
  }

  private static String reason(JsonMappingException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException || cause instanceof NullPointerException
        ? cause.getMessage()
        : JsonReason.of(e);
  }
}
