package janus.notebook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts the JavaScript of a Tablesaw figure into strict JSON for plotly.js: names and strings in
 * double quotes, HTML entities decoded, quoted numbers as numbers, NaN as null, titles as objects.
 */
final class JsplotJson {
  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
          .build();
  private static final Pattern DEFINITION = Pattern.compile("var (layout|trace\\d+)\\s*=\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsplotJson() {}

  /** An object with {@code data} and {@code layout}. */
  static ObjectNode of(tech.tablesaw.plotly.components.Figure figure) {
    ObjectNode result = NODES.objectNode();
    ArrayNode data = result.putArray("data");
    result.putObject("layout");
    String script = figure.asJavascript("figure");
    Matcher matcher = DEFINITION.matcher(script);
    int from = 0;
    while (matcher.find(from)) {
      try (JsonParser parser = LENIENT.createParser(script.substring(matcher.end()))) {
        ObjectNode node = (ObjectNode) strict(LENIENT.readTree(parser), "");
        if (matcher.group(1).equals("layout")) {
          result.set("layout", node);
        } else {
          data.add(node);
        }
        from = matcher.end() + (int) parser.currentLocation().getCharOffset();
      } catch (IOException e) {
        throw new IllegalStateException("expected an object from jsplot: " + e.getMessage(), e);
      }
    }
    return result;
  }

  private static JsonNode strict(JsonNode node, String field) {
    if (node.isObject()) {
      return strictObject(node);
    }
    if (node.isArray()) {
      ArrayNode array = NODES.arrayNode();
      node.forEach(element -> array.add(strict(element, field)));
      return array;
    }
    if (node.isFloatingPointNumber() && !Double.isFinite(node.asDouble())) {
      return NODES.nullNode();
    }
    if (node.isTextual()) {
      return text(node.asText(), isCoordinate(field));
    }
    return node;
  }

  private static ObjectNode strictObject(JsonNode node) {
    ObjectNode object = NODES.objectNode();
    node.forEachEntry(
        (name, child) -> {
          JsonNode value = strict(child, name);
          boolean bareTitle = name.equals("title") && value.isTextual();
          object.set(name, bareTitle ? NODES.objectNode().set("text", value) : value);
        });
    return object;
  }

  private static boolean isCoordinate(String field) {
    return field.equals("x") || field.equals("y") || field.equals("z");
  }

  private static JsonNode text(String text, boolean coordinate) {
    if (coordinate && (text.equals("null") || text.equals("NaN"))) {
      return NODES.nullNode();
    }
    if (coordinate && NUMBER.matcher(text).matches()) {
      return NODES.numberNode(Double.parseDouble(text));
    }
    return NODES.textNode(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"));
  }
}
