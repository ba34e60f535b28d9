package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import java.util.List;
import java.util.Map;

/**
 * The fields of a {@code config.json} that shape a cache, under the names of {@code transformers}:
 * as the file spells them, or as the family's configuration class has them where the file is
 * silent. A field that the file sets to null has no value.
 */
final class ConfigFields {
  /** Other names that families use which no table describes. */
  private static final Map<String, List<String>> SYNONYMS =
      Map.of(
          "hidden_size", List.of("n_embd", "n_embed", "d_model", "dim"),
          "num_hidden_layers", List.of("n_layer", "n_layers", "num_layers"),
          "num_attention_heads", List.of("n_head", "n_heads", "num_heads"),
          "num_key_value_heads", List.of("num_kv_heads", "n_kv_heads"),
          "max_position_embeddings",
              List.of("n_positions", "n_ctx", "max_seq_len", "seq_length", "model_max_length"),
          "layer_types", List.of("layers_block_type"));

  private final HuggingFaceConfig config;
  private final HuggingFaceDefaults defaults;
  private final JsonNode overrides;

  private ConfigFields(HuggingFaceConfig config, HuggingFaceDefaults defaults, JsonNode overrides) {
    this.config = config;
    this.defaults = defaults;
    this.overrides = overrides;
  }

  /**
   * @param defaults of the family, or null where it is unknown
   */
  static ConfigFields of(HuggingFaceConfig config, HuggingFaceDefaults defaults) {
    return new ConfigFields(config, defaults, config.node("per_layer_config").path(-1));
  }

  /** The fields of one layer: those under its number in {@code per_layer_config} come first. */
  ConfigFields ofLayer(int layer) {
    for (var entry : config.node("per_layer_config").properties()) {
      if (entry.getKey().matches("\\d{1,6}") && Integer.parseInt(entry.getKey()) == layer) {
        return new ConfigFields(config, defaults, entry.getValue());
      }
    }
    return this;
  }

  boolean isKnownFamily() {
    return defaults != null;
  }

  /** The value in a field, missing where neither the file nor a class has one. */
  JsonNode node(String field) {
    if (overrides.has(field)) {
      return overrides.path(field);
    }
    return config.node(spelling(field));
  }

  /** The name the file uses for a field. */
  String spelling(String field) {
    String own = defaults == null ? null : defaults.spellings().get(field);
    if (own != null && config.node(own).isMissingNode() && config.hasField(field)) {
      return field;
    }
    if (own != null || config.hasField(field)) {
      return own == null ? field : own;
    }
    return SYNONYMS.getOrDefault(field, List.of()).stream()
        .filter(config::hasField)
        .findFirst()
        .orElse(field);
  }

  boolean has(String field) {
    JsonNode node = node(field);
    return node.isMissingNode()
        ? defaults != null && defaults.values().containsKey(field)
        : !node.isNull();
  }

  /**
   * The count in a field.
   *
   * @throws BadInputException if there is none
   */
  int count(String field) {
    JsonNode node = node(field);
    if (node.isMissingNode() && defaults != null && defaults.values().containsKey(field)) {
      return defaults.values().get(field);
    }
    if (node.isBoolean()) {
      return node.booleanValue() ? 1 : 0;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw bad(field, "a whole number of at least 0");
    }
    return node.intValue();
  }

  int count(String field, int otherwise) {
    return has(field) ? count(field) : otherwise;
  }

  int positive(String field) {
    int count = count(field);
    if (count == 0) {
      throw bad(field, "a whole number of at least 1");
    }
    return count;
  }

  boolean flag(String field, boolean otherwise) {
    JsonNode node = node(field);
    if (!node.isMissingNode() && !node.isBoolean()) {
      throw bad(field, "true or false");
    }
    return count(field, otherwise ? 1 : 0) != 0;
  }

  BadInputException bad(String field, String expected) {
    return config.bad(spelling(field), expected);
  }
}
