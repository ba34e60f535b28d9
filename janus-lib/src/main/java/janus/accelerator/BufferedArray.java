package janus.accelerator;

import janus.units.Bounds;

/**
 * A systolic array behind double buffers: while one fold computes, the operands of the next are
 * fetched and the results of the one before drain. With fetch f, compute c and drain d cycles of
 * fold i,
 *
 * <pre>
 *   fetched(i) = max(fetched(i-1), started(i-1)) + f(i)        the other operand buffer is free
 *   started(i) = max(ended(i-1), fetched(i), drained(j-1))     a result buffer is free
 *   ended(i)   = started(i) + c
 *   drained(j) = max(drained(j-1), ended(j)) + d(j)
 * </pre>
 *
 * where j runs over the folds that end results; fold i waits for all of those before it but the
 * last.
 *
 * <p>What a fold waits after the one before ended is a stall, by operands or by results. Folds run
 * column by column, each over all rows; partial results stay in the array's accumulators and drain
 * when their last fold ends. An operand that every column of folds reads again is fetched once if
 * it fits half the operand buffer. Both operands pass the array's own port; the second matrix (B:
 * weights, or a cache) may besides come from a slower memory, and a fetch takes the longer of the
 * two.
 *
 * @param array the array
 * @param readWordsPerCycle operand words fetched a cycle
 * @param matrixWordsPerCycle words of the second matrix that its memory delivers a cycle
 * @param writeWordsPerCycle result words drained a cycle
 * @param bufferWords words of the operand buffer, both halves
 */
