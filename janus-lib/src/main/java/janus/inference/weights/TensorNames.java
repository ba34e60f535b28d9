package janus.inference.weights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the Llama family's tensors: Hugging Face's on the left, GGUF's on the right. */
final class TensorNames {
  private static final Map<String, String> MODEL =
      Map.of(
          "model.embed_tokens.weight", "token_embd.weight",
          "model.norm.weight", "output_norm.weight",
          "lm_head.weight", "output.weight");

  private static final Map<String, String> LAYER =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));

  private static final Pattern IN_LAYER =
      Pattern.compile("model\\.layers\\.([0-9]{1,5})\\.(.+)\\.(weight|bias)");

  private TensorNames() {}

  /** GGUF's name; empty for a tensor that is computed anew, null for one that is unknown. */
  static String gguf(String name) {
    if (MODEL.containsKey(name)) {
      return MODEL.get(name);
    }
    if (name.endsWith("rotary_emb.inv_freq")) {
      return "";
    }
    Matcher matcher = IN_LAYER.matcher(name);
    if (!matcher.matches() || !LAYER.containsKey(matcher.group(2))) {
      return null;
    }
    int layer = Integer.parseInt(matcher.group(1));
    return "blk." + layer + "." + LAYER.get(matcher.group(2)) + "." + matcher.group(3);
  }
}
