package janus.inference.weights;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Defaults of a family's configuration class, which a {@code config.json} may leave out. Families
 * whose cache or matrices are of another kind (recurrent or chunked layers, cross-attention, heads
 * that are experts) are not here.
 *
 * @param gated whether a gate matrix stands in the feed-forward part
 * @param tied whether the output matrix is the embedding
 * @param defaults whole numbers of the configuration class; a {@code sliding_window_pattern} of 0
 *     stands for a window in every layer
 */
record HuggingFaceFamily(boolean gated, boolean tied, Map<String, Integer> defaults) {
  /** A line a family, as transformers 4.57 has it; the last four are code of their makers. */
  private static final String TABLE =
      """
      apertus plain
      arcee plain
      bitnet gated num_key_value_heads=5
      bloom plain tied
      codegen plain
      cohere gated tied
      cohere2 gated tied sliding_window=4096 sliding_window_pattern=4
      deepseek_v2 gated n_routed_experts=64 moe_intermediate_size=1407 n_shared_experts=2 \
          q_lora_rank=1536
      deepseek_v3 gated n_routed_experts=256 num_experts_per_tok=8 moe_intermediate_size=2048 \
          n_shared_experts=1 first_k_dense_replace=3 q_lora_rank=1536
      diffllama gated
      ernie4_5 gated tied num_key_value_heads=2 head_dim=128
      exaone4 gated num_key_value_heads=32 sliding_window=4096 sliding_window_pattern=4
      falcon plain tied
      flex_olmo gated num_experts=7 num_experts_per_tok=5
      gemma gated tied num_key_value_heads=16 head_dim=256
      gemma2 gated tied num_key_value_heads=4 head_dim=256 sliding_window=4096 \
          sliding_window_pattern=2
      gemma3 gated tied num_attention_heads=8 num_key_value_heads=4 head_dim=256 \
          vocab_size=262208 max_position_embeddings=131072 sliding_window=4096 \
          sliding_window_pattern=6
      gemma3_text gated tied num_attention_heads=8 num_key_value_heads=4 head_dim=256 \
          vocab_size=262208 max_position_embeddings=131072 sliding_window=4096 \
          sliding_window_pattern=6
      glm gated num_key_value_heads=2 head_dim=128
      glm4 gated num_key_value_heads=2 head_dim=128
      glm4_moe gated num_key_value_heads=8 n_routed_experts=128 num_experts_per_tok=8 \
          moe_intermediate_size=1408 n_shared_experts=1 first_k_dense_replace=1
      gpt2 plain tied
      gpt_bigcode plain tied
      gpt_neo plain tied
      gpt_neox plain
      gpt_oss gated num_key_value_heads=8 head_dim=64 num_local_experts=128 num_experts_per_tok=4 \
          sliding_window=128 sliding_window_pattern=2
      gptj plain
      granite gated
      granitemoe gated num_local_experts=8 num_experts_per_tok=2
      helium gated num_key_value_heads=20 head_dim=128
      hunyuan_v1_dense gated
      llama gated
      ministral gated num_key_value_heads=8 sliding_window=4096 sliding_window_pattern=0
      mistral gated num_key_value_heads=8 sliding_window=4096 sliding_window_pattern=0
      mixtral gated num_key_value_heads=8 num_local_experts=8 num_experts_per_tok=2 \
          sliding_window_pattern=0
      mpt plain tied
      nemotron plain
      olmo gated
      olmo2 gated
      olmo3 gated sliding_window=4096 sliding_window_pattern=4
      olmoe gated num_experts=64 num_experts_per_tok=8
      opt plain tied
      persimmon plain
      phi plain
      phi3 gated sliding_window_pattern=0
      phimoe gated num_key_value_heads=8 num_local_experts=16 num_experts_per_tok=2 \
          sliding_window_pattern=0
      qwen2 gated num_key_value_heads=32 sliding_window=4096 max_window_layers=28
      qwen2_moe gated num_key_value_heads=16 num_experts=60 num_experts_per_tok=4 \
          moe_intermediate_size=1408 shared_expert_intermediate_size=5632
      qwen2_5_vl gated num_key_value_heads=8
      qwen2_5_vl_text gated num_key_value_heads=8
      qwen2_vl gated num_key_value_heads=8
      qwen2_vl_text gated num_key_value_heads=8
      qwen3 gated num_key_value_heads=32 head_dim=128 sliding_window=4096 max_window_layers=28
      qwen3_moe gated num_key_value_heads=4 num_experts=128 num_experts_per_tok=8 \
          moe_intermediate_size=768
      seed_oss gated num_key_value_heads=8 head_dim=128
      smollm3 gated tied num_key_value_heads=4
      stablelm gated num_key_value_heads=32
      starcoder2 plain tied num_key_value_heads=2 sliding_window_pattern=0
      vaultgemma gated tied num_key_value_heads=4 head_dim=256 sliding_window=4096 \
          sliding_window_pattern=2
      baichuan gated
      internlm2 gated
      internlm3 gated
      minicpm gated tied
      """;

  private static final Map<String, HuggingFaceFamily> FAMILIES = new TreeMap<>();

  static {
    TABLE.lines().forEach(HuggingFaceFamily::add);
  }

  private static void add(String line) {
    List<String> words = List.of(line.split(" "));
    var defaults = new TreeMap<String, Integer>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        defaults.put(word.substring(0, equals), Integer.valueOf(word.substring(equals + 1)));
      }
    }
    FAMILIES.put(
        words.get(0),
        new HuggingFaceFamily(words.contains("gated"), words.contains("tied"), defaults));
  }

  /** The family of a {@code model_type}, or null. */
  static HuggingFaceFamily of(String modelType) {
    return FAMILIES.get(modelType);
  }
}
