package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Configurations of each kind of cache. Elements and states were read off the caches that
 * transformers 5.24 holds after five tokens of models with these shapes, in bfloat16.
 */
class HuggingFaceCacheTest {
  private static final String BASE =
      "'hidden_size':64,'num_hidden_layers':4,'num_attention_heads':4,'num_key_value_heads':2,";

  private static CacheShape cache(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return HuggingFaceConfig.of("m/config.json", HuggingFaceConfig.parseObject("m", bytes)).cache();
  }

  private static CacheShape cache(String family, String fields) {
    return cache("{'model_type':'" + family + "'," + BASE + fields + ",'x':0}");
  }

  private static String refused(String json) {
    String said = assertThrows(BadInputException.class, () -> cache(json)).getMessage();
    assertTrue(said.length() <= 200, said);
    return said;
  }

  private static LayerCache plain(int heads, int dim) {
    return LayerCache.keysAndValues(heads, dim, dim);
  }

  // conv_states (1, 96, 4) in 16 bits, recurrent_states (1, 4, 8, 16) in 32.
  @Test
  void gatedDeltaNetsKeepAStateInThreeOfFourLayers() {
    String fields =
        "'head_dim':32,'linear_num_key_heads':2,'linear_num_value_heads':4,"
            + "'linear_key_head_dim':8,'linear_value_head_dim':16";
    LayerCache state = LayerCache.stateOnly(new LayerState(96 * 4, 4 * 8 * 16));
    var expected = List.of(state, state, state, plain(2, 32));
    assertEquals(expected, cache("qwen3_next", fields).layers());
    assertEquals(expected, cache("qwen3_5_text", fields).layers());
    var every2 = cache("qwen3_next", fields + ",'full_attention_interval':2").layers();
    assertEquals(List.of(state, plain(2, 32), state, plain(2, 32)), every2);
  }

  // conv_states (1, 152, 4), recurrent_states (1, 8, 16, 6).
  @Test
  void mamba2LayersStandBetweenAttentionLayers() {
    String fields = "'mamba_n_heads':8,'mamba_d_head':16,'mamba_n_groups':2,'mamba_d_state':6";
    LayerCache state = LayerCache.stateOnly(new LayerState(152 * 4, 8 * 16 * 6));
    assertEquals(
        List.of(state, plain(2, 16), state, state),
        cache("bamba", fields + ",'attn_layer_indices':[1]").layers());
    assertEquals(
        List.of(state, plain(2, 16), state, state),
        cache("granitemoehybrid", fields + ",'layer_types':['mamba','attention','mamba','mamba']")
            .layers());
  }

  // Every layer: keys and values (1, 2, n, 16), conv_states (1, 72, 3), recurrent_states
  // (1, 8, 6, 6).
  @Test
  void falconH1AttendsAndKeepsAStateInEachLayer() {
    var layers =
        cache(
                "falcon_h1",
                "'mamba_d_ssm':48,'mamba_n_heads':8,'mamba_d_head':6,'mamba_n_groups':2,"
                    + "'mamba_d_state':6,'mamba_d_conv':3")
            .layers();
    LayerCache both = plain(2, 16).withState(new LayerState(72 * 3, 8 * 6 * 6));
    assertEquals(List.of(both, both, both, both), layers);
  }

  // conv_states (1, 56, 4), recurrent_states (1, 4, 8, 6); a feed-forward layer keeps nothing.
  @Test
  void nemotronHIsSpelledInLetters() {
    var layers =
        cache(
                "nemotron_h",
                "'hybrid_override_pattern':'M-M*','head_dim':24,'mamba_num_heads':4,"
                    + "'mamba_head_dim':8,'n_groups':2,'ssm_state_size':6")
            .layers();
    LayerCache state = LayerCache.stateOnly(new LayerState(56 * 4, 4 * 8 * 6));
    assertEquals(List.of(state, LayerCache.NOTHING, state, plain(2, 24)), layers);
  }

