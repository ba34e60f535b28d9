package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.catalog.PackageCatalog;
import janus.progress.Progress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThermalTransientTest {
  private static final PackageSettings STANDARD = PackageCatalog.bundled().standard();

  private static Floorplan square(double side) {
    return new Floorplan(List.of(new Floorplan.Block("die", side, side, 0, 0)));
  }

  // A slab whose plates conduct perfectly is one capacity behind one resistance:
  // T = ambient + P R (1 - exp(-t / (R C))).
  @Test
  void oneCapacityChargesExponentially() {
    PackageSettings lump = STANDARD.with("s_spreader", "0.01").with("s_sink", "0.01");
    for (String name : List.of("k_chip", "k_interface", "k_spreader", "k_sink")) {
      lump = lump.with(name, "1e9");
    }
    lump = lump.with("r_convec", "10").with("c_convec", "0");
    // C = 0.333 x 1e-4 m2 x sum of p t, in J/m2/K.
    double c = 0.333 * 1e-4 * (1630300 * 0.00015 + 4e6 * 2e-5 + 3.55e6 * 0.001 + 3.55e6 * 0.0069);
    var run = ThermalTransient.from(new ThermalGrid(square(0.01), lump, 4, 4), 318.15);
    for (int i = 1; i <= 8; i++) {
      run.advance(new double[] {2}, 2.5);
      double expected = 318.15 + 20 * (1 - Math.exp(-2.5 * i / (10 * c)));
      assertEquals(expected, run.blocks(BlockMapping.AVG)[0], 0.05);
    }
  }

  @Test
  void aSteadyFieldStaysAsItIs() {
    var grid = new ThermalGrid(square(0.008), STANDARD.with("r_convec", "5"), 9, 8);
    ThermalField steady = grid.steady(new double[] {3});
    ThermalTransient run = ThermalTransient.from(steady);
    run.advance(new double[] {3}, 1.0);
    assertArrayEquals(steady.chipCells(), run.field().chipCells(), 1e-3);
  }

  @Test
  void everythingEndsSteady() {
    PackageSettings small = STANDARD.with("r_convec", "2").with("c_convec", "0.1");
    var grid = new ThermalGrid(square(0.008), small, 8, 8);
    var run = ThermalTransient.from(grid, 300);
    run.advance(new double[] {3}, 1e5);
    assertArrayEquals(grid.steady(new double[] {3}).chipCells(), run.field().chipCells(), 1e-3);
  }

  // Twelve intervals of random powers, by HotSpot 7.0 (commit f18831e) with its adaptive
  // Runge-Kutta solver, 16 x 16, two decimals.
  @Test
  void temperaturesOverTimeAreHotSpots() throws IOException, URISyntaxException {
    Path folder =
        Path.of(ThermalTransientTest.class.getResource("hotspot/steps.flp").toURI()).getParent();
    Floorplan floorplan = Floorplan.read(folder.resolve("steps.flp"));
    PowerTrace power = PowerTrace.read(folder.resolve("steps.ptrace"));
    PackageSettings settings =
        STANDARD.with("r_convec", "5").with("sampling_intvl", "0.002").with("init_temp", "318.15");
    var grid = new ThermalGrid(floorplan, settings, 16, 16);
    HeatTrace trace =
        HeatTrace.run(
            ThermalTransient.from(grid, 318.15),
            power.inOrderOf(floorplan),
            0.002,
            BlockMapping.AVG,
            Progress.NONE);
    List<String> lines = Files.readAllLines(folder.resolve("steps.ttrace"));
    List<String> names = List.of(lines.get(0).strip().split("\\s+", -1));
    assertEquals(lines.size() - 1, trace.kelvin().size());
    for (int t = 0; t < trace.kelvin().size(); t++) {
      String[] words = lines.get(t + 1).strip().split("\\s+", -1);
      for (int b = 0; b < words.length; b++) {
        double ours = trace.kelvin().get(t)[trace.blocks().indexOf(names.get(b))];
        assertEquals(Double.parseDouble(words[b]), ours, 0.02, names.get(b) + " at " + t);
      }
    }
  }

  // A cell of 128 x 128 takes all the power: an error of its own temperature is lost in a mean over
  // the die. One interval against the same in 64 parts.
  @Test
  void errorsOfASmallHotBlockAreSeen() {
    double cell = 0.02 / 128;
    double rest = 0.01 - cell;
    var floorplan =
        new Floorplan(
            List.of(
                new Floorplan.Block("hot", cell, cell, 0.01, 0.01),
                new Floorplan.Block("west", 0.01, 0.02, 0, 0),
                new Floorplan.Block("east", rest, 0.02, 0.01 + cell, 0),
                new Floorplan.Block("south", cell, 0.01, 0.01, 0),
                new Floorplan.Block("north", cell, rest, 0.01, 0.01 + cell)));
    var grid = new ThermalGrid(floorplan, STANDARD, 128, 128);
    double[] watts = {5, 0, 0, 0, 0};
    var coarse = ThermalTransient.from(grid, 318.15);
    coarse.advance(watts, 1e-4);
    var fine = ThermalTransient.from(grid, 318.15);
    for (int i = 0; i < 64; i++) {
      fine.advance(watts, 1e-4 / 64);
    }
    double hot = fine.blocks(BlockMapping.AVG)[0];
    assertEquals(387.97, hot, 0.05);
    assertEquals(hot, coarse.blocks(BlockMapping.AVG)[0], 0.03);
  }

  @Test
  void impossibleStepsAreRefused() {
    var grid = new ThermalGrid(square(0.008), STANDARD, 4, 4);
    var run = ThermalTransient.from(grid, 300);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> run.advance(new double[] {1}, bad));
    }
    assertThrows(IllegalArgumentException.class, () -> run.advance(new double[] {-1}, 1));
    assertThrows(IllegalArgumentException.class, () -> ThermalTransient.from(grid, 0));
  }
}
