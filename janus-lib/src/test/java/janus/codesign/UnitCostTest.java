package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.Design.Market;
import org.junit.jupiter.api.Test;

class UnitCostTest {
  private final Facts facts = Facts.bundled();

  private UnitCost cost(Design design) {
    return UnitCost.of(facts.cost(), facts.resolve(design));
  }

  @Test
  void publishedDesignHasTwoDies() {
    UnitCost cost = cost(Design.janus1());
    var names = cost.parts().stream().map(UnitCost.Part::part).toList();
    assertTrue(names.contains("die at 3 nm") && names.contains("die at 14 nm"), names.toString());
    assertTrue(names.contains("system-in-package"), names.toString());
    double sum = cost.parts().stream().mapToDouble(part -> part.usd().typical()).sum();
    assertEquals(sum, cost.usd().typical(), 1e-9);
  }

  // Without tier 2 one die is left: no second wafer, no second set of masks, a plainer package.
  @Test
  void withoutTier2TheChipIsCheaper() {
    Design published = Design.janus1();
    Design without = published.withTier2(published.tier2().withCapacityMib(0));
    UnitCost cost = cost(without);
    assertTrue(cost.usd().typical() < cost(published).usd().typical());
    var names = cost.parts().stream().map(UnitCost.Part::part).toList();
    assertTrue(names.contains("flip-chip-bga"), names.toString());
  }

  // 68.3 GB/s of LPDDR5X are four channels of 17.075, each of 72 pins at a cent.
  @Test
  void bandwidthCostsPins() {
    Design published = Design.janus1();
    Design.OffChip offChip = published.offChip();
    double peak = facts.resolve(published).bandwidth().typical();
    assertEquals(4, facts.resolve(published).offChipChannels());
    var twice = new Design.OffChip(offChip.technology(), offChip.capacityMib(), 2 * peak);
    assertEquals(2.88, pins(published), 1e-9);
    assertEquals(5.76, pins(published.withOffChip(twice)), 1e-9);
  }

  private double pins(Design design) {
    return cost(design).parts().stream()
        .filter(part -> part.part().endsWith("pins to lpddr5x"))
        .mapToDouble(part -> part.usd().typical())
        .sum();
  }

  // 8 GB at 2.13 dollars in 2024 and at 8 in March 2026; 40 million dollars of masks over a
  // million.
  @Test
  void marketDecides() {
    var then = cost(Design.janus1().withMarket(new Market("2024", null, 10_000_000)));
    var now = cost(Design.janus1().withMarket(new Market("2026-03", null, 10_000_000)));
    assertEquals(8 * (8 - 2.13), now.usd().typical() - then.usd().typical(), 1e-9);
    var few = cost(Design.janus1().withMarket(new Market("2024", null, 1_000_000)));
    assertEquals((40 + 4) * 0.9, few.usd().typical() - then.usd().typical(), 1e-9);
  }

  @Test
  void memoryWithoutAPriceHasNoCost() {
    Design.OffChip hbm = new Design.OffChip("hbm3", 8192, null);
    assertNull(cost(Design.janus1().withOffChip(hbm)));
  }
}
