package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;

class DesignEvaluatorTest {
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(Facts.bundled());
  private static final Design JANUS = Design.janus1();
  private static final Workload LLAMA = Workload.janus1();

  private static DesignReport report(Design design) {
    return EVALUATOR.evaluate(design, LLAMA);
  }

  // The row of results/5-whole-chip/chips.csv at 4096 tokens.
  @Test
  void thePublishedDesignHasTheFiguresOfStep5() {
    DesignReport report = report(JANUS);
    assertEquals(18.27767561775619, report.decodeTokensPerS());
    assertEquals(0.25234395573041457, report.joulePerToken());
    assertEquals(58.20512809864675, report.junctionC());
    assertEquals("off_chip_memory", report.binds());
  }

  // Nothing of tier 2 is left: no block, no power, no area, and all of the cache off chip.
  @Test
  void aDesignWithoutTier2KeepsTheCacheOffChip() {
    DesignReport report = report(JANUS.withTier2(JANUS.tier2().withCapacityMib(0)));
    assertTrue(report.power().stream().noneMatch(row -> row.component().startsWith("tier 2")));
    assertTrue(report.area().stream().noneMatch(part -> part.part().startsWith("tier 2")));
    assertEquals(report.storage().cacheMib(), report.storage().cacheOffChipMib());
    assertNull(report.roofs().onChipTokensPerS());
    assertTrue(report.decodeTokensPerS() < report(JANUS).decodeTokensPerS());
  }

  @Test
  void aDesignWithoutTier1ReadsFromTheMemoriesBelow() {
    DesignReport report = report(JANUS.withTier1(JANUS.tier1().withCapacityMib(0)));
    assertTrue(report.power().stream().noneMatch(row -> row.component().startsWith("tier 1")));
    assertTrue(report.decodeTokensPerS() <= report.roofs().offChipTokensPerS());
  }

  // The report does not depend on what else the evaluator has evaluated.
  @Test
  void aPreparedDesignServesManyWorkloads() {
    PreparedDesign prepared = EVALUATOR.prepare(JANUS);
    DesignReport first = EVALUATOR.evaluate(prepared, LLAMA);
    EVALUATOR.evaluate(prepared, LLAMA.atContext(100));
    assertEquals(first, EVALUATOR.evaluate(prepared, LLAMA));
    assertEquals(first, report(JANUS));
  }

  // With endless off-chip bandwidth the rate is that of arithmetic or of the tiles' own port.
  @Test
  void anotherRoofBindsWhenBandwidthIsEndless() {
    DesignReport report = report(JANUS.withOffChip(new Design.OffChip("lpddr5x", 8192, 1e6)));
    assertTrue(report.decodeTokensPerS() > report(JANUS).decodeTokensPerS());
    assertEquals("arithmetic", report.binds());
  }

  // Sequences share the weights: two together are faster than twice one, and no faster than each.
  @Test
  void aBatchSharesTheWeights() {
    Workload one = LLAMA.atContext(256);
    double alone = EVALUATOR.evaluate(JANUS, one).decodeTokensPerS();
    double both = EVALUATOR.evaluate(JANUS, one.withBatch(2)).decodeTokensPerS();
    assertTrue(both > alone && both <= 2 * alone, alone + " " + both);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(
        BadInputException.class,
        () -> report(JANUS.withTier2(JANUS.tier2().withTechnology("vacuum"))));
    assertEquals(
        "tier2.technology must be a memory on or over the die: lpddr5 is off chip",
        assertThrows(
                BadInputException.class,
                () -> report(JANUS.withTier2(JANUS.tier2().withTechnology("lpddr5"))))
            .getMessage());
  }

  // 8 GiB are not enough for 70e9 weights of 4.125 bits.
  @Test
  void aModelThatDoesNotFitIsRefused() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> EVALUATOR.evaluate(JANUS, LLAMA.withModel("llama-2-70b")))
            .getMessage()
            .startsWith("off-chip memory must hold"));
  }
}
