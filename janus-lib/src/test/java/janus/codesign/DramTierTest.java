package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DramCatalog;
import janus.catalog.TechnologyCatalog;
import janus.provenance.BadInputException;
import janus.simulator.Tier3Settings;
import janus.technology.DramPart;
import janus.units.DataSize;
import org.junit.jupiter.api.Test;

class DramTierTest {
  private static final DataSize CAPACITY = DataSize.ofMiB(1024);

  @Test
  void thePublishedTierIsThePartOfItsName() {
    DramPart part = DramCatalog.bundled().byName("lpddr5-6400");
    assertEquals(Tier3Settings.lpddr5At6400(CAPACITY, 4), DramTier.of(part, CAPACITY, 4));
  }

  @Test
  void everyPartHasATechnologyForItsEnergyAndAllTimings() {
    var technologies = TechnologyCatalog.bundled();
    for (String name : DramCatalog.bundled().names()) {
      DramPart part = DramCatalog.bundled().byName(name);
      assertEquals(part.technology(), technologies.byName(part.technology()).id());
      assertTrue(DramTier.of(part, CAPACITY, 2).peakGbPerS() > 0, name);
    }
  }

  // DDR5-4800: 4800 Mb/s on 32 bits are 19.2 GB/s; CL 36 at 416 ps is 14.976 ns.
  @Test
  void ddr5HasTheTimingsOfItsSource() {
    Tier3Settings tier = DramTier.of(DramCatalog.bundled().byName("DDR5-4800"), CAPACITY, 2);
    assertEquals(38.4, tier.peakGbPerS(), 1e-9);
    assertEquals(14.976, tier.timings().readLatencyNs(), 1e-9);
    assertEquals(32, tier.shape().banksPerChannel());
  }

  @Test
  void anUnknownPartIsRefusedWithTheNamesThereAre() {
    var refused = assertThrows(BadInputException.class, () -> DramCatalog.bundled().byName("ddr9"));
    assertTrue(refused.getMessage().contains("lpddr5x-8533"), refused.getMessage());
  }
}
