package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The key-value heads of a layer.
 *
 * @param count heads that are kept
 * @param keyDim channels of a key
 * @param valueDim channels of a value
 */
record ConfigHeads(int count, int keyDim, int valueDim) {
  /**
   * Reads the fields of a layer.
   *
   * @param family the {@code model_type}
   */
  static ConfigHeads of(String family, LayerKind kind, ConfigFields own) {
    int heads = own.positive("num_attention_heads");
    int usual =
        own.has("head_dim") ? own.positive("head_dim") : own.positive("hidden_size") / heads;
    return switch (family) {
      case "chatglm" ->
          same(own.flag("multi_query_attention", false) ? kvHeads(own) : heads, usual);
      case "dbrx" -> same(nested(own, "kv_n_heads", 1), usual);
      case "falcon" -> same(falcon(own, heads), usual);
      case "gemma4_text", "gemma4_unified_text" -> gemma4(kind, own, usual);
      case "gpt_bigcode" -> same(own.flag("multi_query", true) ? 1 : heads, usual);
      case "mimo_v2_flash" -> mimo(kind, own, usual);
      case "mpt" -> mpt(own, heads, usual);
      default -> same(kvHeads(own), usual);
    };
  }

  private static ConfigHeads same(int count, int dim) {
    return new ConfigHeads(count, dim, dim);
  }

  private static int kvHeads(ConfigFields own) {
    return own.has("num_key_value_heads")
        ? own.positive("num_key_value_heads")
        : own.positive("num_attention_heads");
  }

  private static int falcon(ConfigFields own, int heads) {
    if (own.flag("new_decoder_architecture", false)) {
      return own.count("num_kv_heads", heads);
    }
    return own.flag("multi_query", true) ? 1 : heads;
  }

  private static ConfigHeads gemma4(LayerKind kind, ConfigFields own, int usual) {
    if (kind != LayerKind.FULL || own.node("per_layer_config").isObject()) {
      return same(kvHeads(own), usual);
    }
    boolean fewer = own.flag("attention_k_eq_v", false) && own.has("num_global_key_value_heads");
    int heads = fewer ? own.positive("num_global_key_value_heads") : kvHeads(own);
    return same(heads, own.count("global_head_dim", 512));
  }

  private static ConfigHeads mimo(LayerKind kind, ConfigFields own, int usual) {
    int valueDim = own.positive("v_head_dim");
    return kind == LayerKind.SLIDING
        ? new ConfigHeads(
            own.count("swa_num_key_value_heads", 2 * kvHeads(own)),
            own.count("swa_head_dim", usual),
            own.count("swa_v_head_dim", valueDim))
        : new ConfigHeads(kvHeads(own), usual, valueDim);
  }

  private static ConfigHeads mpt(ConfigFields own, int heads, int usual) {
    String type = own.node("attn_config").path("attn_type").asText("multihead_attention");
    if (!type.equals("multihead_attention")) {
      throw own.bad("attn_config", "multi-head attention");
    }
    return same(nested(own, "kv_n_heads", heads), usual);
  }

  private static int nested(ConfigFields own, String field, int otherwise) {
    JsonNode node = own.node("attn_config").path(field);
    if (!node.isMissingNode() && !node.isNull() && !node.isInt()) {
      throw own.bad("attn_config", "a whole number in " + field);
    }
    return node.asInt(otherwise);
  }
}
