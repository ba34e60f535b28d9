package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {
  private static TransformerSpec spec(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return HuggingFaceConfig.of("m/config.json", HuggingFaceConfig.parseObject("m", bytes)).spec();
  }

  // Without num_key_value_heads every query head has its own: 32 of 4096/32 = 128 channels.
  @Test
  void multiHeadAttentionIsTheDefault() {
    var spec =
        spec(
            "{'model_type':'llama','hidden_size':4096,'num_hidden_layers':32,"
                + "'num_attention_heads':32,'intermediate_size':11008,'vocab_size':32000,"
                + "'max_position_embeddings':4096}");
    assertEquals(32, spec.attention().kvHeads());
    assertEquals(128, spec.attention().headDim());
    assertTrue(spec.feedForward().gated());
    assertEquals(false, spec.tiedEmbeddings());
    // 32 (4 4096^2 + 3 4096 11008) + 2 32000 4096, the published 6.74e9 less its norms.
    assertEquals(6_738_149_376L, spec.matrixWeights());
  }

  // SmolLM2-135M: 30 (2 576^2 + 2 576 192 + 3 576 1536) + 49152 576 = 134,479,872 + norms.
  @Test
  void groupedHeadsAndTiedEmbeddingsAreRead() {
    var spec =
        spec(
            "{'model_type':'llama','hidden_size':576,'num_hidden_layers':30,"
                + "'num_attention_heads':9,'num_key_value_heads':3,'intermediate_size':1536,"
                + "'vocab_size':49152,'max_position_embeddings':8192,'tie_word_embeddings':true}");
    assertEquals(3, spec.attention().kvHeads());
    assertEquals(134_479_872L, spec.matrixWeights());
  }

  @Test
  void gemma3AlternatesFiveLocalLayersWithAGlobalOne() {
    var spec =
        spec(
            "{'model_type':'gemma3_text','hidden_size':640,'num_hidden_layers':18,'head_dim':256,"
                + "'num_attention_heads':4,'num_key_value_heads':1,'intermediate_size':2048,"
                + "'vocab_size':262144,'max_position_embeddings':32768,'sliding_window':512,"
                + "'hidden_activation':'gelu_pytorch_tanh','layer_types':["
                + "'sliding_attention','sliding_attention','sliding_attention',"
                + "'sliding_attention','sliding_attention','full_attention',"
                + "'sliding_attention','sliding_attention','sliding_attention',"
                + "'sliding_attention','sliding_attention','full_attention',"
                + "'sliding_attention','sliding_attention','sliding_attention',"
                + "'sliding_attention','sliding_attention','full_attention']}");
    assertEquals(SlidingWindow.exceptEvery(6, 512), spec.attention().slidingWindow());
    assertTrue(spec.tiedEmbeddings());
  }

  @Test
  void qwen2DoesNotSlideUnlessItSaysSo() {
    String qwen =
        "{'model_type':'qwen2','hidden_size':896,'num_hidden_layers':24,'num_attention_heads':14,"
            + "'num_key_value_heads':2,'intermediate_size':4864,'vocab_size':151936,"
            + "'max_position_embeddings':32768,'sliding_window':32768,'use_sliding_window':false}";
    assertEquals(0, spec(qwen).attention().slidingWindowTokens());
    assertEquals(
        0, spec(qwen.replace(",'use_sliding_window':false", "")).attention().slidingWindowTokens());
  }

  // As Qwen2Config of transformers 4.57.1 lists its layer_types.
  @ParameterizedTest
  @CsvSource({"0, 24", "21, 3", "24, 0", ", 0"})
  void qwen2SlidesFromALayerOn(Integer first, int sliding) {
    String qwen =
        "{'model_type':'qwen2','hidden_size':896,'num_hidden_layers':24,'num_attention_heads':14,"
            + "'num_key_value_heads':2,'intermediate_size':4864,'vocab_size':151936,"
            + "'max_position_embeddings':32768,'use_sliding_window':true"
            + (first == null ? "" : ",'max_window_layers':" + first)
            + "}";
    var attention = spec(qwen).attention();
    for (int layer = 0; layer < 24; layer++) {
      assertEquals(layer >= 24 - sliding, attention.isSliding(layer), "layer " + layer);
    }
    assertEquals(sliding == 0 ? 0 : 4096, attention.slidingWindowTokens());
  }

  @Test
  void layersSlideAsTheyAreListed() {
    String qwen =
        "{'model_type':'qwen3','hidden_size':64,'num_hidden_layers':3,'num_attention_heads':2,"
            + "'num_key_value_heads':2,'intermediate_size':64,'vocab_size':99,'sliding_window':16,"
            + "'max_position_embeddings':128,'use_sliding_window':true,"
            + "'layer_types':['full_attention','sliding_attention','full_attention']}";
    assertEquals(
        new SlidingWindow(16, List.of(false, true, false)), spec(qwen).attention().slidingWindow());
    String short3 = qwen.replace("'num_hidden_layers':3", "'num_hidden_layers':4");
    var e = assertThrows(BadInputException.class, () -> spec(short3));
    assertTrue(
        e.getMessage().startsWith("m/config.json, layer_types: expected as many as layers, 4"),
        e.getMessage());
  }

  @Test
  void mistralSlidesInEveryLayer() {
    var spec =
        spec(
            "{'model_type':'mistral','hidden_size':4096,'num_hidden_layers':32,"
                + "'num_attention_heads':32,'num_key_value_heads':8,'intermediate_size':14336,"
                + "'vocab_size':32000,'max_position_embeddings':32768,'sliding_window':4096}");
    assertTrue(spec.attention().isSliding(31));
  }

  @Test
  void gpt2HasItsOwnWordsAndNoGate() {
    var spec =
        spec(
            "{'model_type':'gpt2','n_embd':768,'n_layer':12,'n_head':12,'n_positions':1024,"
                + "'vocab_size':50257,'activation_function':'gelu_new'}");
    assertEquals(3072, spec.feedForward().ffnDim());
    assertEquals(false, spec.feedForward().gated());
    assertTrue(spec.tiedEmbeddings());
  }

  @Test
  void mixturesAreCounted() {
    var spec =
        spec(
            "{'model_type':'mixtral','hidden_size':4096,'num_hidden_layers':32,"
                + "'num_attention_heads':32,'num_key_value_heads':8,'intermediate_size':14336,"
                + "'vocab_size':32000,'max_position_embeddings':32768,'num_local_experts':8,"
                + "'num_experts_per_tok':2,'sliding_window':null}");
    assertEquals(8, spec.feedForward().routedExperts());
    assertEquals(14336, spec.feedForward().expertFfnDim());
  }

  private static final String SMALL =
      "{'model_type':'llama','hidden_size':64,'num_hidden_layers':4,'num_attention_heads':4,"
          + "'num_key_value_heads':2,'intermediate_size':96,'vocab_size':99,"
          + "'max_position_embeddings':256}";

  private static String small(String type, String... more) {
    String json = SMALL.replace("llama", type);
    return json.substring(0, json.length() - 1) + "," + String.join(",", more) + "}";
  }

  private static void refused(String json, String... words) {
    var e = assertThrows(BadInputException.class, () -> spec(json));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  // Falcon 7B says num_kv_heads 71, and caches one; Falcon 40B is of the new architecture.
  @Test
  void falconSharesOneHeadUnlessItsArchitectureIsNew() {
    String falcon =
        "{'model_type':'falcon','hidden_size':4544,'num_hidden_layers':32,'vocab_size':65024,"
            + "'num_attention_heads':71,'num_kv_heads':71,'multi_query':true,"
            + "'max_position_embeddings':2048,'new_decoder_architecture':false}";
    assertEquals(2 * 64, spec(falcon).attention().kvElementsPerToken());
    assertEquals(1, spec(falcon.replace("'multi_query':true,", "")).attention().kvHeads());
    assertEquals(
        71,
        spec(falcon.replace("'multi_query':true", "'multi_query':false")).attention().kvHeads());
    assertEquals(
        71,
        spec(falcon.replace("'new_decoder_architecture':false", "'new_decoder_architecture':true"))
            .attention()
            .kvHeads());
  }

  @Test
  void whatIsLeftOutIsAsTheFamilySays() {
    String bare = SMALL.replace("'num_key_value_heads':2,", "");
    assertEquals(4, spec(bare).attention().kvHeads());
    assertEquals(2, spec(bare.replace("llama", "starcoder2")).attention().kvHeads());
    assertEquals(256, spec(small("gemma", "'x':0")).attention().headDim());
    assertEquals(128, spec(small("qwen3", "'x':0")).attention().headDim());
    assertEquals(16, spec(small("qwen3", "'head_dim':null")).attention().headDim());
    assertTrue(spec(small("smollm3", "'x':0")).tiedEmbeddings());
    assertEquals(false, spec(small("gpt_neox", "'x':0")).tiedEmbeddings());
    assertEquals(false, spec(small("arcee", "'x':0")).feedForward().gated());
  }

  // Gemma 3 4B writes no more about its text part.
  @Test
  void textPartOfGemma3IsWhole() {
    var spec =
        spec(
            "{'model_type':'gemma3','text_config':{'hidden_size':2560,'intermediate_size':10240,"
                + "'model_type':'gemma3_text','num_hidden_layers':34,'sliding_window':1024}}");
    // 29 layers of 1024 tokens and 5 of 8192, 2 x 4 x 256 elements each.
    assertEquals((29L * 1024 + 5 * 8192) * 2048, spec.kvElements(8192));
    assertEquals(262208, spec.vocabulary());
  }

  @Test
  void familiesWithAnotherCacheAreRefused() {
    for (String type :
        new String[] {
          "jamba", "recurrent_gemma", "llama4_text", "mllama_text_model", "lfm2", "x"
        }) {
      refused(small(type, "'x':0"), type);
    }
    refused(small("llama", "'layer_types':['conv','full_attention']"), "layer_types", "conv");
    refused(small("mpt", "'attn_config':{'kv_n_heads':2}"), "attn_config", "multi-head");
  }

  @Test
  void expertsThatAreNotInEveryLayerAreRefused() {
    String[] experts = {
      "'num_experts':4",
      "'num_experts_per_tok':2",
      "'moe_intermediate_size':32",
      "'shared_expert_intermediate_size':64"
    };
    String moe = small("qwen2_moe", experts);
    assertEquals(2, spec(moe).feedForward().sharedExperts());
    assertEquals(
        1, spec(moe.replace("'vocab", "'mlp_only_layers':[0],'vocab")).feedForward().denseLayers());
    refused(moe.replace("'vocab", "'mlp_only_layers':[2],'vocab"), "mlp_only_layers");
    refused(moe.replace("'vocab", "'decoder_sparse_step':2,'vocab"), "decoder_sparse_step");
    refused(moe.replace(":64}", ":48}"), "shared_expert_intermediate_size", "32", "48");
  }

  @Test
  void yesAndNoAreNoTexts() {
    refused(
        small("llama", "'tie_word_embeddings':'false'"), "tie_word_embeddings", "true or false");
  }

  @Test
  void complaintsNameTheField() {
    var e = assertThrows(BadInputException.class, () -> spec("{'model_type':'internlm4'}"));
    assertEquals(
        "m/config.json, num_hidden_layers: expected a whole number, found nothing", e.getMessage());
    e =
        assertThrows(
            BadInputException.class, () -> spec("{'model_type':'llama','num_hidden_layers':-1}"));
    assertTrue(e.getMessage().contains("found -1"), e.getMessage());
  }
}
