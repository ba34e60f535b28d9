package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.ModelCatalog;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvedWorkloadTest {
  // 2 layers, hidden 8, 2 query heads, 1 KV head of 4, feed-forward 16 plain, vocabulary 10, tied.
  private static final TransformerSpec SMALL =
      TransformerSpec.decoder(
          "small", 2, 8, AttentionShape.full(2, 1, 4), FeedForward.dense(16, false), 10, 100, true);

  private static ResolvedWorkload load(long contextTokens) {
    return load(SMALL, "f16", "f16", contextTokens);
  }

  private static ResolvedWorkload load(
      TransformerSpec model, String keys, String values, long contextTokens) {
    var scheme = KvScheme.of(KvCodecs.parse(keys), KvCodecs.parse(values));
    return ResolvedWorkload.of(
        new Workload(model.name(), 4, scheme, contextTokens, 0, contextTokens, 1), model);
  }

  // A layer: q 8*8, k and v 2*8*4, o 8*8, feed-forward 2*8*16 = 64 + 64 + 64 + 256 = 448.
  // Both layers 896, output 10*8 = 80, one embedding row 8: 984 weights of half a byte.
  @Test
  void readsEveryMatrixOnceAndOneRowOfTheEmbedding() {
    assertEquals(492, load(5).weightsRead().bytes());
    assertEquals((896 + 80) / 2, load(5).weights().bytes());
  }

  // Keys and values: 2 layers * 2 * 4 channels * 2 bytes = 32 bytes a token.
  @Test
  void readsTheWholeCacheAndWritesOneToken() {
    assertEquals(160, load(5).cache().bytes());
    assertEquals(32, load(5).cacheWritten().bytes());
  }

  // 976 for the weights, as the row of the embedding is looked up; 2 layers * 2 heads * 5 tokens *
  // (4
  // for the score + 4 for the sum) = 160.
  @Test
  void multipliesOnceAWeightAndTwiceAChannelOfEveryCachedToken() {
    assertEquals(976 + 160, load(5).macs());
    for (String name : List.of("llama-3.2-1b", "gemma-3-1b", "qwen3-30b-a3b", "deepseek-v2-lite")) {
      TransformerSpec model = ModelCatalog.bundled().byName(name);
      ResolvedWorkload load = load(model, "f16", "f16", 3000);
      assertEquals((model.decodeWeights() + 1) / 2, load.weightsRead().bytes(), name);
      assertEquals(macs(model, 3000), load.macs(), name);
    }
  }

  /** One a weight of the matrices, and one a channel of every score and every sum of values. */
  private static long macs(TransformerSpec model, long contextTokens) {
    AttentionShape attention = model.attention();
    int scoreAndSum =
        attention.latent() == null
            ? 2 * attention.headDim()
            : 2 * attention.latent().kvLoraRank() + attention.latent().ropeHeadDim();
    long macs = model.decodeWeights() - model.hiddenDim();
    for (int layer = 0; layer < model.layers(); layer++) {
      macs +=
          (long) attention.queryHeads()
              * scoreAndSum
              * attention.cachedTokens(layer, contextTokens);
    }
    return macs;
  }

  // A window of 7 tokens hides most of a block of 64, but every token is written: 2 layers * (4
  // channels of 16 bits + 4 of 8 bits and for each, in 64 tokens, a scale of 16 bits) = 97 * 2
  // bits.
  @Test
  void aWindowShorterThanABlockWritesEveryToken() {
    var attention = new AttentionShape(2, 1, 4, SlidingWindow.inEveryLayer(7), null);
    TransformerSpec sliding =
        TransformerSpec.decoder(
            "sliding", 2, 8, attention, FeedForward.dense(16, false), 10, 100, true);
    ResolvedWorkload load = load(sliding, "f16", "int8-channel-g64", 50);
    assertEquals((97 * 2 + 7) / 8, load.cacheWritten().bytes());
  }

  @Test
  void impossibleLoadsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> load(0));
    TransformerSpec whisper = ModelCatalog.bundled().byName("whisper-tiny");
    var refused =
        assertThrows(IllegalArgumentException.class, () -> load(whisper, "f16", "f16", 10));
    assertEquals(
        "model must be a decoder: " + whisper.name() + " is ENCODER_DECODER", refused.getMessage());
  }

  // 1136 MACs at 1136e3 MAC/s: 1000 tokens/s. Off chip 492 B at 0.0000984 GB/s: 200 tokens/s. On
  // chip 160 B read and 32 B written at 0.0000576 GB/s: 300 tokens/s. The lowest counts.
  @Test
  void theLowestRoofIsTheRate() {
    var rate = DecodeRate.of(load(5), 1136e3, 0.0000984, DataSize.ofBytes(160), 0.0000576);
    assertEquals(1000, rate.arithmeticTokensPerS(), 1e-9);
    assertEquals(200, rate.offChipTokensPerS(), 1e-9);
    assertEquals(300, rate.onChipTokensPerS(), 1e-9);
    assertEquals(200, rate.tokensPerS(), 1e-9);
    assertEquals(DecodeRate.Limit.OFF_CHIP_MEMORY, rate.limit());
  }

  // 100 of the 160 bytes fit, and of the 32 that a token adds 20; 60 more come with the 492 from
  // off
  // chip, where 12 more are written.
  @Test
  void whatDoesNotFitComesFromOffChipAndIsWrittenThere() {
    DataSize onChip = DataSize.ofBytes(100);
    assertEquals(492 + 60, load(5).offChipRead(onChip));
    assertEquals(20, load(5).writtenKept(onChip).bytes());
    assertEquals(12, load(5).writtenOffChip(onChip).bytes());
    assertEquals(0, load(5).writtenOffChip(DataSize.ofBytes(160)).bytes());
    assertEquals(32, load(5).writtenOffChip(DataSize.ofBytes(0)).bytes());
    var rate = DecodeRate.of(load(5), 1136e3, 564e-9, onChip, 120e-9);
    assertEquals(1, rate.offChipTokensPerS(), 1e-9);
    assertEquals(1, rate.onChipTokensPerS(), 1e-9);
    assertTrue(rate.tokensPerS() <= 1);
  }
}
