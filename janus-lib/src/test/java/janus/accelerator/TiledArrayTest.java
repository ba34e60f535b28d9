package janus.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.accelerator.StepWork.Operand;
import janus.accelerator.TiledArray.OperationRun;
import janus.accelerator.TiledArray.Ports;
import janus.catalog.ModelCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiledArrayTest {
  private static final double ENDLESS = Double.POSITIVE_INFINITY;
  private static final TiledArray JANUS = new TiledArray(new SystolicArray(16, 16), 16, 1);

  private static StepWork.Operation weights(Gemm gemm, long count, long sideBySide) {
    return new StepWork.Operation("w", gemm, count, sideBySide, Operand.WEIGHTS);
  }

  // 4 x 4 tiles, weights stay, 8 columns in 2 folds of columns: each of 2 tiles has 8 / 4 = 2 folds
  // of 4 + 1 + 4 + 4 - 2 = 11 cycles; a third tile has nothing to do.
  @Test
  void aProductIsCutAlongItsColumns() {
    var tiles = new TiledArray(new SystolicArray(4, 4), 3, 1);
    OperationRun run = tiles.run(weights(new Gemm(1, 8, 8), 1, 1), Ports.ENDLESS, Dataflow.WS);
    assertEquals(2, run.tilesBusy());
    assertEquals(22, run.cycles());
    assertEquals(100.0 * 64 / (22 * 48), run.peakPercent(), 1e-12);
  }

  // 6 columns of 4 fit one fold of 16: cut in 6, each fold would be as long and fetch its inputs
  // anew.
  // Where inputs stay, the 6 columns pass in time: 1 + 2 x 16 + 16 - 2 = 47 cycles, less than 52.
  @Test
  void aColumnOfFoldsIsCutOnlyWhereColumnsPassInTime() {
    StepWork.Operation narrow = weights(new Gemm(1, 6, 16), 1, 1);
    for (Dataflow dataflow : List.of(Dataflow.WS, Dataflow.OS)) {
      assertEquals(1, JANUS.run(narrow, Ports.ENDLESS, dataflow).tilesBusy());
    }
    OperationRun cut = JANUS.run(narrow, Ports.ENDLESS, Dataflow.IS);
    assertEquals(6, cut.tilesBusy());
    assertEquals(47, cut.cycles());
  }

  // Keys of 2 tokens and 4 queries of 64 channels, 8 heads in 16 layers, 24 operands a cycle.
  @Test
  void moreTilesAreNotSlowerOnNarrowProducts() {
    var keys = new StepWork.Operation("k", new Gemm(4, 2, 64), 128, 8, Operand.KEYS);
    var ports = new Ports(24, ENDLESS, ENDLESS, 6, 60);
    long eight = new TiledArray(new SystolicArray(7, 8), 8, 1).run(keys, ports).cycles();
    long sixteen = new TiledArray(new SystolicArray(7, 8), 16, 1).run(keys, ports).cycles();
    assertTrue(sixteen <= eight, sixteen + " > " + eight);
  }

  // 5 heads that do not wait for each other on 2 tiles: the busier one does 3; in each of 4 layers.
  @Test
  void headsRunSideBySideAndLayersInTurn() {
    var tiles = new TiledArray(new SystolicArray(4, 4), 2, 1);
    OperationRun run = tiles.run(weights(new Gemm(1, 4, 4), 20, 5), Ports.ENDLESS, Dataflow.WS);
    assertEquals(2, run.tilesBusy());
    assertEquals(4 * 3 * 11, run.cycles());
  }

  // 16 x 16 weights in one fold of 47 cycles on one tile; at 2 weights a cycle its fetch takes 128,
  // hidden but for the first: 128 + 10 x 128 - 128 + 47, then the last 16 results drain at once.
  @Test
  void slowWeightsSetThePace() {
    var tile = new TiledArray(new SystolicArray(16, 16), 1, 1);
    var slow = new Ports(ENDLESS, 2, ENDLESS, ENDLESS, 1 << 20);
    OperationRun run = tile.run(weights(new Gemm(1, 16, 16), 10, 1), slow, Dataflow.WS);
    assertEquals(10 * 128 + 47, run.cycles());
    assertEquals("operands", run.limit());
    // The cache comes through another port.
    var keys = new StepWork.Operation("k", new Gemm(1, 16, 16), 10, 1, Operand.KEYS);
    assertEquals(470, tile.run(keys, slow, Dataflow.WS).cycles());
  }

  // Three tiles share 0.3 operands a cycle: two operands take each of them 20 cycles, though a
  // third
  // of 0.3 is a little less than 0.1 in binary. One unit then loads, multiplies: 2 cycles.
  @Test
  void aShareOfAPortIsNotRoundedToACycleMore() {
    var tiles = new TiledArray(new SystolicArray(1, 1), 3, 1);
    var ports = new Ports(0.3, ENDLESS, ENDLESS, ENDLESS, 100);
    OperationRun run = tiles.run(weights(new Gemm(1, 1, 1), 3, 3), ports, Dataflow.WS);
    assertEquals(20, run.fillCycles());
    assertEquals(22, run.cycles());
  }

  @Test
  void sumsOfAStepAreThoseOfItsProducts() {
    for (String name :
        List.of(
            "llama-2-7b", "llama-3.2-1b", "gemma-3-1b", "mixtral-8x7b-v0.1", "deepseek-v2-lite")) {
      StepWork work = StepWork.decode(ModelCatalog.bundled().byName(name), 1, 777);
      TiledArray.StepRun run = JANUS.run(work, Ports.ENDLESS);
      assertEquals(work.macs(), run.operations().stream().mapToLong(OperationRun::macs).sum());
      assertEquals(run.cycles(), run.operations().stream().mapToLong(OperationRun::cycles).sum());
      assertTrue(run.peakPercent() > 0 && run.peakPercent() <= 100, name);
      for (OperationRun each : run.operations()) {
        assertEquals(
            each.cycles(),
            each.fillCycles()
                + each.computeCycles()
                + each.operandStallCycles()
                + each.resultStallCycles()
                + each.drainCycles(),
            each.operation());
      }
    }
  }

  // One row in 16: a token alone reaches a sixteenth of the peak at most, a prompt nearly all.
  @Test
  void aTokenUsesASixteenthOfThePeakAndAPromptNearlyAll() {
    var model = ModelCatalog.bundled().byName("llama-2-7b");
    double token = JANUS.run(StepWork.decode(model, 1, 2048), Ports.ENDLESS).peakPercent();
    double prompt = JANUS.run(StepWork.prefill(model, 2048), Ports.ENDLESS).peakPercent();
    assertTrue(token > 5.5 && token <= 6.25, "token: " + token);
    assertTrue(prompt > 95 && prompt <= 100, "prompt: " + prompt);
  }

  @Test
  void lessBandwidthIsNeverFaster() {
    StepWork work = StepWork.decode(ModelCatalog.bundled().byName("smollm2-135m"), 1, 512);
    long before = 0;
    for (double words : new double[] {1024, 128, 16, 2}) {
      long cycles = JANUS.run(work, new Ports(ENDLESS, words, ENDLESS, ENDLESS, 1 << 20)).cycles();
      assertTrue(cycles >= before);
      assertTrue(cycles >= work.elements(Operand.WEIGHTS) / words, "no faster than the bus");
      before = cycles;
    }
  }

  // A step whose products all keep outputs, where weights or inputs in place would take fewer
  // cycles.
  @Test
  void aStepRunsInTheDataflowAskedFor() {
    var work = new StepWork("step", List.of(weights(new Gemm(1, 64, 16), 1, 1)));
    var run = JANUS.run(work, Ports.ENDLESS, Dataflow.OS);
    assertEquals("os", run.operations().get(0).dataflow());
    assertEquals(
        JANUS.run(work.operations().get(0), Ports.ENDLESS, Dataflow.OS).cycles(), run.cycles());
    assertTrue(JANUS.run(work, Ports.ENDLESS).cycles() <= run.cycles());
  }
}
