package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.ModelCatalog;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepWorkTest {
  // 1 layer, 8 channels, 4 heads of 2 over 2 KV heads, 16 gated FFN channels, 10 tokens known.
  private static final TransformerSpec TINY =
      TransformerSpec.decoder(
          "tiny", 1, 8, AttentionShape.full(4, 2, 2), FeedForward.dense(16, true), 10, 64, true);

  // Weights: q 64, k 32, v 32, o 64, gate and up 2 x 128, down 128, output 80: 656 MACs a token.
  // Cache of 5 tokens: scores 4 heads x 5 x 2 = 40, sums 40.
  // Qwen3-30B-A3B: 128 experts, 8 a token. 3 tokens use 24 of them once; 100 use all, 32 of them 7
  // times and 96 of them 6 times. Arithmetic is that of 8 experts a token.
  @Test
  void aMixtureReadsNoExpertTwice() {
    TransformerSpec mixture = ModelCatalog.bundled().byName("qwen3-30b-a3b");
    assertEquals(List.of(List.of(24L, 1L)), experts(StepWork.decode(mixture, 3, 10)));
    assertEquals(
        List.of(List.of(32L, 7L), List.of(96L, 6L)), experts(StepWork.prefill(mixture, 100)));
    long one = routedMacs(StepWork.decode(mixture, 1, 10));
    assertEquals(100 * one, routedMacs(StepWork.prefill(mixture, 100)));
    assertEquals(100 * one, routedMacs(StepWork.decode(mixture, 100, 10)));
  }

  /** Experts of a layer and their tokens, of every kind of down projection. */
  private static List<List<Long>> experts(StepWork work) {
    return work.operations().stream()
        .filter(operation -> operation.name().equals("experts.routed-down"))
        .map(operation -> List.of(operation.sideBySide(), operation.gemm().m()))
        .toList();
  }

  private static long routedMacs(StepWork work) {
    return work.operations().stream()
        .filter(operation -> operation.name().startsWith("experts.routed"))
        .mapToLong(StepWork.Operation::macs)
        .sum();
  }

  @Test
  void oneTokenOnPaper() {
    StepWork work = StepWork.decode(TINY, 1, 5);
    assertEquals(656 + 80, work.macs());
    assertEquals(656, work.elements(StepWork.Operand.WEIGHTS));
    // Each of 2 KV heads keeps 5 x 2 keys: 20, and as many values.
    assertEquals(20, work.elements(StepWork.Operand.KEYS));
    assertEquals(20, work.elements(StepWork.Operand.VALUES));
  }

  @Test
  void everyWeightOfADecodeStepIsReadOnceAndEveryCachedElementToo() {
    ModelCatalog catalog = ModelCatalog.bundled();
    int checked = 0;
    for (String name : catalog.names()) {
      TransformerSpec spec = catalog.byName(name);
      if (spec.kind() != TransformerSpec.Kind.DECODER) {
        continue;
      }
      StepWork work = StepWork.decode(spec, 1, 3000);
      assertEquals(
          spec.decodeWeights() - spec.hiddenDim(), work.elements(StepWork.Operand.WEIGHTS), name);
      if (spec.attention().latent() == null) {
        assertEquals(
            spec.kvElements(3000),
            work.elements(StepWork.Operand.KEYS) + work.elements(StepWork.Operand.VALUES),
            name);
      }
      checked++;
    }
    assertTrue(checked > 30);
  }

  // A batch shares weights but not caches.
  @Test
  void aBatchSharesWeights() {
    StepWork one = StepWork.decode(TINY, 1, 5);
    StepWork eight = StepWork.decode(TINY, 8, 5);
    assertEquals(one.elements(StepWork.Operand.WEIGHTS), eight.elements(StepWork.Operand.WEIGHTS));
    assertEquals(8 * one.elements(StepWork.Operand.KEYS), eight.elements(StepWork.Operand.KEYS));
    assertEquals(8 * one.macs(), eight.macs());
  }

  // 5 tokens: layers 5 x 576, output 80, scores and sums 4 heads x 5 x 5 x 2 each.
  @Test
  void prefillComputesEveryQueryAgainstEveryKey() {
    assertEquals(5 * 576 + 80 + 2 * 200, StepWork.prefill(TINY, 5).macs());
  }

  @Test
  void sixteenTilesPeakAtEightTops() {
    var tiles = new TiledArray(new SystolicArray(16, 16), 16, 1);
    assertEquals(8.192, tiles.peakTops(), 1e-12);
  }

  @Test
  void onlyDecodersDecode() {
    var whisper = ModelCatalog.bundled().names().stream().filter(n -> n.contains("t5")).findAny();
    whisper.ifPresent(
        name ->
            assertThrows(
                IllegalArgumentException.class,
                () -> StepWork.decode(ModelCatalog.bundled().byName(name), 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> StepWork.decode(TINY, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> StepWork.prefill(TINY, 0));
  }
}