  // conv_states (1, 128, 4), recurrent_states (1, 128, 6).
  @Test
  void jambaAttendsAtAnOffset() {
    var layers =
        cache("jamba", "'mamba_d_state':6,'attn_layer_period':2,'attn_layer_offset':1").layers();
    LayerCache state = LayerCache.stateOnly(new LayerState(128 * 4, 128 * 6));
    assertEquals(List.of(state, plain(2, 16), state, plain(2, 16)), layers);
  }

  // conv_states (1, 64, 3) and no recurrent state.
  @Test
  void lfm2KeepsTheInputsOfItsConvolutions() {
    LayerCache state = LayerCache.stateOnly(new LayerState(64 * 3, 0));
    assertEquals(
        List.of(state, plain(2, 16), state, state), cache("lfm2", "'full_attn_idxs':[1]").layers());
  }

  @Test
  void lightningLayersKeepAMatrixAHead() {
    LayerCache state = LayerCache.stateOnly(new LayerState(0, 4 * 24 * 24));
    assertEquals(
        List.of(plain(2, 24), state, plain(2, 24), state),
        cache("minimax", "'head_dim':24").layers());
  }

  @Test
  void kimiLinearListsItsAttentionLayers() {
    String latent = "'kv_lora_rank':32,'qk_rope_head_dim':8,";
    String linear =
        "'linear_attn_config':{'full_attn_layers':[4],'kda_layers':[1,2,3],'head_dim':8,"
            + "'num_heads':2,'short_conv_kernel_size':4}";
    LayerCache state = LayerCache.stateOnly(new LayerState(3 * 16 * 4, 2 * 8 * 8));
    assertEquals(
        List.of(state, state, state, LayerCache.latent(40)),
        cache("kimi_linear", latent + linear).layers());
  }

  // DeepSeek-V3.2: a latent vector, a rotary key and an index key a token.
  @Test
  void indexKeysStandBesideTheLatentVector() {
    String fields = "'kv_lora_rank':32,'qk_rope_head_dim':8,'index_head_dim':16";
    LayerCache indexed = LayerCache.latent(40).withIndex(16);
    assertEquals(
        List.of(indexed, indexed, indexed, indexed), cache("deepseek_v32", fields).layers());
    assertEquals(
        List.of(indexed, LayerCache.latent(40), indexed, LayerCache.latent(40)),
        cache("glm_moe_dsa", fields + ",'index_topk_freq':2,'index_skip_topk_offset':1").layers());
  }

  // keys (1, 2, n, 16) in windows of 4; in the sixth layer (1, 1, n, 32).
  @Test
  void gemma4HasOtherHeadsWhereItSeesAll() {
    var layers =
        cache(
                "{'model_type':'gemma4_text','hidden_size':64,'num_hidden_layers':6,"
                    + "'num_attention_heads':4,'num_key_value_heads':2,'head_dim':16,"
                    + "'global_head_dim':32,'num_global_key_value_heads':1,"
                    + "'attention_k_eq_v':true,'sliding_window':4}")
            .layers();
    LayerCache sliding = plain(2, 16).withWindow(4);
    assertEquals(List.of(sliding, sliding, sliding, sliding, sliding, plain(1, 32)), layers);
  }

  @Test
  void theLastLayersOfGemma3nShareWhatEarlierOnesKeep() {
    var layers =
        cache(
                "{'model_type':'gemma3n','text_config':{'num_hidden_layers':10,'head_dim':16,"
                    + "'num_key_value_heads':2,'sliding_window':4,'num_kv_shared_layers':3}}")
            .layers();
    assertEquals(plain(2, 16).withWindow(4), layers.get(3));
    assertEquals(plain(2, 16), layers.get(4));
    assertEquals(LayerCache.NOTHING, layers.get(7));
    assertEquals(LayerCache.NOTHING, layers.get(9));
  }

