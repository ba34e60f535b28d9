package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.progress.Progress;
import java.io.IOException;
import java.util.List;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

/** The evaluator's time of the cache against an access-by-access simulation of the same designs. */
class SimulatedDesignsTest {
  private static List<SimulatedDesigns.Row> rows(int designs) throws IOException {
    var laboratory =
        new Laboratory(
            DataFolder.bundled(), null, null, null, null, List.of(), false, 2, Progress.NONE);
    return new SimulatedDesigns(laboratory).rows(designs);
  }

  @Test
  void theOrderIsKeptAndACacheInTier2IsWithin5Percent() throws IOException {
    List<SimulatedDesigns.Row> rows = rows(50);
    double[] evaluated = rows.stream().mapToDouble(SimulatedDesigns.Row::evaluatedMs).toArray();
    double[] simulated = rows.stream().mapToDouble(SimulatedDesigns.Row::simulatedMs).toArray();
    double correlation = new SpearmansCorrelation().correlation(evaluated, simulated);
    assertTrue(correlation >= 0.95, "rank correlation " + correlation);
    for (SimulatedDesigns.Row row : rows) {
      if (row.holds().equals(SimulatedDesigns.FAST_TIER_2)) {
        assertEquals(0, row.differencePercent(), 5, row.toString());
      }
    }
  }
}
