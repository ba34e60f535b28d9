package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class JanusFloorplanTest {
  private static double areaMm2(Floorplan floorplan, Predicate<String> names) {
    return floorplan.blocks().stream()
        .filter(block -> names.test(block.name()))
        .mapToDouble(block -> block.area() * 1e6)
        .sum();
  }

  @Test
  void partsAddUpToTheirAreas() {
    for (double aspect : new double[] {0.5, 1, 1.27, 3}) {
      Floorplan floorplan = JanusFloorplan.of(new DieArea(8, 12, 0.5, 20), aspect);
      assertEquals(8, areaMm2(floorplan, name -> name.endsWith("TIER1")), 1e-9);
      assertEquals(12, areaMm2(floorplan, name -> name.endsWith("COMPUTE")), 1e-9);
      assertEquals(0.5, areaMm2(floorplan, "MESH"::equals), 1e-9);
      assertEquals(20, areaMm2(floorplan, "TIER2"::equals), 1e-9);
      assertEquals(40.5, floorplan.width() * floorplan.height() * 1e6, 1e-9);
      assertEquals(aspect, floorplan.width() / floorplan.height(), 1e-9);
    }
  }

  @Test
  void powersGoToTheirBlocks() {
    double[] watts = JanusFloorplan.power(4, 8, 1, 2);
    assertArrayEquals(new double[] {1, 2, 1, 2, 2, 1, 2, 1, 1, 2}, watts);
  }

  // The example files carry the published areas: 1.6 + 72.0 + 0.8 + 5.6 mm2, 5:4.
  @Test
  void theExampleFileIsTheGeneratorsWork() {
    Path folder = Path.of(System.getProperty("janus.root"), "data", "floorplans");
    Floorplan file = Floorplan.read(folder.resolve("janus-1.flp"));
    Floorplan made = JanusFloorplan.of(new DieArea(1.6, 72.0, 0.8, 5.6), 1.25);
    assertEquals(made.toText(), file.toText());
    PowerTrace trace = PowerTrace.read(folder.resolve("janus-1.ptrace")).inOrderOf(file);
    assertArrayEquals(JanusFloorplan.power(2.562, 0.327, 0.012, 1.149), trace.average(), 1e-9);
  }

  @Test
  void impossibleDiesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DieArea(0, 1, 1, 1));
    var area = new DieArea(1, 1, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> JanusFloorplan.of(area, Double.NaN));
  }
}