public record BufferedArray(
    SystolicArray array,
    double readWordsPerCycle,
    double matrixWordsPerCycle,
    double writeWordsPerCycle,
    long bufferWords) {
  /** With fewer words, cycles would overflow a count. */
  private static final double FEWEST_WORDS = 1e-6;

  /** Folds are walked one by one; these take some ten seconds. */
  private static final long MOST_FOLDS = 1L << 30;

  private static final double MOST_CYCLES = 0x1p62;

  /** Rounding error of a port's share of a bandwidth: a third of 0.3 is less than 0.1. */
  private static final double ROUNDING = 1e-12;

  public BufferedArray {
    requirePositive("readWordsPerCycle", readWordsPerCycle);
    requirePositive("matrixWordsPerCycle", matrixWordsPerCycle);
    requirePositive("writeWordsPerCycle", writeWordsPerCycle);
    Bounds.atLeast("bufferWords", 1, bufferWords);
  }

  /** An array whose operands share one port. */
  public BufferedArray(
      SystolicArray array, double readWordsPerCycle, double writeWordsPerCycle, long bufferWords) {
    this(array, readWordsPerCycle, Double.POSITIVE_INFINITY, writeWordsPerCycle, bufferWords);
  }

  private static void requirePositive(String name, double value) {
    if (!(value >= FEWEST_WORDS)) {
      throw new IllegalArgumentException(name + " must be at least " + FEWEST_WORDS + ": " + value);
    }
  }

  /**
   * The cycles of a product by cause: fill + compute + stalls + drain = total.
   *
   * @param totalCycles from the first fetch to the last result drained
   * @param computeCycles folds x cycles of a fold
   * @param fillCycles the first fold's wait for its operands
   * @param operandStallCycles later folds' waits for operands
   * @param resultStallCycles folds' waits for a free result buffer
   * @param drainCycles after the last fold
   * @param wordsRead operand words fetched
   * @param wordsWritten result words drained
   * @param limit what takes most of the cycles: compute, operands (fill and stalls) or results
   *     (stalls and drain)
   */
  public record Run(
      long totalCycles,
      long computeCycles,
      long fillCycles,
      long operandStallCycles,
      long resultStallCycles,
      long drainCycles,
      long wordsRead,
      long wordsWritten,
      String limit) {}

  /** Runs a product. */
  public Run run(Gemm gemm, Dataflow dataflow) {
    return run(gemm, dataflow, 1);
  }

  /**
   * Runs equal products one after another; the operands of each are fetched while the one before
   * computes.
   *
   * @param products how many, at least 1
   * @throws IllegalArgumentException if there is no product, or the count exceeds a long
   */
  public Run run(Gemm gemm, Dataflow dataflow, long products) {
    Bounds.atLeast("products", 1, products);
    long folds = array.folds(gemm, dataflow);
    long time = dataflow.inTime(gemm);
    long compute = array.foldCycles(gemm, dataflow);
    requireCountable(gemm, (double) folds * products, compute + longestWait((double) time));
    var walk = new Walk(gemm, dataflow);
    walk.repeat(products, walk::product);
    return walk.end(Math.multiplyExact(Math.multiplyExact(folds, products), compute));
  }

  /**
   * Folds walked one after another. A fold's waits depend on the folds before it only through how
   * far fetching and draining are ahead of computing. Where equal work begins twice in succession
   * from the same lead, all further repetitions take what this one took, and are added at once.
   */
  private final class Walk {
    private final Gemm gemm;
    private final Dataflow dataflow;
    private final long rowFolds;
    private final long columnFolds;
    private final long compute;
    private final long time;
    private final boolean fits;
    private long fetched;
    private long started;
    private long ended;
    private long drained;
    private long drainedBefore;
    private long fill = -1;
    private long operandStalls;
    private long resultStalls;
    private long read;
    private long written;

    Walk(Gemm gemm, Dataflow dataflow) {
      this.gemm = gemm;
      this.dataflow = dataflow;
      rowFolds = array.rowFolds(gemm, dataflow);
      columnFolds = array.columnFolds(gemm, dataflow);
      compute = array.foldCycles(gemm, dataflow);
      time = dataflow.inTime(gemm);
      fits = Math.multiplyExact(dataflow.acrossRows(gemm), time) <= bufferWords / 2;
    }

    void product() {
      column(0);
      repeat(columnFolds - 2, () -> column(1));
      if (columnFolds > 1) {
        column(columnFolds - 1);
      }
    }

    private void column(long column) {
      long wide =
          Math.min(array.columns(), dataflow.acrossColumns(gemm) - column * array.columns());
      repeat(rowFolds - 1, () -> fold(array.rows(), wide, column > 0, false));
      long tall = dataflow.acrossRows(gemm) - (rowFolds - 1) * array.rows();
      fold(tall, wide, column > 0, true);
    }

    private void fold(long tall, long wide, boolean again, boolean lastRow) {
      boolean output = dataflow == Dataflow.OS;
      long streamed = fits && again ? 0 : tall * time;
      long kept = output ? wide * time : tall * wide;
      long matrix = dataflow == Dataflow.IS ? streamed : kept;
      long results = output ? tall * wide : lastRow ? wide * time : 0;
      fetched =
          Math.max(fetched, started)
              + Math.max(
                  cycles(streamed + kept, readWordsPerCycle), cycles(matrix, matrixWordsPerCycle));
      started = Math.max(Math.max(ended, fetched), drainedBefore);
      count(Math.max(ended, fetched) - ended);
      resultStalls += started - Math.max(ended, fetched);
      ended = started + compute;
      if (results > 0) {
        drainedBefore = drained;
        drained = Math.max(drained, ended) + cycles(results, writeWordsPerCycle);
      }
      read += streamed + kept;
      written += results;
    }

    private void count(long wait) {
      if (fill < 0) {
        fill = wait;
      } else {
        operandStalls += wait;
      }
    }

    void repeat(long times, Runnable work) {
      for (long done = 0; done < times; done++) {
        boolean counted = fill >= 0;
        long[] before = {ended, operandStalls, resultStalls, read, written};
        long fetching = Math.max(fetched, started) - ended;
        long draining = Math.max(0, drained - ended);
        long drainingBefore = Math.max(0, drainedBefore - ended);
        work.run();
        if (counted
            && fetching == Math.max(fetched, started) - ended
            && draining == Math.max(0, drained - ended)
            && drainingBefore == Math.max(0, drainedBefore - ended)) {
          skip(times - done - 1, before);
          return;
        }
      }
    }

    /** Repeats the change of state since {@code before} more times. */
    private void skip(long times, long[] before) {
      long cycles = times * (ended - before[0]);
      fetched += cycles;
      started += cycles;
      drained += cycles;
      drainedBefore += cycles;
      ended += cycles;
      operandStalls += times * (operandStalls - before[1]);
      resultStalls += times * (resultStalls - before[2]);
      read += times * (read - before[3]);
      written += times * (written - before[4]);
    }

    Run end(long allCompute) {
      if (fill + allCompute + operandStalls + resultStalls != ended) {
        throw new IllegalStateException("cycles do not add up for " + gemm);
      }
      long drain = drained - ended;
      String limit = "compute";
      if (Math.max(fill + operandStalls, resultStalls + drain) > allCompute) {
        limit = fill + operandStalls >= resultStalls + drain ? "operands" : "results";
      }
      return new Run(
          drained, allCompute, fill, operandStalls, resultStalls, drain, read, written, limit);
    }
  }

  private static void requireCountable(Gemm gemm, double folds, double longestFold) {
    if (folds > MOST_FOLDS) {
      throw new IllegalArgumentException(
          "gemm " + gemm + " must have at most " + MOST_FOLDS + " folds: " + folds);
    }
    if (folds * longestFold > MOST_CYCLES) {
      throw new IllegalArgumentException("gemm takes too many cycles to count: " + gemm);
    }
  }

  /** Cycles that no fold waits longer than, for its operands and its results. */
  private double longestWait(double time) {
    double tall = array.rows();
    double wide = array.columns();
    double kept = Math.max(wide * time, tall * wide);
    return (tall * time + kept) / readWordsPerCycle
        + Math.max(tall * time, kept) / matrixWordsPerCycle
        + kept / writeWordsPerCycle
        + 3;
  }

  private static long cycles(long words, double perCycle) {
    return (long) Math.ceil(words / perCycle * (1 - ROUNDING));
  }
}
