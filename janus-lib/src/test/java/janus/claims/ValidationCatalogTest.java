package janus.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ValidationCatalogTest {
  private final ValidationCatalog catalog = new ValidationCatalog(DataFolder.bundled());

  // HotSpot prints two decimals; its adaptive steps over time are coarser.
  @Test
  void everyRecordedBlockIsAsHotAsInHotSpot() {
    HotSpotComparison.Table table = catalog.hotSpot();
    var labels = new HashSet<String>();
    for (HotSpotComparison.Run run : table.runs()) {
      assertTrue(labels.add(run.label()), run.label());
      assertTrue(run.worstDifferenceK() < (run.intervals() == 1 ? 0.0051 : 0.1), run.toString());
      assertTrue(run.heatBalance() == null || Math.abs(run.heatBalance()) < 1e-9, run.toString());
    }
    assertEquals(
        table.blocks().size(),
        table.runs().stream()
            .filter(run -> run.intervals() == 1)
            .mapToInt(HotSpotComparison.Run::blocks)
            .sum());
  }
}
