package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.thermal.Floorplan;
import janus.thermal.PowerTrace;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DieFloorplanTest {
  private static double areaMm2(Floorplan floorplan, Predicate<String> names) {
    return floorplan.blocks().stream()
        .filter(block -> names.test(block.name()))
        .mapToDouble(block -> block.area() * 1e6)
        .sum();
  }

  @Test
  void partsAddUpToTheirAreas() {
    for (double aspect : new double[] {0.5, 1, 1.27, 3}) {
      Floorplan floorplan = DieFloorplan.of(new DieArea(8, 12, 0.5, 20), aspect);
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
    Floorplan floorplan = DieFloorplan.of(new DieArea(8, 12, 0.5, 20), 1);
    double[] watts = DieFloorplan.power(floorplan, 4, 8, 1, 2);
    assertArrayEquals(new double[] {1, 2, 1, 2, 2, 1, 2, 1, 1, 2}, watts);
  }

  // The example files carry the published areas: 1.6 + 72.0 + 0.8 + 5.6 mm2, 5:4.
  @Test
  void theExampleFileIsTheGeneratorsWork() {
    Path folder = Path.of(System.getProperty("janus.root"), "data", "floorplans");
    Floorplan file = Floorplan.read(folder.resolve("janus-1.flp"));
    Floorplan made = DieFloorplan.of(new DieArea(1.6, 72.0, 0.8, 5.6), 1.25);
    assertEquals(made.toText(), file.toText());
    PowerTrace trace = PowerTrace.read(folder.resolve("janus-1.ptrace")).inOrderOf(file);
    assertArrayEquals(DieFloorplan.power(file, 2.562, 0.327, 0.012, 1.149), trace.average(), 1e-9);
  }

  // Without tier 2 the die ends at the second quadrant; without tier 1 the arrays reach its edges.
  @Test
  void aTierWithoutAreaHasNoBlock() {
    Floorplan noTier2 = DieFloorplan.of(new DieArea(8, 12, 0.5, 0), 1);
    assertEquals(9, noTier2.blocks().size());
    assertEquals(20.5, noTier2.width() * noTier2.height() * 1e6, 1e-9);
    Floorplan noTier1 = DieFloorplan.of(new DieArea(0, 12, 0.5, 20), 1);
    assertEquals(
        List.of("Q0_COMPUTE", "Q1_COMPUTE", "Q2_COMPUTE", "Q3_COMPUTE", "MESH", "TIER2"),
        noTier1.names());
    assertArrayEquals(new double[] {2, 2, 2, 2, 1, 3}, DieFloorplan.power(noTier1, 0, 8, 1, 3));
  }

  @Test
  void impossibleDiesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DieArea(1, 0, 1, 1));
    var area = new DieArea(1, 1, 1, 1);
    assertThrows(IllegalArgumentException.class, () -> DieFloorplan.of(area, Double.NaN));
  }
}
