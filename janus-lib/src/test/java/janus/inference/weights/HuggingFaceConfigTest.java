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

  @Test
  void complaintsNameTheField() {
    var e = assertThrows(BadInputException.class, () -> spec("{'model_type':'llama'}"));
    assertEquals(
        "m/config.json, num_hidden_layers: expected a whole number, found nothing", e.getMessage());
    e =
        assertThrows(
            BadInputException.class, () -> spec("{'model_type':'llama','num_hidden_layers':-1}"));
    assertTrue(e.getMessage().contains("found -1"), e.getMessage());
  }
}