  @Test
  void llama4ChunksThreeOfFourLayers() {
    var layers = cache("llama4_text", "'head_dim':16,'attention_chunk_size':8").layers();
    LayerCache chunked = plain(2, 16).withWindow(8);
    assertEquals(List.of(chunked, chunked, chunked, plain(2, 16)), layers);
    layers =
        cache("llama4_text", "'head_dim':16,'attention_chunk_size':8,'no_rope_layers':[0,1,0,1]")
            .layers();
    assertEquals(List.of(plain(2, 16), chunked, plain(2, 16), chunked), layers);
  }

  // keys (1, 2, n, 192) and values (1, 2, n, 128); twice the heads in windows of 129.
  @Test
  void miMoHasMoreHeadsInItsWindows() {
    var layers = cache("mimo_v2_flash", "'vocab_size':99").layers();
    LayerCache sliding = LayerCache.keysAndValues(4, 192, 128).withWindow(129);
    assertEquals(List.of(LayerCache.keysAndValues(2, 192, 128), sliding, sliding, sliding), layers);
  }

  @Test
  void searchedBlocksHaveHeadsOfTheirOwnOrNone() {
    var layers =
        cache(
                "{'model_type':'nemotron-nas','hidden_size':64,'num_hidden_layers':3,"
                    + "'num_attention_heads':8,'num_key_value_heads':null,'block_configs':["
                    + "{'attention':{'n_heads_in_group':4,'no_op':false}},"
                    + "{'attention':{'n_heads_in_group':null,'no_op':true}},"
                    + "{'attention':{'n_heads_in_group':8,'no_op':false}}]}")
            .layers();
    assertEquals(List.of(plain(2, 8), LayerCache.NOTHING, plain(1, 8)), layers);
  }

  @Test
  void layersMayOverrideFields() {
    var layers =
        cache("llama", "'per_layer_config':{'02':{'head_dim':8,'num_key_value_heads':1}}").layers();
    assertEquals(List.of(plain(2, 16), plain(2, 16), plain(1, 8), plain(2, 16)), layers);
  }

  @Test
  void anUnknownFamilyPassesByItsShape() {
    var shape = cache("brand_new", "'head_dim':16,'intermediate_size':9,'rope_theta':1.0");
    assertEquals(List.of(plain(2, 16), plain(2, 16), plain(2, 16), plain(2, 16)), shape.layers());
    assertEquals(0, shape.maxContextTokens());
  }

  @Test
  void anUnknownFieldOfAnUnknownFamilyIsNamed() {
    for (String field :
        List.of(
            "swa_head_dim", "linear_conv_kernel_dim", "global_attn_every_n_layers", "ssm_cfg")) {
      String said = refused("{'model_type':'brand_new'," + BASE + "'" + field + "':3}");
      assertTrue(said.contains(field), said);
    }
    assertEquals(4, cache("brand_new", "'ssm_cfg':null,'use_mamba':false").layers().size());
    String said = refused("{'model_type':'brand_new'," + BASE + "'sliding_window':8}");
    assertTrue(said.contains("layer_types: expected which layers slide"), said);
  }

  @Test
  void aLayerOfAnUnknownKindIsNamed() {
    String said =
        refused(
            "{'model_type':'llama',"
                + BASE
                + "'layer_types':['full_attention','retention','full_attention','full_attention']}");
    assertTrue(said.contains("layer_types") && said.contains("retention"), said);
  }

  @Test
  void aWrapperLendsItsTextPartAFamily() {
    // LlamaConfig: 32 layers of 32 heads of 4096 / 32 channels.
    var shape = cache("{'model_type':'llava','text_config':{'vocab_size':9}}");
    assertEquals(32, shape.layers().size());
    assertEquals(plain(32, 128), shape.layers().get(0));
    assertEquals(2048, shape.maxContextTokens());
  }

  @Test
  void pythonsNumbersThatAreNoneAreRead() {
    assertEquals(4, cache("llama", "'time_step_limit':[0.0,Infinity],'y':NaN").layers().size());
  }
}
