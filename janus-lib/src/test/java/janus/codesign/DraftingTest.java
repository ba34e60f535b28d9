package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.accelerator.StepWork;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftingTest {
  private static final Facts FACTS = Facts.bundled();
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(FACTS);
  private static final Design JANUS = Design.janus1();

  private static Workload plain() {
    KvCodec f16 = KvCodecs.parse("f16");
    return new Workload("llama-3.2-3b", 4.5, KvScheme.of(f16, f16), 100, 0, 100, 1);
  }

  private static ResolvedWorkload with(Drafting drafting) {
    return FACTS.resolve(plain().withDrafting(drafting));
  }

  // (1 - a^(k+1)) / (1 - a), and its limit k + 1 for a = 1.
  @ParameterizedTest
  @CsvSource({"0, 0.7, 1", "4, 0.8, 3.3616", "3, 0.5, 1.875", "5, 0, 1", "7, 1, 8"})
  void aStepMakesTheTokensOfTheGeometricSeries(int tokens, double acceptance, double expected) {
    assertEquals(expected, new Drafting(tokens, acceptance, null).tokensPerStep(), 1e-12);
  }

  // Five tokens are checked at once: five rows of every product with weights, five times the
  // multiply-accumulates, and the same elements of weights and cache.
  @Test
  void freeDraftsCostArithmeticAndNoTraffic() {
    ResolvedWorkload one = with(Drafting.NONE);
    ResolvedWorkload five = with(new Drafting(4, 0.8, null));
    assertEquals(5 * one.macs(), five.macs());
    assertEquals(
        one.decode().elements(StepWork.Operand.WEIGHTS),
        five.decode().elements(StepWork.Operand.WEIGHTS));
    assertEquals(one.cacheRead(), five.cacheRead());
    assertEquals(one.cacheElements(), five.cacheElements());
    assertEquals(5 * one.cacheWritten().bytes(), five.cacheWritten().bytes());
    assertEquals(one.stepLayers(), five.stepLayers());
  }

  // Four steps of the draft model come before each check; its weights, cache, products and layers
  // count four times, its residence once.
  @Test
  void aDraftModelTakesAStepForEveryDraftedToken() {
    ResolvedWorkload free = with(new Drafting(4, 0.8, null));
    ResolvedWorkload drafted = with(new Drafting(4, 0.8, "llama-3.2-1b"));
    ResolvedWorkload alone = FACTS.resolve(plain().withModel("llama-3.2-1b"));
    assertEquals(free.macs() + 4 * alone.macs(), drafted.macs());
    assertEquals(free.weights().plus(alone.weights()), drafted.weights());
    assertEquals(free.cache().plus(alone.cache()), drafted.cache());
    assertEquals(
        (double) (free.weightsRead().bytes() + 4 * alone.weightsRead().bytes()),
        (double) drafted.weightsRead().bytes(),
        5);
    assertEquals(
        free.cacheRead().bytes() + 4 * alone.cacheRead().bytes(), drafted.cacheRead().bytes());
    assertEquals(free.stepLayers() + 4 * alone.stepLayers(), drafted.stepLayers());
  }

  // 28 layers of the model and 4 times 16 of the draft model wait a layer's time each.
  @Test
  void layerTimeIsThatOfAllSteps() {
    ResolvedDesign chip = FACTS.resolve(JANUS);
    double layerS = 1e-3 * chip.use().layerTime().typical();
    ResolvedWorkload drafted = with(new Drafting(4, 0.8, "llama-3.2-1b"));
    assertEquals((28 + 4 * 16) * layerS, StepPorts.stepS(chip, drafted, 0), 1e-12);
  }

  // Weights are nearly all traffic and arithmetic waits for them: free drafts multiply the rate by
  // nearly the tokens of a step, and divide the energy of a token by less.
  @Test
  void freeDraftsSpeedUpWhatMemoryBinds() {
    DesignReport one = EVALUATOR.evaluate(JANUS, plain());
    DesignReport two = EVALUATOR.evaluate(JANUS, plain().withDrafting(new Drafting(1, 0.6, null)));
    assertEquals(1.6, two.tokensPerStep(), 1e-12);
    double gain = two.decodeTokensPerS() / one.decodeTokensPerS();
    assertTrue(gain > 1.55 && gain <= 1.6, "gain " + gain);
    assertTrue(two.joulePerToken() < one.joulePerToken());
  }

  // Drafts that are never accepted cost their steps and make none.
  @Test
  void refusedDraftsSlowDown() {
    DesignReport one = EVALUATOR.evaluate(JANUS, plain());
    var drafting = new Drafting(4, 0, "smollm2-135m");
    DesignReport refused = EVALUATOR.evaluate(JANUS, plain().withDrafting(drafting));
    assertTrue(refused.decodeTokensPerS() < one.decodeTokensPerS());
    assertTrue(refused.joulePerToken() > one.joulePerToken());
  }

  @Test
  void acceptanceIsAProbability() {
    assertEquals(
        "drafting.acceptance must be from 0 to 1: 1.5",
        assertThrows(IllegalArgumentException.class, () -> new Drafting(2, 1.5, null))
            .getMessage());
  }
}
