package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferedArrayTest {
  private static final double ENDLESS = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void endlessBandwidthTakesTheClosedForm(Dataflow dataflow) {
    var random = new Random(4);
    for (int i = 0; i < 50; i++) {
      var array = new SystolicArray(1 + random.nextInt(20), 1 + random.nextInt(20));
      var gemm = new Gemm(1 + random.nextInt(99), 1 + random.nextInt(99), 1 + random.nextInt(99));
      BufferedArray.Run run = new BufferedArray(array, ENDLESS, ENDLESS, 1).run(gemm, dataflow);
      assertEquals(array.computeCycles(gemm, dataflow) + 1, run.totalCycles());
      assertEquals(0, run.operandStallCycles() + run.resultStallCycles() + run.fillCycles());
    }
  }

  // 2 x 2 array, weights stay, M=3, N=2, K=4: two folds of 3 + 4 + 0 = 7 cycles, each fetching
  // 2x2 weights and 3x2 inputs: 10 words. At 1 word a cycle fold 0 starts at 10 and ends at 17;
  // fold 1's fetch runs 10 to 20, so it waits 3 and ends at 27. 3x2 results drain to 33.
  @Test
  void twoFoldsOnPaper() {
    BufferedArray.Run run =
        new BufferedArray(new SystolicArray(2, 2), 1, 1, 1000).run(new Gemm(3, 2, 4), Dataflow.WS);
    assertEquals(new BufferedArray.Run(33, 14, 10, 3, 0, 6, 20, 6, "compute"), run);
  }

  // One fold of 16 x 16 weights at a word a cycle: 16 x 16 + 16 words are fetched for 47 cycles of
  // computing, and 16 results drain in 16, at 0.1 a cycle in 160.
  @Test
  void fillAndDrainLimitAProductToo() {
    var array = new SystolicArray(16, 16);
    var gemm = new Gemm(1, 16, 16);
    assertEquals("operands", new BufferedArray(array, 1, 1, 1000).run(gemm, Dataflow.WS).limit());
    assertEquals(
        "results", new BufferedArray(array, ENDLESS, 0.1, 1000).run(gemm, Dataflow.WS).limit());
    assertEquals("compute", new BufferedArray(array, 9, 1, 1000).run(gemm, Dataflow.WS).limit());
  }

  // Weights stay, K=6 in three folds of rows of 1 + 4 + 0 = 5 cycles for each of 3 columns: results
  // end at 15, 30 and 45 and drain in 20. Folds 3 to 5 sum up beside the drain; the 3rd column's
  // wait until the first has drained at 35: to 50, drained at 75.
  @Test
  void partialResultsWaitForNoBuffer() {
    BufferedArray.Run run =
        new BufferedArray(new SystolicArray(2, 2), ENDLESS, 0.1, 1000)
            .run(new Gemm(1, 6, 6), Dataflow.WS);
    assertEquals(new BufferedArray.Run(75, 45, 0, 0, 5, 25, 42, 6, "compute"), run);
  }

  // Outputs stay, K=1: a fold computes 2x2 results in 3 cycles and drains them in 40. The third
  // waits until the first is drained.
  @Test
  void slowDrainingStallsTheThirdFold() {
    BufferedArray.Run run =
        new BufferedArray(new SystolicArray(2, 2), ENDLESS, 0.1, 1000)
            .run(new Gemm(6, 2, 1), Dataflow.OS);
    // Folds end at 3 and 6; drained at 43 and 83; fold 2 starts at 43, ends at 46; drained 123.
    assertEquals(37, run.resultStallCycles());
    assertEquals(123, run.totalCycles());
    assertEquals("results", run.limit());
  }

  @Test
  void aBufferThatHoldsTheInputReadsItOnce() {
    var array = new SystolicArray(4, 4);
    var gemm = new Gemm(5, 12, 8);
    long all = new BufferedArray(array, 1, 1, 80).run(gemm, Dataflow.WS).wordsRead();
    long again = new BufferedArray(array, 1, 1, 79).run(gemm, Dataflow.WS).wordsRead();
    // Weights 8 x 12 once; inputs 5 x 8, once or for each of 3 columns of folds.
    assertEquals(96 + 40, all);
    assertEquals(96 + 120, again);
  }

  // Of two products in a row the second is fetched while the first computes: 10 words take 10
  // cycles a fold, so the four folds wait 10, 3, 3 and 3 and compute 7 each; 6 results drain last.
  @Test
  void productsInARowOverlap() {
    BufferedArray.Run run =
        new BufferedArray(new SystolicArray(2, 2), 1, 1, 1000)
            .run(new Gemm(3, 2, 4), Dataflow.WS, 2);
    assertEquals(10 + 3 * 3 + 4 * 7 + 6, run.totalCycles());
    assertEquals(40, run.wordsRead());
  }

  // Inputs stay, so that weights stream: 2 x 3 words of them at half a word a cycle take 12 cycles,
  // longer than all 10 words of the fold at 1 a cycle.
  @Test
  void theSecondMatrixMayComeFromASlowerMemory() {
    var array = new BufferedArray(new SystolicArray(2, 2), 1, 0.5, ENDLESS, 1000);
    assertEquals(12, array.run(new Gemm(2, 3, 2), Dataflow.IS).fillCycles());
    // Weights stay: 2 x 2 of them take 8 cycles, less than 4 + 2 x 3 words through the port.
    assertEquals(10, array.run(new Gemm(3, 2, 2), Dataflow.WS).fillCycles());
  }

  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void lessBandwidthIsNeverFaster(Dataflow dataflow) {
    var array = new SystolicArray(8, 4);
    var gemm = new Gemm(33, 47, 29);
    long before = 0;
    for (double words : new double[] {64, 16, 4, 1, 0.25}) {
      BufferedArray.Run run = new BufferedArray(array, words, words, 500).run(gemm, dataflow);
      assertTrue(run.totalCycles() >= before);
      // No faster than the bus.
      assertTrue(run.totalCycles() >= run.wordsRead() / words);
      before = run.totalCycles();
    }
  }

  @Test
  void impossibleBuffersAreRefused() {
    var array = new SystolicArray(2, 2);
    assertThrows(IllegalArgumentException.class, () -> new BufferedArray(array, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new BufferedArray(array, 1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new BufferedArray(array, 1, 1, 0));
  }

  // Columns 1, 2, 3, 4 hops away.
  @Test
  void hopsFromTheEdgeAreCounted() {
    var mesh = new Mesh(4, 4);
    assertEquals(2.5, mesh.meanHopsFromEdge(), 1e-12);
    var hop = new Fact(Range.exactly(0.081), "pJ/bit/hop", Basis.PUBLISHED, "isaac2016", "");
    assertEquals(0.081e-12 * 256 * 3, mesh.energyJ(256, 3, hop).typical(), 1e-24);
  }

  // The recurrence of the class, fold by fold, over random arrays, products and bandwidths.
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void skippingRepeatedFoldsChangesNothing(Dataflow dataflow) {
    var random = new Random(11);
    for (int i = 0; i < 400; i++) {
      var array = new SystolicArray(1 + random.nextInt(9), 1 + random.nextInt(9));
      var gemm = new Gemm(1 + random.nextInt(60), 1 + random.nextInt(60), 1 + random.nextInt(60));
      var buffered =
          new BufferedArray(
              array,
              0.2 + random.nextDouble(20),
              random.nextBoolean() ? ENDLESS : 0.1 + random.nextDouble(5),
              0.1 + random.nextDouble(5),
              1 + random.nextInt(4000));
      int products = 1 + random.nextInt(5);
      assertEquals(
          FoldByFold.run(buffered, gemm, dataflow, products),
          buffered.run(gemm, dataflow, products),
          buffered + " " + gemm);
    }
  }
}
