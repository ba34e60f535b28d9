package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThermalGridTest {
  private static final PackageSettings STANDARD = PackageCatalog.bundled().standard();

  private static Floorplan square(double side) {
    return new Floorplan(List.of(new Floorplan.Block("die", side, side, 0, 0)));
  }

  private static Floorplan halves() {
    return new Floorplan(
        List.of(
            new Floorplan.Block("west", 0.004, 0.008, 0, 0),
            new Floorplan.Block("east", 0.004, 0.008, 0.004, 0)));
  }

  // Every plate as large as the die, 10 mm: one-dimensional conduction. With 10 W, k = 100 W/m/K,
  // 1 mm chip, spreader and sink and 0.1 mm of k = 1 the drops are 10 W x t / (k 1e-4 m2):
  // chip 1 K, interface 10 K, spreader 1 K, sink 1 K; convection 2 K/W adds 20 K: 33 K.
  @Test
  void aSlabConductsInOneDimension() {
    PackageSettings slab = STANDARD.with(PackageSetting.R_CONVEC, 2);
    for (String name : List.of("s_spreader", "s_sink")) {
      slab = slab.with(name, "0.01");
    }
    for (String name : List.of("t_chip", "t_spreader", "t_sink")) {
      slab = slab.with(name, "0.001");
    }
    for (String name : List.of("k_chip", "k_spreader", "k_sink")) {
      slab = slab.with(name, "100");
    }
    slab = slab.with("t_interface", "0.0001").with("k_interface", "1");
    ThermalField field = new ThermalGrid(square(0.01), slab, 8, 8).steady(new double[] {10});
    for (double cell : field.chipCells()) {
      assertEquals(318.15 + 33, cell, 1e-9);
    }
  }

  // Mean sink temperature = ambient + P (r_convec + t / (k s^2)) = 318.15 + 5 (0.1 + 0.0069 /
  // 1.44).
  @Test
  void meanSinkTemperatureFollowsFromThePower() {
    ThermalField field = new ThermalGrid(halves(), STANDARD, 16, 16).steady(new double[] {5, 0});
    assertEquals(318.15 + 5 * (0.1 + 0.0069 / 1.44), field.meanSink(), 1e-9);
    assertEquals(5, field.heatThroughSink(), 5e-12);
  }

  @Test
  void mirroredPowerGivesMirroredTemperatures() {
    var grid = new ThermalGrid(halves(), STANDARD, 12, 10);
    double[] west = grid.steady(new double[] {3, 1}).blocks(BlockMapping.AVG);
    double[] east = grid.steady(new double[] {1, 3}).blocks(BlockMapping.AVG);
    assertEquals(west[0], east[1], 1e-9);
    assertEquals(west[1], east[0], 1e-9);
    assertTrue(west[0] > west[1]);
  }

  @Test
  void risesOfTheOuterLayersAreThoseOfTheWholeField() {
    var grid = new ThermalGrid(halves(), STANDARD, 12, 10);
    double[] watts = {3, 1};
    double[] cells = grid.steady(watts).chipCells();
    double[] rises = grid.outerRises(List.of(watts))[0][0];
    for (int cell = 0; cell < cells.length; cell++) {
      assertEquals(cells[cell] - 318.15, rises[cell], 1e-6);
    }
  }

  @Test
  void temperatureRiseIsLinearInPower() {
    var grid = new ThermalGrid(halves(), STANDARD, 15, 15);
    double once = grid.steady(new double[] {1, 2}).hottest() - 318.15;
    double thrice = grid.steady(new double[] {3, 6}).hottest() - 318.15;
    assertEquals(3 * once, thrice, 1e-9);
  }

  // Kirchhoff's law at every node, summed the obvious way.
  @Test
  void directSolutionSatisfiesEveryBalance() {
    PackageSettings board = STANDARD.with("model_secondary", "1").with("r_convec", "10");
    for (Lateral lateral : Lateral.values()) {
      var grid = new ThermalGrid(halves(), board, 6, 4, lateral);
      ThermalField field = grid.steady(new double[] {4, 1});
      assertTrue(NetworkBalance.worst(grid, field) < 1e-9, lateral.name());
    }
  }

  @Test
  void heatGoesOutThroughTheBoardToo() {
    PackageSettings board = STANDARD.with("model_secondary", "1").with("r_convec", "40");
    ThermalField field = new ThermalGrid(halves(), board, 32, 32).steady(new double[] {2, 1});
    assertTrue(field.heatThroughBoard() > 0.1);
    assertEquals(0, field.heatBalanceResidual(), 1e-9);
  }

  @Test
  void noPowerMeansAmbient() {
    ThermalField field = new ThermalGrid(halves(), STANDARD, 8, 8).steady(new double[] {0, 0});
    assertEquals(318.15, field.hottest(), 0);
    assertEquals(0, field.heatBalanceResidual(), 0);
  }

  // Power x (limit - ambient) / rise, put back in, just reaches the limit.
  @Test
  void throttlingPowerReachesTheLimit() {
    var grid = new ThermalGrid(halves(), STANDARD.with("r_convec", "20"), 16, 16);
    var limits = new ThermalLimits(95.0, null);
    double power = limits.throttlingPower(grid.steady(new double[] {3, 1}));
    ThermalField atLimit = grid.steady(new double[] {power * 0.75, power * 0.25});
    assertEquals(95 + 273.15, atLimit.hottest(), 1e-9);
    double skin = new ThermalLimits(null, 46.0).throttlingPower(atLimit);
    assertTrue(skin < power);
  }

  @Test
  void lateralConductionMattersOnlyOnOblongCells() {
    double[] watts = {3, 1};
    double[] hotspot =
        new ThermalGrid(halves(), STANDARD, 16, 16, Lateral.HOTSPOT)
            .steady(watts)
            .blocks(BlockMapping.AVG);
    double[] exact =
        new ThermalGrid(halves(), STANDARD, 16, 16, Lateral.EXACT)
            .steady(watts)
            .blocks(BlockMapping.AVG);
    assertEquals(exact[0], hotspot[0], 1e-9);
  }

  @Test
  void impossiblePackagesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ThermalGrid(halves(), STANDARD.with("s_spreader", "0.007"), 8, 8));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ThermalGrid(halves(), STANDARD.with("s_sink", "0.02"), 8, 8));
    assertThrows(IllegalArgumentException.class, () -> new ThermalGrid(halves(), STANDARD, 0, 8));
    assertThrows(IllegalArgumentException.class, () -> STANDARD.with("k_sink", "-1"));
    assertThrows(IllegalArgumentException.class, () -> STANDARD.with("k_sink", "NaN"));
    var unknown =
        assertThrows(IllegalArgumentException.class, () -> STANDARD.with("r_convect", "1"));
    assertTrue(unknown.getMessage().contains("r_convec_sec"), unknown.getMessage());
  }
}
