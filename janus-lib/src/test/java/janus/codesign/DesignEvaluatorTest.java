package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.ModelCatalog;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.provenance.BadInputException;
import janus.transformer.TransformerSpec;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    assertEquals(14.558336, report.decodeTokensPerS(), 1e-6);
    assertEquals(0.26507461, report.joulePerToken(), 1e-8);
    assertEquals(66.046755, report.junctionC(), 1e-6);
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

  // An evicting rule with 4 + 124 tokens reads a 32nd of 4096 tokens, most of them in 4 bits; the
  // sinks are in 16. Nothing of that spills.
  @Test
  void evictionShrinksWhatIsReadAndComputed() {
    KvScheme all = LLAMA.scheme();
    var rule = KvSemanticsParser.parse("evict(4,124)");
    var evicting = new KvScheme(all.keys(), all.values(), all.rotation(), all.queries(), rule);
    DesignReport report = EVALUATOR.evaluate(JANUS, LLAMA.withScheme(evicting));
    assertTrue(report.storage().cacheMib() < report(JANUS).storage().cacheMib() / 29);
    assertEquals(0, report.storage().cacheOffChipMib());
    assertTrue(
        report.roofs().arithmeticTokensPerS() > report(JANUS).roofs().arithmeticTokensPerS());
  }

  // int4-token multiplies once for 128 channels: 4096 tokens x 32 layers x 2 x 4096 channels / 128
  // multiplications of 0.19 pJ a token.
  @Test
  void decodingTheCacheTakesTheEnergyOfItsOperations() {
    DesignReport report = report(JANUS);
    double watts =
        report.power().stream()
            .filter(row -> row.cause().equals("decoding the cache"))
            .mapToDouble(row -> row.watts().typical())
            .sum();
    double operations = 4096.0 * 32 * 2 * 4096 / 128;
    assertEquals(operations * 0.19e-12 * report.decodeTokensPerS(), watts, 1e-12);
  }

  // With endless off-chip bandwidth the lowest roof is that of tier 2: eDRAM is published with
  // 102.4 GB/s. But one token fills one of 16 rows of an array, and the arrays take longer.
  @Test
  void arraysBindByTheirTimeAndNotByTheirPeak() {
    DesignReport report = report(JANUS.withOffChip(new Design.OffChip("lpddr5x", 8192, 2000.0)));
    assertTrue(report.decodeTokensPerS() > report(JANUS).decodeTokensPerS());
    assertTrue(report.roofs().onChipTokensPerS() < report.roofs().arithmeticTokensPerS());
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

  /** Decoders whose weights are known. */
  static Stream<String> decoders() {
    var catalog = ModelCatalog.bundled();
    return catalog.names().stream()
        .filter(name -> catalog.byName(name).kind() == TransformerSpec.Kind.DECODER);
  }

  // Beside 1 TiB. A warm report takes some 20 ms of processor time; the least of a few counts.
  @ParameterizedTest
  @MethodSource("decoders")
  void everyModelOfTheCatalogIsAnsweredInATenthOfASecond(String model) {
    Design large = JANUS.withOffChip(new Design.OffChip("lpddr5x", 1 << 20, null));
    var threads = ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = threads.getCurrentThreadCpuTime();
      DesignReport report = EVALUATOR.evaluate(large, LLAMA.withModel(model));
      least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
      assertTrue(report.decodeTokensPerS() > 0 && report.timeToFirstTokenMs() > 0);
    }
    assertTrue(least < 100_000_000, least + " ns");
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
