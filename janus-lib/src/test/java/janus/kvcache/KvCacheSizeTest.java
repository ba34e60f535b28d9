package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import org.junit.jupiter.api.Test;

class KvCacheSizeTest {
  private static final TransformerSpec LLAMA_2_7B =
      TransformerSpec.decoder(
          "Llama-2-7B",
          32,
          4096,
          AttentionShape.full(32, 32, 128),
          FeedForward.dense(11008, true),
          32000,
          4096,
          false);

  private static KvCacheSize size(TransformerSpec spec, String codec, long tokens) {
    KvCodec parsed = KvCodecs.parse(codec);
    return KvCacheSize.of(spec, parsed, parsed, tokens);
  }

  // 2 * 32 layers * 32 heads * 128 channels * 4096 tokens = 2^30 elements.
  @Test
  void llama27bAt4096TokensIs2048MiBInFp16() {
    assertEquals(DataSize.ofMiB(2048), size(LLAMA_2_7B, "f16", 4096).total());
    assertEquals(DataSize.ofMiB(1024), size(LLAMA_2_7B, "int8-token", 4096).payload());
    assertEquals(DataSize.ofMiB(512), size(LLAMA_2_7B, "int4-token", 4096).payload());
  }

  // 2^30 elements / 128 a vector * 2 bytes = 16 MiB of scales; 4 + 16/128 = 4.125 bits.
  @Test
  void scalesAreCountedApart() {
    var int4 = size(LLAMA_2_7B, "int4-token", 4096);
    assertEquals(DataSize.ofMiB(16), int4.overhead());
    assertEquals(4.125, int4.bitsPerElement());
    assertEquals(DataSize.ofBytes(0), int4.fullPrecision());
  }

  // 256 MiB hold 2048 tokens of 4-bit elements: 2 * 32 * 4096 * 2048 * 4 / 8 bytes.
  @Test
  void published256MiBHolds2048Tokens() {
    assertEquals(DataSize.ofMiB(256), size(LLAMA_2_7B, "int4-token", 2048).payload());
  }

  // 40 tokens = one block of 32 and 8 tokens in FP16: 2 * 32 * 4096 channels * 8 * 12 more bits.
  @Test
  void unfinishedBlockOfTokensStaysIn16Bits() {
    var size = size(LLAMA_2_7B, "int4-asym-channel-g32", 40);
    assertEquals(2L * 32 * 4096 * 8 * 12 / 8, size.fullPrecision().bytes());
    assertEquals(2L * 32 * 4096 * 4, size.overhead().bytes());
    assertEquals(2L * 32 * 4096 * 40 * 4 / 8, size.payload().bytes());
  }

  @Test
  void emptyContextTakesNothing() {
    assertEquals(0, size(LLAMA_2_7B, "int4-token", 0).total().bytes());
    assertEquals(0, size(LLAMA_2_7B, "int4-token", 0).bitsPerElement());
    assertThrows(IllegalArgumentException.class, () -> size(LLAMA_2_7B, "f16", -1));
  }

  // Layers 1 and 2 of 3 slide over 100 tokens, the third sees all 1000: 1200 tokens of 2 * 64.
  @Test
  void slidingLayersStopAtTheirWindow() {
    var spec =
        TransformerSpec.decoder(
            "sliding",
            3,
            64,
            new AttentionShape(1, 1, 64, SlidingWindow.exceptEvery(3, 100), null),
            FeedForward.dense(128, true),
            100,
            1000,
            true);
    assertEquals(1200L * 2 * 64, size(spec, "f16", 1000).elements());
    assertEquals(spec.kvElements(1000), size(spec, "f16", 1000).elements());
  }

  // One head of 64 channels that slides over 100 tokens, at token 999: [900, 1000). Blocks of 16
  // reach from [896, 912) to [976, 992), six of them at 5 bits, and 8 tokens are left at 16 bits.
  // The sinks of window(4,32) are behind the window; [968, 1000) is in full.
  @Test
  void slidingWindowsShowWhatTheRuleSaysAtThisContext() {
    var spec =
        TransformerSpec.decoder(
            "sliding",
            1,
            64,
            new AttentionShape(1, 1, 64, SlidingWindow.exceptEvery(2, 100), null),
            FeedForward.dense(128, true),
            100,
            1000,
            true);
    var blocks = size(spec, "int4-channel-g16", 1000);
    assertEquals(2 * 64 * (6 * 16 + 8), blocks.elements());
    assertEquals(2 * 64 * (6 * 16 * 5 + 8 * 16), blocks.total().bits());
    KvCodec codec = KvCodecs.parse("int4-token");
    var scheme =
        new KvScheme(
            codec, codec, Rotation.NONE, QueryCodec.NONE, KvSemanticsParser.parse("window(4,32)"));
    assertEquals(2 * 64 * 32 * 12, KvCacheSize.of(spec, scheme, 1000).fullPrecision().bits());
  }

