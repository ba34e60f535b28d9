package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.kvcache.KvAccess;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.KvPart;
import janus.kvcache.PlainCodec;
import janus.kvcache.ScalePlacement;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KvPrefillTraceTest {
  private static final PlainCodec BYTES = new PlainCodec(8, 0, 1);

  private static List<KvAccess> all(KvSchedule schedule) {
    var all = new ArrayList<KvAccess>();
    schedule.accesses().forEachRemaining(all::add);
    return all;
  }

  private static long tokensRead(KvSchedule schedule) {
    return all(schedule).stream()
        .filter(a -> !a.write())
        .mapToLong(a -> a.toToken() - a.fromToken())
        .sum();
  }

  // Three tokens in chunks of two and tiles of one query.
  @Test
  void chunksAndTilesByHand() {
    TransformerSpec spec = KvDecodeTraceTest.model(1, AttentionShape.full(2, 1, 4));
    var contents = KvContents.of(spec, BYTES, BYTES, 3).withTokensAtOnce(2);
    assertEquals(
        List.of(
            KvAccess.write(0, 0, KvPart.KEY, 0, 0, 2),
            KvAccess.write(0, 0, KvPart.VALUE, 0, 0, 2),
            KvAccess.read(0, 0, KvPart.KEY, 0, 0, 1),
            KvAccess.read(0, 0, KvPart.VALUE, 0, 0, 1),
            KvAccess.read(0, 0, KvPart.KEY, 0, 0, 2),
            KvAccess.read(0, 0, KvPart.VALUE, 0, 0, 2),
            KvAccess.write(0, 0, KvPart.KEY, 0, 2, 3),
            KvAccess.write(0, 0, KvPart.VALUE, 0, 2, 3),
            KvAccess.read(0, 0, KvPart.KEY, 0, 0, 3),
            KvAccess.read(0, 0, KvPart.VALUE, 0, 0, 3)),
        all(new KvPrefillTrace(contents, 3, 1)));
  }

  // Tiles of 64 in 512 tokens: each reads up to its end, 64 (1 + 2 + ... + 8) = 2304 tokens, for
  // keys and values, 3 layers and 2 heads; chunks of any size give the same.
  @Test
  void tilesReadTheCausalTriangle() {
    TransformerSpec spec = KvDecodeTraceTest.model(3, AttentionShape.full(4, 2, 16));
    for (long chunk : new long[] {64, 128, 512}) {
      var contents = KvContents.of(spec, BYTES, BYTES, 512).withTokensAtOnce(chunk);
      assertEquals(2304 * 2 * 3 * 2, tokensRead(new KvPrefillTrace(contents, 512, 64)));
    }
  }

  // One token at a time is decoding.
  @Test
  void chunksOfOneTokenAreDecodeSteps() throws IOException {
    var attention = new AttentionShape(4, 2, 16, SlidingWindow.exceptEvery(2, 8), null);
    TransformerSpec spec = KvDecodeTraceTest.model(3, attention);
    var contents = KvContents.of(spec, BYTES, BYTES, 40);
    assertEquals(
        all(new KvDecodeTrace(contents, 1, 40)).stream().filter(a -> !a.write()).toList(),
        all(new KvPrefillTrace(contents, 40, 1)).stream().filter(a -> !a.write()).toList());
  }

  @Test
  void aWindowsRingHoldsTheChunkBesideTheWindow() throws IOException {
    TransformerSpec spec =
        KvDecodeTraceTest.model(
            1, new AttentionShape(1, 1, 4, SlidingWindow.inEveryLayer(8), null));
    var contents = KvContents.of(spec, BYTES, BYTES, 100).withTokensAtOnce(5);
    var layout = new KvLayout(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.SEPARATE);
    assertEquals(2 * 12 * 4, layout.footprintBytes());
    long[] all = Walks.all(new KvTrace(new KvPrefillTrace(contents, 100, 5), layout, 0, 4));
    // 20 chunks write 5 keys and 5 values; tiles see 5, then 10, then 12 tokens.
    assertEquals(20 * 10 + 2 * (5 + 10 + 18 * 12), all.length);
  }

  // Whisper-tiny's shape: 4 layers, 6 heads of 64, 1500 encoder frames.
  @Test
  void crossAttentionIsWrittenOnceAndReadByEveryStep() throws IOException {
    var spec =
        new TransformerSpec(
            "w",
            TransformerSpec.Kind.ENCODER_DECODER,
            4,
            384,
            AttentionShape.full(6, 6, 64),
            FeedForward.dense(1536, false),
            51865,
            448,
            true,
            4,
            1500);
    var codec = new PlainCodec(16, 0, 1);
    var contents = KvContents.of(spec, codec, codec, 100).withBeams(5, 0);
    var layout = new KvLayout(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED);
    // Own cache: 2 x 4 x 384 channels x 2 B x 100 tokens, five beams; cross 9 216 000 B once.
    assertEquals(6144 * 100 * 5 + 9_216_000, layout.footprintBytes());
    var decode = new KvTrace(new KvDecodeTrace(contents, 100, 1), layout, 0, 128);
    long reads = 0;
    for (long access : Walks.all(decode)) {
      reads += 1 - (access & 1);
    }
    // Each beam reads its own cache and all of the shared one.
    assertEquals((6144 * 100 * 5 + 5 * 9_216_000) / 128, reads);
    var single = KvContents.of(spec, codec, codec, 100).withTokensAtOnce(4);
    long written =
        all(new KvPrefillTrace(single, 4, 4)).stream()
            .filter(a -> a.write() && a.part().isCross())
            .mapToLong(a -> a.toToken() - a.fromToken())
            .sum();
    assertEquals(2 * 4 * 6 * 1500, written);
  }

  // ViT-B/16: 197 tokens, 12 layers, 12 heads; tiles of 64 make 4 passes.
  @Test
  void visionTransformersReuseOneLayersBuffer() throws IOException {
    TransformerSpec layer = KvDecodeTraceTest.model(1, AttentionShape.full(12, 12, 64));
    var contents = KvContents.of(layer, BYTES, BYTES, 197).withTokensAtOnce(197);
    var encoder = new KvEncoderTrace(contents, "ViT-B/16", 12, 64);
    assertEquals(12 * 12 * 2 * 4 * 197, tokensRead(encoder));
    var layout = new KvLayout(contents, KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED);
    TraceProfile profile =
        TraceProfile.of(new KvTrace(encoder, layout, 0, 64), 64, janus.progress.Progress.NONE);
    assertEquals(2 * 12 * 64 * 197, profile.footprintBytes());
  }
}
