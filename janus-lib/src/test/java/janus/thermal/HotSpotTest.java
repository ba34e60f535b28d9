package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.catalog.PackageCatalog;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against runs of HotSpot 7.0 (commit f18831e, its direct solver), whose output has two decimals.
 */
class HotSpotTest {
  private static final double ROUNDING = 0.0051;

  // wide: oblong die and cells, three intervals of power. skin: k = 1 W/m/K lid and skin.
  // board: secondary path. flush: spreader of the die's size.
  @ParameterizedTest
  @ValueSource(strings = {"wide", "skin", "board", "flush"})
  void everyTemperatureIsHotSpots(String name) throws IOException, URISyntaxException {
    Path folder =
        Path.of(HotSpotTest.class.getResource("hotspot/" + name + ".flp").toURI()).getParent();
    PackageSettings settings = PackageCatalog.bundled().standard();
    int grid = 0;
    BlockMapping mapping = BlockMapping.AVG;
    for (String line : Files.readAllLines(folder.resolve(name + ".settings"))) {
      String key = line.substring(0, line.indexOf(' '));
      String value = line.substring(line.indexOf(' ') + 1);
      switch (key) {
        case "grid_rows", "grid_cols" -> grid = Integer.parseInt(value);
        case "grid_map_mode" -> mapping = BlockMapping.parse(value);
        default -> settings = settings.with(key, value);
      }
    }
    compare(folder, name + ".flp", name + ".ptrace", name + ".steady", settings, grid, mapping);
  }

  @TestFactory
  Stream<DynamicTest> sharedCasesAreHotSpots() {
    Path shared = Path.of(System.getProperty("janus.root"), "..", "shared", "reference", "hotspot");
    if (!Files.isDirectory(shared)) {
      return Stream.of(
          dynamicTest("shared folder is not here: 4 HotSpot cases not checked", () -> {}));
    }
    PackageSettings standard = PackageCatalog.bundled().standard();
    PackageSettings lid =
        standard
            .with(PackageSetting.S_SPREADER, 0.0105)
            .with(PackageSetting.T_SPREADER, 0.0005)
            .with(PackageSetting.S_SINK, 0.021)
            .with(PackageSetting.T_SINK, 0.0005)
            .with(PackageSetting.R_CONVEC, 30)
            .with(PackageSetting.AMBIENT, 298.15);
    return Stream.of(
        dynamicTest("default package", () -> janus(shared, "A_default_64.steady", standard)),
        dynamicTest("lid", () -> janus(shared, "C_lid_r30.steady", lid)),
        dynamicTest(
            "lid at 128 x 128", () -> table(shared, lid, 128, 149.58, 147.46, 147.64, 147.84)),
        dynamicTest(
            "lid at 256 x 256", () -> table(shared, lid, 256, 149.65, 147.46, 147.64, 147.84)));
  }

  private static void janus(Path folder, String steady, PackageSettings settings) {
    compare(folder, "janus.flp", "janus.ptrace", steady, settings, 64, BlockMapping.AVG);
  }

  // The table's iterative runs stop up to 0.03 K short of convergence.
  private static void table(Path folder, PackageSettings settings, int grid, double... celsius) {
    ThermalField field = solve(folder, "janus.flp", "janus.ptrace", settings, grid);
    Map<String, Double> named = field.named(BlockMapping.AVG);
    List<String> blocks = List.of("Q0_SRAM", "Q0_COMPUTE", "Q1_COMPUTE", "EDRAM");
    for (int b = 0; b < celsius.length; b++) {
      assertEquals(celsius[b] + 273.15, named.get(blocks.get(b)), 0.05, blocks.get(b));
    }
  }

  private static ThermalField solve(
      Path folder, String flp, String ptrace, PackageSettings settings, int grid) {
    Floorplan floorplan = Floorplan.read(folder.resolve(flp));
    double[] watts = PowerTrace.read(folder.resolve(ptrace)).inOrderOf(floorplan).average();
    return new ThermalGrid(floorplan, settings, grid, grid).steady(watts);
  }

  private static void compare(
      Path folder,
      String flp,
      String ptrace,
      String steady,
      PackageSettings settings,
      int grid,
      BlockMapping mapping) {
    ThermalField field = solve(folder, flp, ptrace, settings, grid);
    Map<String, Double> theirs = SteadyFile.read(folder.resolve(steady));
    Map<String, Double> ours = field.named(mapping);
    assertEquals(List.copyOf(theirs.keySet()), List.copyOf(ours.keySet()));
    theirs.forEach((name, kelvin) -> assertEquals(kelvin, ours.get(name), ROUNDING, name));
    assertTrue(Math.abs(field.heatBalanceResidual()) < 1e-9);
  }
}
