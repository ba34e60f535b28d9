package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.transformer.CacheShape;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The kinds of the layers of a {@code config.json}: listed in {@code layer_types}, described in
 * fields of the family, or as the family's configuration class has them.
 */
final class ConfigLayers {
  private final String family;
  private final ConfigFields fields;
  private final String rule;

  private ConfigLayers(String family, ConfigFields fields, String rule) {
    this.family = family;
    this.fields = fields;
    this.rule = rule;
  }

  /**
   * The kind of each layer.
   *
   * @param rule the default of the family, or null
   */
  static List<LayerKind> of(String family, ConfigFields fields, String rule) {
    return new ConfigLayers(family, fields, rule).kinds();
  }

  private List<LayerKind> kinds() {
    JsonNode listed = fields.node("layer_types");
    if (listed.isArray() && !family.equals("bamba")) {
      return listed("layer_types", listed);
    }
    return switch (family) {
      case "bamba" -> byIndex("attn_layer_indices");
      case "jamba" -> each(this::jamba);
      case "kimi_linear" -> kimi();
      case "lfm2" -> lfm2();
      case "lfm3" -> each(ConfigLayers::lfm3);
      case "llama4_text" -> llama4();
      case "longcat_flash" -> longcat();
      case "mimo_v2_flash" -> mimo();
      case "minimax_text_01" -> numbered("attn_type_list");
      case "nemotron_h" -> pattern();
      case "olmo_hybrid" -> lastFull(byRule());
      case "qwen2_moe" -> sliding(i -> i % 2 == 0 && i < fields.count("max_window_layers"));
      case "smollm3" -> smollm3();
      default -> byRule();
    };
  }

  private int layers() {
    int layers = fields.positive("num_hidden_layers");
    CacheShape.requireLayers(layers);
    return layers;
  }

  private List<LayerKind> each(IntFunction<LayerKind> kind) {
    return IntStream.range(0, layers()).mapToObj(kind).toList();
  }

  private static List<LayerKind> all(int layers, LayerKind kind) {
    return IntStream.range(0, layers).mapToObj(i -> kind).toList();
  }

  private List<LayerKind> listed(String field, JsonNode names) {
    if (!family.equals("nemotron_h") && names.size() != layers()) {
      throw fields.bad(field, "as many as layers, " + layers());
    }
    return IntStream.range(0, names.size())
        .mapToObj(
            i -> {
              LayerKind kind = LayerKind.of(names.path(i).asText());
              if (kind == null) {
                throw fields.bad(field, "kinds of layers whose cache is known");
              }
              return kind;
            })
        .toList();
  }

  private List<LayerKind> byIndex(String field) {
    JsonNode indices = fields.node(field);
    return each(
        i -> {
          for (JsonNode index : indices) {
            if (index.asInt(-1) == i) {
              return LayerKind.FULL;
            }
          }
          return LayerKind.LINEAR;
        });
  }

  private LayerKind jamba(int layer) {
    int period = fields.positive("attn_layer_period");
    return layer % period == fields.count("attn_layer_offset") ? LayerKind.FULL : LayerKind.LINEAR;
  }

  private List<LayerKind> kimi() {
    JsonNode full = fields.node("linear_attn_config").path("full_attn_layers");
    if (!full.isArray()) {
      return each(i -> i > 0 && i % 4 == 0 ? LayerKind.FULL : LayerKind.LINEAR);
    }
    return each(
        i -> {
          for (JsonNode layer : full) {
            if (layer.asInt() == i + 1) {
              return LayerKind.FULL;
            }
          }
          return LayerKind.LINEAR;
        });
  }

  private static LayerKind lfm3(int layer) {
    if (layer < 2 || layer % 2 != 0) {
      return LayerKind.LINEAR;
    }
    return layer % 4 == 2 ? LayerKind.FULL : LayerKind.SLIDING;
  }

  private List<LayerKind> lfm2() {
    return fields.node("full_attn_idxs").isArray()
        ? byIndex("full_attn_idxs")
        : all(layers(), LayerKind.FULL);
  }

  private List<LayerKind> llama4() {
    JsonNode turned = fields.node("no_rope_layers");
    if (!fields.has("attention_chunk_size")) {
      return all(layers(), LayerKind.FULL);
    }
    if (!turned.isArray() || turned.isEmpty()) {
      return byRule();
    }
    requireLayers("no_rope_layers", turned);
    return each(i -> turned.path(i).asInt() != 0 ? LayerKind.CHUNKED : LayerKind.FULL);
  }

