package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import janus.technology.ElectroThermal.Outcome;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.Floorplan.Block;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChipHeatTest {
  // Two blocks, 2 K/W each on itself and 1 K/W on the other, 3 W and 1 W: rises 7 and 5 K.
  @Test
  void constantPowerIsTheLinearResponse() {
    double[] celsius =
        ChipHeat.settle(new double[][] {{2, 1}, {1, 2}}, t -> new double[] {3, 1}, 25);
    assertArrayEquals(new double[] {32, 30}, celsius, 1e-9);
  }

  // One block of 10 K/W and P = 1 + 0.05 (T - 25): T - 25 = 10 / (1 - 0.5) = 20.
  @Test
  void leakageRaisesTheTemperatureThatRaisesIt() {
    double[] celsius =
        ChipHeat.settle(new double[][] {{10}}, t -> new double[] {1 + 0.05 * (t[0] - 25)}, 25);
    assertEquals(45, celsius[0], 1e-6);
  }

  // The hottest cell of a block is hotter than the block's mean: it is the one to be known.
  @Test
  void aCellBeyondWhatIsKnownIsBeyondTheLimit() {
    var die =
        new Floorplan(
            List.of(new Block("HOT", 1e-3, 2e-3, 0, 0), new Block("COLD", 1e-3, 2e-3, 1e-3, 0)));
    var grid = new ThermalGrid(die, PackageCatalog.bundled().settings("bga-lid"), 16, 16);
    ChipHeat free = solve(grid, 1e3);
    double mean = free.report().hottestBlockCelsius();
    assertTrue(mean < free.junctionC());
    assertEquals(Outcome.SETTLES, free.outcome());
    assertEquals(Outcome.SETTLES, solve(grid, free.junctionC()).outcome());
    assertEquals(Outcome.BEYOND_LIMIT, solve(grid, (mean + free.junctionC()) / 2).outcome());
  }

  private static ChipHeat solve(ThermalGrid grid, double knownToC) {
    return ChipHeat.solve(
        grid,
        grid.response(BlockMapping.AVG),
        celsius -> new double[] {1, 0},
        knownToC,
        ThermalLimits.NONE);
  }

  // A loop gain of 10 x 0.11 passes 1: every step adds more than the one before.
  @Test
  void aLoopGainAboveOneRunsAway() {
    double[] celsius =
        ChipHeat.settle(new double[][] {{10}}, t -> new double[] {1 + 0.11 * (t[0] - 25)}, 25);
    assertEquals(0, celsius.length);
  }
}
