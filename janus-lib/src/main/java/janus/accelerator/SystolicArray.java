package janus.accelerator;

import janus.units.Bounds;

/**
 * A grid of multiply-accumulate units through which operands march in step, with memory that always
 * keeps up. A product larger than the array is cut into folds that run one after another; with R
 * rows, C columns and T steps in time a fold takes
 *
 * <pre>
 *   T + 2 R + C - 2   weight or input stationary: R to load, T to stream, R + C - 2 to drain
 *   T + R + C - 2     output stationary
 * </pre>
 *
 * Counts and ratios follow SCALE-Sim v3 (Samajdar et al., ISPASS 2020; Raj et al., ISPASS 2025),
 * whose reports number cycles from 0, so that the last cycle's number, one less than the sum over
 * the folds, stands for the total.
 *
 * @param rows rows of units
 * @param columns columns of units
 */
public record SystolicArray(int rows, int columns) {
  private static final int LARGEST_SIDE = 1 << 16;

  public SystolicArray {
    Bounds.within("rows", 1, LARGEST_SIDE, rows);
    Bounds.within("columns", 1, LARGEST_SIDE, columns);
  }

  /** Multiply-accumulate units: rows x columns. */
  public long units() {
    return (long) rows * columns;
  }

  /** Folds a product is cut into. */
  public long folds(Gemm gemm, Dataflow dataflow) {
    return rowFolds(gemm, dataflow) * columnFolds(gemm, dataflow);
  }

  long rowFolds(Gemm gemm, Dataflow dataflow) {
    return ceilDiv(dataflow.acrossRows(gemm), rows);
  }

  long columnFolds(Gemm gemm, Dataflow dataflow) {
    return ceilDiv(dataflow.acrossColumns(gemm), columns);
  }

  /** Cycles of one fold. */
  public long foldCycles(Gemm gemm, Dataflow dataflow) {
    long load = dataflow.preloads() ? rows : 0;
    return load + dataflow.inTime(gemm) + rows + columns - 2;
  }

  /**
   * Cycles of a product as SCALE-Sim reports them ("Total Cycles"): folds x cycles of a fold - 1.
   *
   * @throws IllegalArgumentException if the count exceeds a long
   */
  public long computeCycles(Gemm gemm, Dataflow dataflow) {
    try {
      return Math.multiplyExact(folds(gemm, dataflow), foldCycles(gemm, dataflow)) - 1;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("gemm takes too many cycles to count: " + gemm, e);
    }
  }

  /**
   * SCALE-Sim's "Overall Util %": multiply-accumulates done in percent of those the units could do
   * in {@link #computeCycles}. As that count is one short, a tiny array can pass 100; where it is 0
   * (one multiplication on one unit, which SCALE-Sim refuses) one cycle is taken.
   */
  public double utilizationPercent(Gemm gemm, Dataflow dataflow) {
    double cycles = Math.max(1, computeCycles(gemm, dataflow));
    return 100.0 * gemm.macs() / (cycles * units());
  }

  /** SCALE-Sim's "Mapping Efficiency %": units holding work in percent, averaged over folds. */
  public double mappingEfficiencyPercent(Gemm gemm, Dataflow dataflow) {
    double used = (double) dataflow.acrossRows(gemm) * dataflow.acrossColumns(gemm);
    return 100.0 * used / ((double) folds(gemm, dataflow) * units());
  }

  static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }
}
