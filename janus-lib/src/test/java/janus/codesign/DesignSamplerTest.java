package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DesignSamplerTest {
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(Facts.bundled());

  /** A tier 1 so small that leakage never keeps the chip from working. */
  private static final Design SMALL =
      Design.janus1()
          .withTier1(Design.janus1().tier1().withCapacityMib(0.25))
          .withTier2(Design.janus1().tier2().withCapacityMib(8));

  private static final ResolvedWorkload LOAD =
      EVALUATOR.facts().resolve(Workload.janus1().withModel("llama-3.2-1b").withTokens(64, 0, 64));

  private static DesignSamples samples(Design design, int samples, long seed) {
    return DesignSampler.of(EVALUATOR.prepare(design), LOAD, new FactDraws(samples, seed));
  }

  // Every fact has its typical value as its median. The fixed time of a layer reaches far above
  // its own, which lowers the median rate by a sixth.
  @Test
  void mediansLieNearTheTypicalValues() {
    PreparedDesign prepared = EVALUATOR.prepare(SMALL);
    OperatingPoint point = prepared.at(LOAD);
    DesignSamples sampled = samples(SMALL, 2000, 1);
    near(1 / point.fullStepS(), sampled, Objective.DECODE_TOKENS_PER_S, 0.2);
    near(point.stepJ(), sampled, Objective.JOULE_PER_TOKEN, 0.2);
    near(prepared.chip().area().total(), sampled, Objective.DIE_MM2, 0.05);
    near(prepared.full(point).junctionC(), sampled, Objective.JUNCTION_C, 0.1);
  }

  private static void near(
      double typical, DesignSamples sampled, Objective objective, double tolerance) {
    double median = sampled.quantiles(objective).typical();
    assertEquals(1, median / typical, tolerance, objective.spelling());
  }

  @Test
  void sameSeedGivesTheSameSamplesAndAnotherSeedOthers() {
    DesignSamples one = samples(SMALL, 50, 7);
    DesignSamples again = samples(SMALL, 50, 7);
    DesignSamples other = samples(SMALL, 50, 8);
    for (int i = 0; i < 50; i++) {
      double value = one.value(Objective.JOULE_PER_TOKEN, i);
      assertEquals(value, again.value(Objective.JOULE_PER_TOKEN, i));
      assertTrue(value != other.value(Objective.JOULE_PER_TOKEN, i));
    }
  }

  // Two designs that differ by a bank of tier 2 share every draw: their rates are equal in every
  // sample, though each varies.
  @Test
  void numbersAreCommonToAllDesigns() {
    Design.Tier two = SMALL.tier2();
    var more = new Design.Tier(two.technology(), 9, two.banks(), two.wordBits(), 3, 4);
    DesignSamples one = samples(SMALL, 200, 3);
    DesignSamples other = samples(SMALL.withTier2(more), 200, 3);
    for (int i = 0; i < 200; i++) {
      assertEquals(
          one.value(Objective.DECODE_TOKENS_PER_S, i),
          other.value(Objective.DECODE_TOKENS_PER_S, i));
      assertTrue(one.value(Objective.DIE_MM2, i) < other.value(Objective.DIE_MM2, i));
    }
  }

  // More leakage and the same work: the larger tier 2, of which nothing more is used, never wins.
  @Test
  void uselessMemoryNeverBeatsNone() {
    DesignSamples small = samples(SMALL, 500, 2);
    Design large = SMALL.withTier2(SMALL.tier2().withCapacityMib(64));
    assertTrue(small.beats(samples(large, 500, 2)) > 0.99);
  }

  // One design leaves no choice, so no fact is worth anything.
  @Test
  void informationIsWorthNothingWithoutAChoice() {
    var draws = new FactDraws(500, 1);
    DesignSamples only = DesignSampler.of(EVALUATOR.prepare(SMALL), LOAD, draws);
    DesignUncertainty.information(draws, List.of(only))
        .forEach(fact -> assertEquals(0, fact.joulePerToken(), 1e-12, fact.fact()));
  }

  // J = 1 or J = 2u for u uniform: knowing u saves E[1] - E[min(1, 2u)] = 1 - 3/4.
  @Test
  void informationOfAnEvenBetIsItsClosedForm() {
    var draws = new FactDraws(10_000, 1);
    double[] u = draws.column("fact");
    double[] even = new double[u.length];
    double[] bet = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      even[i] = 1;
      bet[i] = 2 * u[i];
    }
    var designs = List.of(joules(even), joules(bet));
    var worth = DesignUncertainty.information(draws, designs);
    assertEquals(0.25, worth.get(0).joulePerToken(), 0.01);
  }

  private static DesignSamples joules(double[] values) {
    double[][] all = new double[Objective.values().length][];
    all[Objective.BURST_JOULE_PER_TOKEN.place()] = values;
    all[0] = values;
    return new DesignSamples(all, java.util.Set.of("fact"));
  }

  // 32 MiB of leaky SRAM and 224 MiB of eDRAM: in some samples nothing is sustained. Every sample
  // has
  // an energy at full rate, which is the sustained one where all of the rate is.
  @Test
  void whatSustainsNothingHasAnEnergyAtFullRate() {
    DesignSamples sampled = samples(Design.janus1(), 500, 1);
    assertTrue(sampled.sustains() < 1);
    int equal = 0;
    for (int i = 0; i < 500; i++) {
      double burst = sampled.value(Objective.BURST_JOULE_PER_TOKEN, i);
      double sustained = sampled.value(Objective.JOULE_PER_TOKEN, i);
      double full = sampled.value(Objective.DECODE_TOKENS_PER_S, i);
      assertTrue(Double.isFinite(burst) && burst <= sustained * (1 + 1e-12));
      if (sampled.value(Objective.SUSTAINED_TOKENS_PER_S, i) == full) {
        assertEquals(1, burst / sustained, 1e-12);
        equal++;
      }
    }
    assertTrue(equal > 0);
    var report =
        EVALUATOR.evaluate(
            EVALUATOR.prepare(Design.janus1()), LOAD.workload(), new FactDraws(200, 1));
    assertTrue(report.uncertainty().information().size() > 10);
  }

  @Test
  void reportTellsHowOftenTheDesignBeatsItsNullDesigns() {
    PreparedDesign prepared = EVALUATOR.prepare(SMALL);
    var report = EVALUATOR.evaluate(prepared, LOAD.workload(), new FactDraws(100, 1));
    DesignUncertainty sampled = report.uncertainty();
    assertEquals(Objective.values().length, sampled.objectives().size());
    assertEquals(List.of("no tier 2"), List.copyOf(sampled.beatsNull().keySet()));
    assertTrue(sampled.information().size() > 10, sampled.information().toString());
  }
}
