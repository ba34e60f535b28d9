package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers of each kind of cache; states as llama.cpp's {@code llama-hparams.cpp} has them. */
class HeaderCacheTest {
  private static GgufBuilder header(String architecture, int layers) {
    String prefix = architecture + ".";
    return new GgufBuilder(3)
        .text("general.architecture", architecture)
        .number(prefix + "block_count", layers)
        .number(prefix + "context_length", 4096)
        .number(prefix + "embedding_length", 64)
        .number(prefix + "feed_forward_length", 128)
        .number(prefix + "attention.head_count", 4);
  }

  private static List<LayerCache> layers(GgufBuilder header) {
    byte[] bytes = header.build();
    var keys = GgufHeader.readWithoutWeights("m.gguf", ByteSource.of(bytes)).metadata();
    return HeaderCache.of(keys).layers();
  }

  private static String refused(GgufBuilder header) {
    return assertThrows(BadInputException.class, () -> layers(header)).getMessage();
  }

  private static LayerCache plain(int heads, int dim) {
    return LayerCache.keysAndValues(heads, dim, dim);
  }

  @Test
  void keysOfNoKnownMeaningAreRefusedByName() {
    String said = refused(header("llama", 1).number("llama.attention.memory_tokens", 8));
    assertEquals(
        "m.gguf, llama.attention.memory_tokens: expected no such key: what it does to the cache is"
            + " not known, found '8'",
        said);
    // Switched off, or of another component.
    var off = header("llama", 1).number("llama.attention.memory_tokens", 0);
    assertEquals(List.of(plain(4, 16)), layers(off.number("clip.block_count", 3)));
  }

  @Test
  void architecturesOfNoKnownCacheAreRefused() {
    assertTrue(refused(header("minimax-01", 8)).contains("general.architecture"));
    assertTrue(refused(header("llama", 1).number("llama.ssm.state_size", 4)).contains("ssm"));
  }

  @Test
  void indexKeysFollowTheDenseLayers() {
    var file = header("minimax-m3", 3).number("minimax-m3.attention.indexer.key_length", 8);
    file.number("minimax-m3.leading_dense_block_count", 1);
    LayerCache indexed = plain(4, 16).withIndex(8);
    assertEquals(List.of(plain(4, 16), indexed, indexed), layers(file));
  }

  // Of the architectures known here, llama.cpp reads it in deepseek32, glm-dsa and minimax-m3
  // alone.
  @Test
  void indexKeysOfOtherArchitecturesAreRefused() {
    var file = header("llama", 2).number("llama.attention.indexer.key_length", 8);
    assertTrue(refused(file).contains("llama.attention.indexer.key_length: expected 0"));
  }

  @Test
  void windowsMayHaveKeysOfAnotherLength() {
    var file = header("gemma4", 2).number("gemma4.attention.key_length", 32);
    file.number("gemma4.attention.value_length", 32).number("gemma4.attention.key_length_swa", 16);
    file.number("gemma4.attention.value_length_swa", 8);
    file.number("gemma4.attention.sliding_window", 100);
    file.numbers("gemma4.attention.sliding_window_pattern", 1, 0);
    assertEquals(
        List.of(LayerCache.keysAndValues(4, 16, 8).withWindow(100), plain(4, 32)), layers(file));
  }

  @Test
  void theLastLayersMayShare() {
    var file = header("gemma4", 3).number("gemma4.attention.shared_kv_layers", 2);
    assertEquals(List.of(plain(4, 16), LayerCache.NOTHING, LayerCache.NOTHING), layers(file));
  }

  // Inputs (4 - 1)(32 + 2 * 2 * 8), state 8 * 32, in layers without heads.
  @Test
  void statesStandWhereNoHeadIs() {
    var file = header("granitehybrid", 2).numbers("granitehybrid.attention.head_count_kv", 0, 2);
    file.number("granitehybrid.ssm.conv_kernel", 4).number("granitehybrid.ssm.inner_size", 32);
    file.number("granitehybrid.ssm.state_size", 8).number("granitehybrid.ssm.group_count", 2);
    file.number("granitehybrid.ssm.time_step_rank", 4);
    LayerState state = new LayerState(0, 3 * (32 + 2 * 2 * 8) + 8 * 32);
    assertEquals(List.of(LayerCache.stateOnly(state), plain(2, 16)), layers(file));
  }

  @Test
  void qwen3NextAttendsInEachFourthLayer() {
    var file = header("qwen3next", 4).number("qwen3next.ssm.conv_kernel", 4);
    file.number("qwen3next.ssm.inner_size", 32).number("qwen3next.ssm.state_size", 8);
    file.number("qwen3next.ssm.group_count", 2);
    LayerCache state = LayerCache.stateOnly(new LayerState(0, 3 * (32 + 32) + 256));
    assertEquals(List.of(state, state, state, plain(4, 16)), layers(file));
  }

  @Test
  void llama4ChunksWithoutSayingSo() {
    LayerCache chunk = plain(4, 16).withWindow(8192);
    assertEquals(List.of(chunk, chunk, chunk, plain(4, 16)), layers(header("llama4", 4)));
  }

  @Test
  void tensorTypesAndBytesDoNotMatter() {
    byte[] bytes = header("llama", 1).tensor("w", new float[64], 64).build();
    var cut = java.util.Arrays.copyOf(bytes, bytes.length - 8);
    assertThrows(BadInputException.class, () -> GgufFile.of("m.gguf", cut));
    var keys = GgufHeader.readWithoutWeights("m.gguf", ByteSource.of(cut)).metadata();
    assertEquals(List.of(plain(4, 16)), HeaderCache.of(keys).layers());
  }

  @Test
  void aWindowThatLlamaCppIgnoresIsRemarkedOn() {
    var file = header("llama", 1).number("llama.attention.sliding_window", 8);
    var keys = GgufHeader.readWithoutWeights("m.gguf", ByteSource.of(file.build())).metadata();
    assertTrue(HeaderCache.of(keys).remarks().get(0).contains("llama.cpp ignores it"));
  }
}
