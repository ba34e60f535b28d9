package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.transformer.LayerState;

/** The state of a layer without attention, from the fields of its kind. */
final class ConfigState {
  private final ConfigFields fields;

  private ConfigState(ConfigFields fields) {
    this.fields = fields;
  }

  /**
   * Reads the fields.
   *
   * @param kind as in the tables of {@link HuggingFaceDefaults}
   */
  static LayerState of(String kind, ConfigFields fields) {
    var state = new ConfigState(fields);
    return switch (kind) {
      case "convolution" -> state.convolution();
      case "delta" -> state.delta();
      case "kimi-delta" -> state.kimiDelta();
      case "lightning" -> state.lightning();
      case "mamba" -> state.mamba();
      case "mamba2" -> state.mamba2();
      default -> throw new IllegalArgumentException("kind of state: " + kind);
    };
  }

  private LayerState convolution() {
    return LayerState.convolution(fields.positive("hidden_size"), fields.positive("conv_L_cache"));
  }

  /** Heads default to those of attention, dimensions to three quarters of theirs (OLMo Hybrid). */
  private LayerState delta() {
    int heads = fields.positive("num_attention_heads");
    int keyHeads = fields.count("linear_num_key_heads", heads);
    int keyDim =
        fields.count("linear_key_head_dim", (int) (0.75 * fields.positive("hidden_size") / heads));
    return LayerState.deltaNet(
        keyHeads,
        fields.count("linear_num_value_heads", heads),
        keyDim,
        fields.count("linear_value_head_dim", 2 * keyDim),
        fields.positive("linear_conv_kernel_dim"));
  }

  private LayerState kimiDelta() {
    JsonNode nested = fields.node("linear_attn_config");
    boolean bailing = fields.has("short_conv_kernel_size");
    int heads = bailing ? fields.positive("num_attention_heads") : 0;
    int dim = bailing ? fields.positive("head_dim") : 0;
    int kernel = bailing ? fields.positive("short_conv_kernel_size") : 0;
    return bailing
        ? LayerState.kimiDelta(heads, dim, kernel)
        : LayerState.kimiDelta(
            nested.path("num_heads").asInt(fields.count("linear_num_heads")),
            nested.path("head_dim").asInt(fields.count("linear_head_dim")),
            nested.path("short_conv_kernel_size").asInt(fields.count("linear_conv_kernel_dim")));
  }

  private LayerState lightning() {
    int heads = fields.positive("num_attention_heads");
    int usual = fields.positive("hidden_size") / heads;
    return LayerState.lightning(heads, fields.count("head_dim", usual));
  }

  private LayerState mamba() {
    boolean jamba = fields.has("mamba_d_state");
    int inner = fields.positive(jamba ? "mamba_expand" : "expand") * fields.positive("hidden_size");
    return LayerState.mamba(
        inner,
        fields.positive(jamba ? "mamba_d_state" : "state_size"),
        fields.positive(jamba ? "mamba_d_conv" : "conv_kernel"));
  }

  private LayerState mamba2() {
    if (fields.has("mamba_d_state")) {
      return bamba();
    }
    if (fields.has("ssm_state_size")) {
      int heads = fields.positive("mamba_num_heads");
      int dim = fields.positive("mamba_head_dim");
      return mamba2((long) heads * dim, heads, dim, "ssm_state_size");
    }
    long inner = (long) fields.positive("expand") * fields.positive("hidden_size");
    return mamba2(inner, fields.positive("num_heads"), fields.positive("head_dim"), "state_size");
  }

  private LayerState mamba2(long inner, int heads, int headDim, String stateDim) {
    return LayerState.mamba2(
        inner,
        heads,
        headDim,
        fields.positive("n_groups"),
        fields.positive(stateDim),
        fields.positive("conv_kernel"));
  }

  private LayerState bamba() {
    int expanded = fields.positive("mamba_expand") * fields.positive("hidden_size");
    int inner = fields.count("mamba_d_ssm", expanded);
    int heads = fields.positive("mamba_n_heads");
    boolean isNumber = fields.node("mamba_d_head").isInt();
    return LayerState.mamba2(
        inner,
        heads,
        isNumber ? fields.positive("mamba_d_head") : inner / heads,
        fields.positive("mamba_n_groups"),
        fields.positive("mamba_d_state"),
        fields.positive("mamba_d_conv"));
  }
}
