package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.catalog.ModelCatalog;
import janus.progress.Progress;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class WeightsTraceTest {
  private static TransformerSpec model(
      AttentionShape attention, FeedForward feedForward, boolean tied) {
    return TransformerSpec.decoder("m", 3, 64, attention, feedForward, 256, 1024, tied);
  }

  private static long distinctLines(Trace trace) throws IOException {
    return Arrays.stream(Walks.all(trace)).distinct().count();
  }

  // With one byte a weight and lines of one byte, lines are weights.
  @Test
  void aStepReadsTheWeightsOfTheSpec() throws IOException {
    var full = AttentionShape.full(4, 2, 16);
    var latent =
        new AttentionShape(4, 4, 24, SlidingWindow.NONE, new LatentAttention(32, 8, 16, 16, 16));
    var uncompressed =
        new AttentionShape(4, 4, 24, SlidingWindow.NONE, new LatentAttention(32, 8, 0, 16, 16));
    var dense = FeedForward.dense(128, true);
    var experts = new FeedForward(128, true, 8, 1, 2, 32, 1);
    for (var attention : new AttentionShape[] {full, latent, uncompressed}) {
      for (var feedForward : new FeedForward[] {dense, experts}) {
        for (boolean tied : new boolean[] {true, false}) {
          TransformerSpec spec = model(attention, feedForward, tied);
          var trace = new WeightsTrace(spec, 8, 1, 1, 5, 0, 1);
          assertEquals(spec.matrixWeights(), trace.footprintBytes());
          assertEquals(spec.decodeWeights(), Walks.all(trace).length);
          assertEquals(spec.decodeWeights() - (tied ? 64 : 0), distinctLines(trace));
        }
      }
    }
  }

  @Test
  void crossAttentionIsReadAsTheSpecCounts() throws IOException {
    var spec =
        new TransformerSpec(
            "m",
            TransformerSpec.Kind.ENCODER_DECODER,
            2,
            64,
            AttentionShape.full(4, 4, 16),
            FeedForward.dense(128, false),
            256,
            1024,
            true,
            2,
            100);
    var trace = new WeightsTrace(spec, 8, 1, 1, 5, 0, 1);
    assertEquals(spec.decodeWeights(), Walks.all(trace).length);
  }

  // Llama-2-7B: 6.607 G weights at 4.125 bits are 3.41 GB, 26.6 M lines of 128 B.
  @Test
  void llama27bStreamsItsWeightsInOrder() throws IOException {
    TransformerSpec spec = ModelCatalog.bundled().byName("llama-2-7b");
    var trace = new WeightsTrace(spec, 4.125, 1, 1, 1, 0, 128);
    long bytes = (long) Math.ceil((spec.decodeWeights() - 4096) * 4.125 / 8);
    long[] packed = new long[8192];
    long count = 0;
    long jumps = 0;
    long previous = -1;
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        for (int i = 0; i < n; i++) {
          jumps += packed[i] - previous == 256 ? 0 : 1;
          previous = packed[i];
        }
        count += n;
      }
    }
    // The row of 2112 B is 17 or 18 lines; then the rest is one sweep.
    assertEquals(2, jumps);
    assertEquals(bytes / 128.0 + 17.5, (double) count, 1);
  }

  @Test
  void aBatchSharesItsMatricesAndUsesMoreExperts() throws IOException {
    var dense = model(AttentionShape.full(4, 2, 16), FeedForward.dense(128, true), false);
    long one = Walks.all(new WeightsTrace(dense, 8, 1, 1, 5, 0, 1)).length;
    long eight = Walks.all(new WeightsTrace(dense, 8, 8, 1, 5, 0, 1)).length;
    assertEquals(7 * 64, eight - one);
    var experts =
        model(AttentionShape.full(4, 2, 16), new FeedForward(128, true, 8, 0, 2, 32, 0), false);
    TraceProfile many =
        TraceProfile.of(new WeightsTrace(experts, 8, 64, 1, 5, 0, 1), 1, Progress.NONE);
    // 64 tokens choose 2 of 8 experts: some expert stays unused with probability below 1e-6.
    assertEquals(
        experts.matrixWeights() - 256 * 64, many.footprintLines() - embeddingRows(experts));
  }

  private static long embeddingRows(TransformerSpec spec) throws IOException {
    long[] all = Walks.all(new WeightsTrace(spec, 8, 64, 1, 5, 0, 1));
    return Arrays.stream(all).map(a -> a >>> 1).filter(a -> a < 256 * 64).distinct().count();
  }
}