  // One vector of 512 + 64 channels a token, 18 groups of 32, 16 bits each.
  @Test
  void latentAttentionCachesOneVector() {
    var attention =
        new AttentionShape(
            16, 16, 128, SlidingWindow.NONE, new LatentAttention(512, 64, 0, 128, 128));
    var spec =
        TransformerSpec.decoder(
            "latent", 1, 64, attention, FeedForward.dense(128, true), 100, 1000, true);
    var size = size(spec, "int4-token-g32", 10);
    assertEquals(5760, size.elements());
    assertEquals(10 * 18 * 2, size.overhead().bytes());
  }

  @Test
  void headsThatGroupsDoNotDivideAreRefused() {
    var spec =
        TransformerSpec.decoder(
            "phi",
            1,
            80,
            AttentionShape.full(1, 1, 80),
            FeedForward.dense(128, true),
            100,
            1000,
            true);
    var error =
        assertThrows(IllegalArgumentException.class, () -> size(spec, "int4-token-g32", 10));
    assertEquals(
        "codec int4-token-g32 needs headDim to be a multiple of 32: 80", error.getMessage());
  }

  /** Average bits at a context, K and V alike: ((T - R - S) b + 16 (R + S)) / T. */
  private static double bits(String codec, String semantics, int tokens) {
    KvCodec parsed = KvCodecs.parse(codec);
    var scheme =
        new KvScheme(
            parsed, parsed, Rotation.NONE, QueryCodec.NONE, KvSemanticsParser.parse(semantics));
    return KvCacheSize.of(LLAMA_2_7B, scheme, tokens).bitsPerElement();
  }

  // ((1024 - 60 - 4) * 4.125 + 16 * 64) / 1024.
  @Test
  void windowsAndSinksCountAt16Bits() {
    assertEquals((960 * 4.125 + 16 * 64) / 1024, bits("int4-token", "window(4,60)", 1024));
    assertEquals(16, bits("int4-token", "window(4,60)", 64));
    assertEquals(4.125, bits("int4-token", "window(0,0)", 64));
  }

  // T = 1024, R = 128. The last query is 1023: keys [0, 896) at 2 + 32/32 = 3 bits and 128 in full;
  // values [0, 895) at 2 + 32/128 = 2.25 bits and 129 in full.
  @Test
  void kiviKeepsItsResidual() {
    var scheme =
        new KvScheme(
            KvCodecs.parse("int2-asym-channel-g32"),
            KvCodecs.parse("int2-asym-token"),
            Rotation.NONE,
            QueryCodec.NONE,
            new KiviSemantics(128));
    double keys = (896 * 3 + 128 * 16) / 1024.0;
    double values = (895 * 2.25 + 129 * 16) / 1024.0;
    assertEquals(
        (keys + values) / 2, KvCacheSize.of(LLAMA_2_7B, scheme, 1024).bitsPerElement(), 1e-12);
  }

  // 4 sinks at 16 bits and 60 tokens at 4.125 remain of any longer context.
  @Test
  void evictedTokensTakeNothing() {
    assertEquals((60 * 4.125 + 4 * 16) / 64, bits("int4-token", "evict(4,60)", 1024));
    assertEquals(4.125, bits("int4-token", "h2o(32,32)", 1024));
    var scheme =
        new KvScheme(
            KvCodecs.parse("f16"),
            KvCodecs.parse("f16"),
            Rotation.NONE,
            QueryCodec.NONE,
            new HeavyHitterSemantics(32, 32));
    assertEquals(
        size(LLAMA_2_7B, "f16", 64).total(), KvCacheSize.of(LLAMA_2_7B, scheme, 1024).total());
  }

  // Blocks of 16 tokens, window 24, T = 100: the window begins at 76, inside the block [64, 80),
  // which stays whole: blocks [64, 80) and [80, 96), and 4 tokens in full.
  @Test
  void aBlockStaysUntilItsLastTokenIsHidden() {
    double expected = (32 * 5 + 4 * 16) / 36.0;
    assertEquals(expected, bits("int4-channel-g16", "evict(0,24)", 100));
  }
}
