package janus.accelerator;

import janus.units.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Equal systolic arrays, each behind double buffers, that share the products of a step. Products
 * that do not wait for each other run side by side; where there are fewer of them than tiles, each
 * is cut along its columns, into whole folds of them. Products of different kinds run one after
 * another; equal products of successive layers are streamed without a gap, since their weights do
 * not depend on anything. Every tile reads its own inputs, so that cutting costs traffic, and where
 * the port next to the arrays is narrow more tiles can be slower.
 *
 * @param array one of them
 * @param tiles how many
 * @param clockGhz their clock
 */
public record TiledArray(SystolicArray array, int tiles, double clockGhz) {
  private static final int MOST_TILES = 1 << 20;

  public TiledArray {
    Objects.requireNonNull(array, "array");
    Bounds.within("tiles", 1, MOST_TILES, tiles);
    Bounds.clockGhz("clockGhz", clockGhz);
  }

  /**
   * Bandwidths of the memories for all tiles together, in operand words a cycle; infinite if they
   * keep up.
   *
   * @param operands both operands, through the memory next to the arrays
   * @param weights weights, from where they are stored
   * @param cache cached keys and values, from where they are stored
   * @param results results
   * @param bufferWords words of each tile's operand buffer, both halves
   */
  public record Ports(
      double operands, double weights, double cache, double results, long bufferWords) {
    /** Memory that always keeps up. */
    public static final Ports ENDLESS =
        new Ports(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            1L << 40);

    double matrix(StepWork.Operand operand) {
      return operand == StepWork.Operand.WEIGHTS ? weights : cache;
    }
  }

  /**
   * One kind of product of a step on the tiles.
   *
   * @param operation what it is, as {@code attention.query}
   * @param operand what the second matrix is: weights, keys or values
   * @param m rows of the result
   * @param n columns of the result
   * @param k summed dimension
   * @param count products of this kind in the step
   * @param dataflow the one of fewest cycles
   * @param tilesBusy tiles that work on it
   * @param macs multiply-accumulates of all of them
   * @param cycles all of them, on the busiest tile
   * @param computeCycles of these, computing
   * @param fillCycles waiting for the first operands
   * @param operandStallCycles waiting for later operands
   * @param resultStallCycles waiting for a free result buffer
   * @param drainCycles after the last fold
   * @param peakPercent multiply-accumulates in percent of what all units could do in the cycles
   * @param limit what takes most of the cycles: compute, operands or results
   */
  public record OperationRun(
      String operation,
      StepWork.Operand operand,
      long m,
      long n,
      long k,
      long count,
      String dataflow,
      long tilesBusy,
      long macs,
      long cycles,
      long computeCycles,
      long fillCycles,
      long operandStallCycles,
      long resultStallCycles,
      long drainCycles,
      double peakPercent,
      String limit) {}

  /**
   * A step on the tiles.
   *
   * @param operations kinds of products, in the step's order
   * @param cycles the whole step
   * @param seconds the same at the clock
   * @param macs multiply-accumulates
   * @param tops operations a second reached, 10<sup>12</sup>, two a multiply-accumulate
   * @param peakPercent of the peak
   */
  public record StepRun(
      List<OperationRun> operations,
      long cycles,
      double seconds,
      long macs,
      double tops,
      double peakPercent) {
    public StepRun {
      operations = List.copyOf(operations);
    }
  }

  /** Peak in TOPS, a multiply-accumulate being two operations. */
  public double peakTops() {
    return 2e-3 * array.units() * tiles * clockGhz;
  }

  /** Time of some cycles. */
  public double seconds(long cycles) {
    return cycles / (clockGhz * 1e9);
  }

  /** Runs a step, each product in the dataflow of fewest cycles. */
  public StepRun run(StepWork work, Ports ports) {
    return run(work, operation -> run(operation, ports));
  }

  /** Runs a step, every product in one dataflow. */
  public StepRun run(StepWork work, Ports ports, Dataflow dataflow) {
    return run(work, operation -> run(operation, ports, dataflow));
  }

