package janus.accelerator;

/**
 * Equal systolic arrays that share the folds of every product.
 *
 * @param array one of them
 * @param tiles how many
 * @param clockGhz their clock
 */
public record TiledArray(SystolicArray array, int tiles, double clockGhz) {
  public TiledArray {
    if (tiles < 1) {
      throw new IllegalArgumentException("tiles must be at least 1: " + tiles);
    }
    if (!(clockGhz > 0 && Double.isFinite(clockGhz))) {
      throw new IllegalArgumentException("clockGhz must be above 0: " + clockGhz);
    }
  }

  /** Peak in TOPS, a multiply-accumulate being two operations. */
  public double peakTops() {
    return 2e-3 * array.units() * tiles * clockGhz;
  }

  /**
   * Cycles of equal products: their folds are dealt to the tiles, so that the busiest tile does
   * ceil(count x folds / tiles) of them.
   */
  public long cycles(Gemm gemm, long count, Dataflow dataflow) {
    long folds = Math.multiplyExact(array.folds(gemm, dataflow), count);
    return Math.multiplyExact(
        SystolicArray.ceilDiv(folds, tiles), array.foldCycles(gemm, dataflow));
  }

  /** Cycles of a step, product after product, each in the dataflow that suits it best. */
  public long cycles(StepWork work) {
    long cycles = 0;
    for (StepWork.Operation operation : work.operations()) {
      cycles += cycles(operation.gemm(), operation.count(), best(operation));
    }
    return cycles;
  }

  /** The dataflow of fewest cycles; the first of weight, output, input stationary among equals. */
  public Dataflow best(StepWork.Operation operation) {
    Dataflow best = Dataflow.WS;
    for (Dataflow dataflow : Dataflow.values()) {
      if (cycles(operation.gemm(), operation.count(), dataflow)
          < cycles(operation.gemm(), operation.count(), best)) {
        best = dataflow;
      }
    }
    return best;
  }

  /** Seconds the arrays need for a step when memory keeps up. */
  public double seconds(StepWork work) {
    return cycles(work) / (clockGhz * 1e9);
  }

  /**
   * Share of the peak a step uses, 0 to 1, when the second matrices come from memory once:
   *
   * <pre>
   *   macs / (units x tiles x clock x max(array seconds, bytes / bandwidth))
   * </pre>
   *
   * @param bitsPerWeight bits of a weight
   * @param bitsPerCacheElement bits of a cached element
   * @param bytesPerS memory bandwidth; infinite where memory keeps up
   */
  public double shareOfPeak(
      StepWork work, double bitsPerWeight, double bitsPerCacheElement, double bytesPerS) {
    double bits =
        work.elements(StepWork.Operand.WEIGHTS) * bitsPerWeight
            + (work.elements(StepWork.Operand.KEYS) + work.elements(StepWork.Operand.VALUES))
                * bitsPerCacheElement;
    double seconds = Math.max(seconds(work), bits / 8 / bytesPerS);
    return work.macs() / (array.units() * tiles * clockGhz * 1e9 * seconds);
  }
}
