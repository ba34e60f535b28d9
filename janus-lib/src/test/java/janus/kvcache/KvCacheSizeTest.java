package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
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
            new AttentionShape(1, 1, 64, 100, 3, null),
            FeedForward.dense(128, true),
            100,
            1000,
            true);
    assertEquals(1200L * 2 * 64, size(spec, "f16", 1000).elements());
    assertEquals(spec.kvElements(1000), size(spec, "f16", 1000).elements());
  }

  // One vector of 512 + 64 channels a token, 18 groups of 32, 16 bits each.
  @Test
  void latentAttentionCachesOneVector() {
    var attention =
        new AttentionShape(16, 16, 128, 0, 0, new LatentAttention(512, 64, 0, 128, 128));
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
}