  private List<LayerKind> mimo() {
    JsonNode hybrid = fields.node("hybrid_layer_pattern");
    if (hybrid.isArray()) {
      requireLayers("hybrid_layer_pattern", hybrid);
      return each(i -> hybrid.path(i).asInt() != 0 ? LayerKind.SLIDING : LayerKind.FULL);
    }
    return each(i -> i == 0 || (i + 1) % 6 == 0 ? LayerKind.FULL : LayerKind.SLIDING);
  }

  /** Two attentions a layer. */
  private List<LayerKind> longcat() {
    int layers = fields.positive("num_layers");
    CacheShape.requireLayers(layers);
    return all(2 * layers, LayerKind.FULL);
  }

  /** 1 for attention, 0 for a state. */
  private List<LayerKind> numbered(String field) {
    JsonNode types = fields.node(field);
    requireLayers(field, types);
    return each(i -> types.path(i).asInt() != 0 ? LayerKind.FULL : LayerKind.LINEAR);
  }

  private List<LayerKind> pattern() {
    JsonNode pattern = fields.node("hybrid_override_pattern");
    if (pattern.isMissingNode()) {
      throw fields.bad("layer_types", "the kinds of the layers");
    }
    return pattern
        .asText()
        .chars()
        .mapToObj(
            letter ->
                switch (letter) {
                  case 'M' -> LayerKind.LINEAR;
                  case '*' -> LayerKind.FULL;
                  case '-', 'E' -> LayerKind.NOTHING;
                  default -> throw fields.bad("hybrid_override_pattern", "letters M, *, - and E");
                })
        .toList();
  }

  private List<LayerKind> smollm3() {
    JsonNode turned = fields.node("no_rope_layers");
    int every = fields.count("no_rope_layer_interval", 4);
    boolean isListed = turned.isArray();
    return sliding(
        i -> isListed ? turned.path(i).asInt(1) == 0 : every > 0 && (i + 1) % every == 0);
  }

  private void requireLayers(String field, JsonNode list) {
    if (list.size() != layers()) {
      throw fields.bad(field, "as many as layers, " + layers());
    }
  }

  /** Sliding layers where the file turns windows on. */
  private List<LayerKind> sliding(IntPredicate slides) {
    boolean on = fields.flag("use_sliding_window", true) && fields.has("sliding_window");
    return each(i -> on && slides.test(i) ? LayerKind.SLIDING : LayerKind.FULL);
  }

  private List<LayerKind> lastFull(List<LayerKind> kinds) {
    return kinds.contains(LayerKind.FULL)
        ? kinds
        : each(i -> i == layers() - 1 ? LayerKind.FULL : LayerKind.LINEAR);
  }

  private List<LayerKind> byRule() {
    if (rule == null) {
      return withoutRule();
    }
    if (rule.startsWith("?")) {
      throw fields.bad("layer_types", "the kind of each layer");
    }
    if (rule.startsWith("sliding,") && !fields.has("sliding_window")) {
      return all(layers(), LayerKind.FULL);
    }
    String[] parts = rule.split("[,/%@!]");
    LayerKind usual = LayerKind.of(parts[0]);
    if (parts.length < 3) {
      return usual == LayerKind.SLIDING ? sliding(i -> true) : all(layers(), usual);
    }
    return periodic(usual, LayerKind.of(parts[1]), period(parts));
  }

  private int period(String[] parts) {
    int otherwise = Integer.parseInt(parts[2]);
    boolean stated = parts.length > 3 && !parts[3].isEmpty();
    return stated ? fields.count(parts[3], otherwise) : otherwise;
  }

  private List<LayerKind> periodic(LayerKind usual, LayerKind other, int period) {
    int shift = rule.contains("/") ? 1 : 0;
    return each(
        i -> {
          boolean isLast = rule.endsWith("!") && i == layers() - 1;
          return isLast || (period > 0 && (i + shift) % period == 0) ? other : usual;
        });
  }

  private List<LayerKind> withoutRule() {
    if (fields.has("max_window_layers") && fields.isKnownFamily()) {
      return sliding(i -> i >= fields.count("max_window_layers"));
    }
    boolean slides =
        fields.flag("use_sliding_window", true) && fields.count("sliding_window", 0) > 0;
    if (slides && !fields.isKnownFamily()) {
      throw fields.bad("layer_types", "which layers slide");
    }
    return all(
        layers(),
        slides
            ? LayerKind.SLIDING
            : fields.has("attention_chunk_size") ? LayerKind.CHUNKED : LayerKind.FULL);
  }
}
