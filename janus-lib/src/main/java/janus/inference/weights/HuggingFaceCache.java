package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The cache of a sequence, from the {@code config.json} of a model. Caches are those of {@code
 * transformers}, with two exceptions in which other engines agree with each other: of multi-head
 * latent attention the latent vector and the rotary key are kept, and of shared heads one copy. A
 * {@code model_type} that no table has passes if its file states a cache of keys and values and no
 * field speaks of another.
 */
final class HuggingFaceCache {
  /** Words in a field's name that may shape a cache. */
  private static final String SHAPING =
      ".*(conv|ssm|mamba|state|linear|lightning|delta|kda|rwkv|recurr|window|chunk|local|global|swa_"
          + "|shared_kv|kv_shar|cross|compress|block_type|block_config|layer_type|pattern|interval"
          + "|hybrid|memory|latent|attn_type|attn_layer|attention_layer|full_attn|no_rope_layers"
          + "|index|kv_|_kv|key_value|per_layer|v_head_dim|key_dim|value_dim|multi_query|retention"
          + "|lora_rank|sparse_attention|eviction|sink).*";

  /** Fields that contain such a word and are read here, or shape no cache. */
  private static final String READ =
      "num_key_value_heads|num_kv_heads|n_kv_heads|kv_lora_rank|q_lora_rank|sliding_window"
          + "|use_sliding_window|max_window_layers|layer_types|v_head_dim|num_local_experts"
          + "|output_hidden_states|chunk_size_feed_forward|cross_attention_hidden_size"
          + "|mlp_layer_types|layernorm_per_layer|index_topk.*|_name_or_path|quantization_config"
          + "|.*rope.*(interval|pattern)|use_cross_entropy.*|initial.*|.*token_index|.*_token_id";

  private final HuggingFaceConfig config;
  private final String family;
  private final HuggingFaceDefaults defaults;
  private final ConfigFields fields;

  private HuggingFaceCache(HuggingFaceConfig config) {
    this.config = config;
    this.family = config.modelType();
    this.defaults = HuggingFaceDefaults.of(family);
    this.fields = ConfigFields.of(config, defaults);
  }

  /**
   * Reads a configuration.
   *
   * @throws BadInputException if it is no decoder's, a field is missing or impossible, or what
   *     shapes the cache is not known
   */
  static CacheShape of(HuggingFaceConfig config) {
    try {
      return new HuggingFaceCache(config).shape();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(config.place() + ": " + e.getMessage(), e);
    }
  }

  private CacheShape shape() {
    requireDecoder();
    if (defaults == null) {
      requireUsualFields();
    }
    List<LayerCache> layers = family.equals("deci") || isNas() ? blocks() : layers();
    return new CacheShape(config.name(), layers, fields.count("max_position_embeddings", 0));
  }

  private boolean isNas() {
    return fields.node("block_configs").isArray();
  }

  private void requireDecoder() {
    if (config.flag("is_encoder_decoder", false)) {
      throw config.bad("is_encoder_decoder", "a decoder-only model");
    }
  }

  private void requireUsualFields() {
    if (isNas()) {
      return;
    }
    for (String field : config.fields()) {
      String name = field.toLowerCase(Locale.ROOT);
      if (name.matches(SHAPING) && !name.matches(READ) && !isOff(config.node(field))) {
        throw config.bad(field, "no such field in a model_type that is not known");
      }
    }
    fields.positive("num_hidden_layers");
    fields.positive("num_attention_heads");
  }

  private static boolean isOff(JsonNode node) {
    return node.isNull()
        || (node.isBoolean() && !node.booleanValue())
        || (node.isNumber() && node.doubleValue() == 0)
        || (node.isContainerNode() && node.isEmpty());
  }

  private List<LayerCache> layers() {
    String rule = defaults == null ? null : defaults.layers();
    List<LayerKind> kinds = ConfigLayers.of(family, fields, rule);
    int withKeys = kinds.size() - fields.count("num_kv_shared_layers", 0);
    var layers = new ArrayList<LayerCache>();
    for (int layer = 0; layer < kinds.size(); layer++) {
      layers.add(layer < withKeys ? layer(kinds.get(layer), layer) : LayerCache.NOTHING);
    }
    return layers;
  }

