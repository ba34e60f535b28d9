package janus.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.CostCatalog;
import janus.catalog.DataFolder;
import janus.provenance.BadInputException;
import janus.units.Range;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DieRulesTest {
  private static final Range NONE = Range.exactly(0);
  private final CostFacts facts = CostCatalog.of(DataFolder.bundled());

  private Range die(double nm, double mm2) {
    return facts.rules().goodDieUsd(facts.process(nm), Range.exactly(mm2), NONE);
  }

  // pi 147^2 / 100 - pi 294 / sqrt(200) for a die of 10 mm without a scribe lane.
  @Test
  void diesOfAWaferFollowTheFormula() {
    assertEquals(678.867 - 65.311, DieRules.dies(100, 3, 0), 1e-3);
  }

  // One defect a die: (1 + 1/2)^-2 = 0.444 clustered, near exp(-1) = 0.368 for many.
  @Test
  void yieldIsNegativeBinomial() {
    assertEquals(4.0 / 9, DieRules.goodShare(100, 1, 2), 1e-12);
    assertEquals(Math.exp(-1), DieRules.goodShare(100, 1, 1e9), 1e-6);
    assertEquals(1, DieRules.goodShare(1e-9, 1, 3), 1e-9);
  }

  // A18 Pro at 3 nm, about 105 mm2: published 45 dollars; A16 at 4 nm, 113 mm2: published 35. Both
  // with the package of a telephone, the pins of its 64 bits of LPDDR5X or LPDDR5, and its test,
  // which TD Cowen counts.
  @Test
  void publishedCostsAreMetWithinThirtyPercent() {
    assertEquals(2.88, facts.pins().usd("lpddr5x", 4).typical(), 1e-9);
    double around =
        facts.packagePrice("fan-out").typical()
            + facts.pins().usd("lpddr5", 4).typical()
            + facts.rules().finalTest().typical();
    Range a18 = die(3, 105);
    assertTrue(a18.typical() > 38 && a18.typical() < 42, a18.toString());
    assertEquals(45, a18.typical() + around, 0.3 * 45);
    assertEquals(35, die(4, 113).typical() + around, 0.3 * 35);
  }

  @Test
  void aLargerDieCostsMoreThanItsShare() {
    var random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 1000; i++) {
      double mm2 = random.nextDouble(1, 300);
      Range small = die(7, mm2);
      Range large = die(7, 2 * mm2);
      assertTrue(large.typical() > 1.9 * small.typical(), mm2 + " mm2");
      assertTrue(small.low() <= small.typical() && small.typical() <= small.high());
    }
  }

  @Test
  void aDieMustFitAWafer() {
    var e = assertThrows(IllegalArgumentException.class, () -> die(7, 60_000));
    assertTrue(e.getMessage().contains("fit a 300 mm wafer: 60000.0 mm2"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> die(7, 0));
  }

  @Test
  void unknownPricesAreNamed() {
    var e = assertThrows(BadInputException.class, () -> facts.process(65));
    assertTrue(e.getMessage().contains("node '65.0' is unknown; known: 2.0, 3.0"), e.getMessage());
    assertThrows(BadInputException.class, () -> facts.packagePrice("paper"));
    assertThrows(BadInputException.class, () -> facts.dramPrice("1999"));
  }
}
