package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NullDesignTest {
  private final DesignEvaluator evaluator = new DesignEvaluator(Facts.bundled());
  private final Design published = Design.janus1();

  private static NullDesign named(DesignReport report, String name) {
    return report.nullDesigns().stream()
        .filter(without -> without.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void publishedDesignNamesItsNullDesigns() {
    DesignReport report = evaluator.evaluate(published, Workload.janus1());
    List<String> names = report.nullDesigns().stream().map(NullDesign::name).toList();
    assertEquals(List.of("no tier 2", "tier 1 of 256 KiB", "no tier 2, tier 1 of 256 KiB"), names);
    NullDesign without = named(report, "no tier 2");
    assertEquals(0, without.design().tier2().capacityMib());
    assertEquals(
        without.joulePerToken() - report.joulePerToken(), without.joulePerTokenSaved(), 1e-12);
  }

  @Test
  void nullDesignReachesWhatItReachesAlone() {
    DesignReport report = evaluator.evaluate(published, Workload.janus1());
    NullDesign without = named(report, "no tier 2");
    DesignReport alone = evaluator.evaluate(without.design(), Workload.janus1());
    assertEquals(alone.decodeTokensPerS(), without.decodeTokensPerS());
    assertEquals(alone.joulePerToken(), without.joulePerToken());
    assertEquals(alone.junctionC(), without.junctionC());
  }

  // Tier 2 pays by the break-even where removing it costs energy, for models of every size.
  @Test
  void breakEvenAndNullDesignAgree() {
    for (String model : List.of("llama-2-7b", "llama-3.2-3b", "qwen3-0.6b", "smollm2-135m")) {
      DesignReport report = evaluator.evaluate(published, Workload.janus1().withModel(model));
      double saved = named(report, "no tier 2").joulePerTokenSaved();
      assertEquals(saved > 0, report.tier2Reads().pays(), model + " saves " + saved);
    }
  }

  // Everything else equal, twice the standby power doubles the break-even: P / (C (E_off - E_on)).
  @Test
  void breakEvenIsStandbyOverWhatAReadSaves() {
    DesignReport report = evaluator.evaluate(published, Workload.janus1());
    double standbyW = watts(report, "tier 2 edram-1t1c", false);
    double linkW = watts(report, "link to tier 2", false);
    double heldBits = 8 * 1048576 * report.storage().cacheTier2Mib();
    double onChipPj =
        1e12
            * (watts(report, "tier 2 edram-1t1c", true) + linkW)
            / (heldBits * report.decodeTokensPerS());
    double offChipPj = Facts.bundled().resolve(published).offChipEnergy().wholeReadPjPerBit();
    double expected = standbyW / (heldBits * (offChipPj - onChipPj) * 1e-12);
    assertEquals(expected, report.breakEvenReadsPerS(), 1e-9 * expected);
  }

  private static double watts(DesignReport report, String component, boolean accesses) {
    return report.power().stream()
        .filter(row -> row.component().equals(component))
        .filter(row -> row.cause().equals("reads and writes") == accesses)
        .mapToDouble(row -> row.watts().typical())
        .sum();
  }

  @Test
  void designWithoutTier2HasNoBreakEven() {
    Design without = published.withTier2(published.tier2().withCapacityMib(0));
    DesignReport report = evaluator.evaluate(without, Workload.janus1());
    assertNull(report.breakEvenReadsPerS());
    assertFalse(report.tier2Reads().pays());
    assertTrue(report.nullDesigns().stream().noneMatch(n -> n.name().startsWith("no tier 2")));
  }
}
