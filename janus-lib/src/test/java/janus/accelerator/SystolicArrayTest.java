package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.claims.ScaleSimRun;
import janus.claims.ValidationCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystolicArrayTest {
  private static final SystolicArray TILE = new SystolicArray(16, 16);

  // 2 x 2 array, weights stay, M=3 N=2 K=2: one fold of 2 (load) + 3 (stream) + 2+2-2 (drain) = 7
  // cycles, the last of which has number 6; 12 multiplications on 4 units in 6 cycles are half.
  @Test
  void oneFoldOnPaper() {
    var array = new SystolicArray(2, 2);
    var gemm = new Gemm(3, 2, 2);
    assertEquals(7, array.foldCycles(gemm, Dataflow.WS));
    assertEquals(6, array.computeCycles(gemm, Dataflow.WS));
    assertEquals(50.0, array.utilizationPercent(gemm, Dataflow.WS));
    assertEquals(100.0, array.mappingEfficiencyPercent(gemm, Dataflow.WS));
  }

  // K=17 over 16 rows: one full fold and one that uses a row: (16 + 1) / 32 of the units.
  @Test
  void aRaggedEdgeWastesUnits() {
    assertEquals(
        100.0 * 17 / 32, TILE.mappingEfficiencyPercent(new Gemm(1, 16, 17), Dataflow.WS), 1e-12);
  }

  // The published runs of SCALE-Sim v3 on a 16 x 16 array.
  @ParameterizedTest
  @CsvSource({
    "128,128,128,WS,11135", "128,128,128,OS,10111", "128,128,128,IS,11135",
    "16,4096,4096,WS,4063231", "16,4096,4096,OS,1056255", "16,4096,4096,IS,1060351"
  })
  void cyclesOfTheLargeRuns(long m, long n, long k, Dataflow dataflow, long cycles) {
    assertEquals(cycles, TILE.computeCycles(new Gemm(m, n, k), dataflow));
  }

  // 358 recorded runs of arrays from 1 x 1 to 3 x 32, and the six large ones.
  @Test
  void agreesWithScaleSimOnEveryRecordedRun() {
    List<ScaleSimRun> runs = new ValidationCatalog(DataFolder.bundled()).scaleSim();
    assertEquals(364, runs.size());
    for (ScaleSimRun run : runs) {
      assertTrue(run.equal(), run.toString());
    }
  }

  @Test
  void oneMultiplicationOnOneUnitIsNoDivisionByZero() {
    assertEquals(100.0, new SystolicArray(1, 1).utilizationPercent(new Gemm(1, 1, 1), Dataflow.OS));
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SystolicArray(0, 4));
    assertThrows(IllegalArgumentException.class, () -> new Gemm(1, 0, 1));
    var huge = new Gemm(2147483647, 2147483647, 2147483647);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SystolicArray(1, 1).computeCycles(huge, Dataflow.WS));
  }
}
