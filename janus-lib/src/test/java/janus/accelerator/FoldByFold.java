package janus.accelerator;

/** The recurrence of {@link BufferedArray} without any shortcut. */
final class FoldByFold {
  private static final double ROUNDING = 1e-12;

  private FoldByFold() {}

  static BufferedArray.Run run(BufferedArray b, Gemm gemm, Dataflow dataflow, long products) {
    long rowFolds = b.array().rowFolds(gemm, dataflow);
    long columnFolds = b.array().columnFolds(gemm, dataflow);
    long compute = b.array().foldCycles(gemm, dataflow);
    long time = dataflow.inTime(gemm);
    boolean output = dataflow == Dataflow.OS;
    long rereadWords = Math.multiplyExact(dataflow.acrossRows(gemm), time);
    boolean fits = rereadWords <= b.bufferWords() / 2;
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
    long columns = Math.multiplyExact(columnFolds, products);
    for (long step = 0; step < columns; step++) {
      long column = step % columnFolds;
      long wide =
          Math.min(
              b.array().columns(), dataflow.acrossColumns(gemm) - column * b.array().columns());
      for (long row = 0; row < rowFolds; row++) {
        long tall = Math.min(b.array().rows(), dataflow.acrossRows(gemm) - row * b.array().rows());
        boolean first = step == 0 && row == 0;
        long streamed = fits && column > 0 ? 0 : tall * time;
        long kept = output ? wide * time : tall * wide;
        long matrix = dataflow == Dataflow.IS ? streamed : kept;
        long results = output ? tall * wide : row == rowFolds - 1 ? wide * time : 0;
        long fetch =
            Math.max(
                cycles(streamed + kept, b.readWordsPerCycle()),
                cycles(matrix, b.matrixWordsPerCycle()));
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
          drained = Math.max(drained, ended) + cycles(results, b.writeWordsPerCycle());
        }
        read += streamed + kept;
        written += results;
      }
    }
    long allCompute = Math.multiplyExact(Math.multiplyExact(rowFolds, columns), compute);
    long drain = drained - ended;
    String limit = "compute";
    if (Math.max(fill + operandStalls, resultStalls + drain) > allCompute) {
      limit = fill + operandStalls >= resultStalls + drain ? "operands" : "results";
    }
    return new BufferedArray.Run(
        drained, allCompute, fill, operandStalls, resultStalls, drain, read, written, limit);
  }

  private static long cycles(long words, double perCycle) {
    return (long) Math.ceil(words / perCycle * (1 - ROUNDING));
  }
}
