package janus.accelerator;

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
  /** Fewer would take more cycles than can be counted. */
  private static final double FEWEST_WORDS = 1e-6;

  /** Folds are walked one by one; these take some ten seconds. */
  private static final long MOST_FOLDS = 1L << 30;

  private static final double MOST_CYCLES = 0x1p62;

  /** What a port's share of a bandwidth may be off by: a third of 0.3 is less than 0.1. */
  private static final double ROUNDING = 1e-12;

  public BufferedArray {
    requirePositive("readWordsPerCycle", readWordsPerCycle);
    requirePositive("matrixWordsPerCycle", matrixWordsPerCycle);
    requirePositive("writeWordsPerCycle", writeWordsPerCycle);
    if (bufferWords < 1) {
      throw new IllegalArgumentException("bufferWords must be at least 1: " + bufferWords);
    }
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
   * How the cycles of a product were spent: fill + compute + stalls + drain = total.
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
    if (products < 1) {
      throw new IllegalArgumentException("products must be at least 1: " + products);
    }
    long rowFolds = array.rowFolds(gemm, dataflow);
    long columnFolds = array.columnFolds(gemm, dataflow);
    long compute = array.foldCycles(gemm, dataflow);
    long time = dataflow.inTime(gemm);
    boolean output = dataflow == Dataflow.OS;
    long rereadWords = Math.multiplyExact(dataflow.acrossRows(gemm), time);
    boolean fits = rereadWords <= bufferWords / 2;
    long fetched = 0;
    long started = 0;
    long ended = 0;
    long drained = 0;
    long drainedBefore = 0;
    long fill = 0;
    long operandStalls = 0;
    long resultStalls = 0;
    long read = 0;
    long written = 0;
    requireCountable(
        gemm, (double) rowFolds * columnFolds * products, compute + longestWait((double) time));
    long columns = Math.multiplyExact(columnFolds, products);
    for (long step = 0; step < columns; step++) {
      long column = step % columnFolds;
      long wide =
          Math.min(array.columns(), dataflow.acrossColumns(gemm) - column * array.columns());
      for (long row = 0; row < rowFolds; row++) {
        long tall = Math.min(array.rows(), dataflow.acrossRows(gemm) - row * array.rows());
        boolean first = step == 0 && row == 0;
        long streamed = fits && column > 0 ? 0 : tall * time;
        long kept = output ? wide * time : tall * wide;
        long matrix = dataflow == Dataflow.IS ? streamed : kept;
        long results = output ? tall * wide : row == rowFolds - 1 ? wide * time : 0;
        long fetch =
            Math.max(
                cycles(streamed + kept, readWordsPerCycle), cycles(matrix, matrixWordsPerCycle));
        fetched = Math.max(fetched, started) + fetch;
        long start = Math.max(ended, fetched);
        if (first) {
          fill = start;
        } else {
          operandStalls += start - ended;
        }
        if (drainedBefore > start) {
          resultStalls += drainedBefore - start;
          start = drainedBefore;
        }
        started = start;
        ended = started + compute;
        if (results > 0) {
          drainedBefore = drained;
          drained = Math.max(drained, ended) + cycles(results, writeWordsPerCycle);
        }
        read += streamed + kept;
        written += results;
      }
    }
    long allCompute = Math.multiplyExact(Math.multiplyExact(rowFolds, columns), compute);
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