  private LayerCache layer(LayerKind kind, int layer) {
    ConfigFields own = fields.ofLayer(layer);
    LayerState state = kind.hasState() ? ConfigState.of(stateKind(), fields) : LayerState.NONE;
    if (!kind.attends()) {
      return LayerCache.stateOnly(state);
    }
    LayerCache cache = own.has("kv_lora_rank") ? latent(own) : keysAndValues(kind, own);
    int index = kind == LayerKind.INDEXED && hasIndexer(layer) ? own.positive("index_head_dim") : 0;
    return cache.withIndex(index).withWindow(window(kind, own)).withState(state);
  }

  private String stateKind() {
    if (defaults == null || defaults.state() == null) {
      throw fields.bad("layer_types", "attention alone in a family whose states are not known");
    }
    return defaults.state();
  }

  private static LayerCache latent(ConfigFields own) {
    return LayerCache.latent(own.positive("kv_lora_rank") + own.count("qk_rope_head_dim"));
  }

  private LayerCache keysAndValues(LayerKind kind, ConfigFields own) {
    ConfigHeads heads = ConfigHeads.of(family, kind, own);
    return LayerCache.keysAndValues(heads.count(), heads.keyDim(), heads.valueDim());
  }

  /** Whether a layer has an indexer of its own, and does not use the one before. */
  private boolean hasIndexer(int layer) {
    JsonNode types = fields.node("indexer_types");
    JsonNode pattern = fields.node("index_topk_pattern");
    if (types.isArray()) {
      return !types.path(layer).asText().equals("shared");
    }
    if (pattern.isTextual()) {
      return !pattern.asText().startsWith("S", layer);
    }
    int every = Math.max(1, fields.count("index_topk_freq", 1));
    int first = fields.count("index_skip_topk_offset", 2);
    return !family.equals("glm_moe_dsa") || Math.max(layer - first + 1, 0) % every == 0;
  }

  private int window(LayerKind kind, ConfigFields own) {
    return switch (kind) {
      case SLIDING -> {
        if (family.equals("mimo_v2_flash") && own.has("sliding_window_size")) {
          yield own.positive("sliding_window_size") + 1;
        }
        if (!own.flag("use_sliding_window", true) || !own.has("sliding_window")) {
          throw fields.bad("layer_types", "full_attention alone, for there is no sliding_window");
        }
        yield own.positive("sliding_window");
      }
      case CHUNKED -> own.positive("attention_chunk_size");
      default -> 0;
    };
  }

  /**
   * Blocks of a searched architecture (Nemotron-NAS): each says how many query heads share a
   * key-value head, or that it does not attend.
   */
  private List<LayerCache> blocks() {
    JsonNode blocks = fields.node("block_configs");
    int heads = fields.positive("num_attention_heads");
    int headDim = fields.count("head_dim", fields.positive("hidden_size") / heads);
    if (blocks.size() != fields.positive("num_hidden_layers")) {
      throw fields.bad("block_configs", "as many as layers");
    }
    var layers = new ArrayList<LayerCache>();
    for (JsonNode block : blocks) {
      JsonNode attention = block.path("attention");
      int group = attention.path("n_heads_in_group").asInt(0);
      if (attention.path("no_op").asBoolean()
          || attention.path("replace_with_linear").asBoolean()) {
        layers.add(LayerCache.NOTHING);
      } else if (group < 1 || heads % group != 0 || attention.path("sparsify").isContainerNode()) {
        throw fields.bad("block_configs", "n_heads_in_group that divides " + heads);
      } else {
        JsonNode window = attention.path("window_length");
        LayerCache cache = LayerCache.keysAndValues(heads / group, headDim, headDim);
        layers.add(cache.withWindow(Math.max(0, window.asInt(0))));
      }
    }
    return layers;
  }
}