  private StepRun run(StepWork work, Function<StepWork.Operation, OperationRun> runOf) {
    var runs = new ArrayList<OperationRun>();
    long cycles = 0;
    for (StepWork.Operation operation : work.operations()) {
      OperationRun run = runOf.apply(operation);
      runs.add(run);
      cycles = Math.addExact(cycles, run.cycles());
    }
    double seconds = seconds(cycles);
    long macs = work.macs();
    return new StepRun(
        runs, cycles, seconds, macs, 2e-12 * macs / seconds, percentOfPeak(macs, cycles));
  }

  /** Runs one kind of product in the dataflow of fewest cycles, weights first among equals. */
  public OperationRun run(StepWork.Operation operation, Ports ports) {
    OperationRun best = null;
    for (Dataflow dataflow : Dataflow.values()) {
      OperationRun run = run(operation, ports, dataflow);
      if (best == null || run.cycles() < best.cycles()) {
        best = run;
      }
    }
    return best;
  }

  /**
   * Words of an operand buffer that serve a product as well as any more: in every dataflow, an
   * operand that is read again for another column of folds fits half of them.
   */
  public long bufferWordsEnough(StepWork.Operation operation) {
    long enough = 1;
    for (Dataflow dataflow : Dataflow.values()) {
      Gemm piece = cut(operation, dataflow).piece();
      if (array.columnFolds(piece, dataflow) > 1) {
        enough = Math.max(enough, 2 * dataflow.acrossRows(piece) * dataflow.inTime(piece));
      }
    }
    return enough;
  }

  /**
   * How products are shared by the tiles.
   *
   * @param piece what a tile computes at a time
   * @param busy tiles that compute
   * @param inTurn pieces that a tile computes one after another
   */
  private record Cut(Gemm piece, long busy, long inTurn) {}

  private Cut cut(StepWork.Operation operation, Dataflow dataflow) {
    Gemm gemm = operation.gemm();
    long groups = Math.min(operation.sideBySide(), tiles);
    long inTurn =
        operation.count()
            / operation.sideBySide()
            * SystolicArray.ceilDiv(operation.sideBySide(), groups);
    // Pieces are whole columns of folds: less of one takes no fewer cycles. Where inputs stay,
    // columns pass in time.
    boolean inTime = dataflow == Dataflow.IS && gemm.n() < array.columns();
    long grain = inTime ? 1 : array.columns();
    long grains = SystolicArray.ceilDiv(gemm.n(), grain);
    long pieces = Math.min(tiles / groups, grains);
    long width = Math.min(gemm.n(), SystolicArray.ceilDiv(grains, pieces) * grain);
    long busy = groups * SystolicArray.ceilDiv(gemm.n(), width);
    return new Cut(new Gemm(gemm.m(), width, gemm.k()), busy, inTurn);
  }

  /** Runs one kind of product in a dataflow. */
  public OperationRun run(StepWork.Operation operation, Ports ports, Dataflow dataflow) {
    Gemm gemm = operation.gemm();
    Cut cut = cut(operation, dataflow);
    var tile =
        new BufferedArray(
            array,
            ports.operands() / cut.busy(),
            ports.matrix(operation.operand()) / cut.busy(),
            ports.results() / cut.busy(),
            ports.bufferWords());
    BufferedArray.Run run = tile.run(cut.piece(), dataflow, cut.inTurn());
    return new OperationRun(
        operation.name(),
        operation.operand(),
        gemm.m(),
        gemm.n(),
        gemm.k(),
        operation.count(),
        dataflow.spelling(),
        cut.busy(),
        operation.macs(),
        run.totalCycles(),
        run.computeCycles(),
        run.fillCycles(),
        run.operandStallCycles(),
        run.resultStallCycles(),
        run.drainCycles(),
        percentOfPeak(operation.macs(), run.totalCycles()),
        run.limit());
  }

  private double percentOfPeak(long macs, long cycles) {
    return 100.0 * macs / ((double) cycles * array.units() * tiles);
  }
}
