package janus.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import janus.pareto.Objective;
import janus.search.FrontRanges.OfDesign;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontRangesTest {
  private static final List<Objective> OBJECTIVES =
      List.of(Objective.minimize("joules"), Objective.maximize("rate"));

  // Two designs, four samples. The second is better in both in sample 2, by a tenth and a fifth of
  // the first's; breaks a limit in sample 3; and has no rate in sample 4.
  private static final double[][][] VALUES = {
    {{10, 10}, {10, 10}, {10, 10}, {10, 10}},
    {{11, 12}, {9, 12}, {9, 12}, {9, Double.NaN}}
  };
  private static final boolean[][] KEEPS = {{true, true, true, true}, {true, true, false, true}};

  private static final List<OfDesign> RANGES = FrontRanges.of(OBJECTIVES, VALUES, KEEPS);

  @Test
  void onlyDesignsThatKeepTheLimitsBeatOthers() {
    assertEquals(3.0 / 4, RANGES.get(0).onFront(), 1e-12);
    assertEquals(2.0 / 4, RANGES.get(1).onFront(), 1e-12);
  }

  // 10 % in one of four samples.
  @Test
  void regretIsWhatAllObjectivesLackOfTheFront() {
    assertEquals(2.5, RANGES.get(0).regretPercent(), 1e-12);
    assertEquals(0, RANGES.get(1).regretPercent(), 1e-12);
  }

  @Test
  void quantilesAreOfTheSamplesThatHaveAValue() {
    assertEquals(new FrontRanges.Quantiles(9, 9, 11), RANGES.get(1).objectives().get(0));
    assertEquals(new FrontRanges.Quantiles(12, 12, 12), RANGES.get(1).objectives().get(1));
    double[][][] none = {{{1, Double.NaN}}};
    assertNull(
        FrontRanges.of(OBJECTIVES, none, new boolean[][] {{true}}).get(0).objectives().get(1));
  }

  // What is equal is on the front together, and none regrets the other.
  @Test
  void equalDesignsShareTheFront() {
    double[][][] equal = {{{1, 2}}, {{1, 2}}};
    for (OfDesign each : FrontRanges.of(OBJECTIVES, equal, new boolean[][] {{true}, {true}})) {
      assertEquals(1, each.onFront());
      assertEquals(0, each.regretPercent());
    }
  }
}
