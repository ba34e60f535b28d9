package janus.bench;

import janus.bench.SpeedReport.SchemeSpeed;
import janus.inference.DecoderWeights;
import janus.inference.Evaluation;
import janus.inference.LanguageModel;
import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.ScoredWindow;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Times passes over random tokens, including scoring. After the warm-up, each round runs one pass
 * of every scheme over as many windows as run together, so a slowdown of the machine affects all
 * schemes alike.
 */
public final class SpeedBenchmark {
  private static final long SEED = 20260101;
  private static final int PEAK_STEPS = 20_000_000;
  private static final int PEAK_TRIES = 3;
  private static final int PLAIN_PEAK_STEPS = 100_000;

  private final LanguageModel model;
  private final int contextTokens;
  private final List<KvScheme> schemes = new ArrayList<>();

  /**
   * A benchmark.
   *
   * @param contextTokens tokens of a pass, at least 4
   * @param schemes the schemes to time beside the uncompressed one
   */
  public SpeedBenchmark(LanguageModel model, int contextTokens, List<KvScheme> schemes) {
    if (contextTokens < 4) {
      throw new IllegalArgumentException("--n-ctx must be at least 4: " + contextTokens);
    }
    this.model = model;
    this.contextTokens = contextTokens;
    this.schemes.add(KvScheme.uncompressed());
    this.schemes.addAll(schemes);
  }

  /**
   * Runs the benchmark.
   *
   * @param warmUp untimed rounds
   * @param passes timed rounds, at least 1
   */
  public SpeedReport run(int warmUp, int passes, Progress progress) {
    requireRuns(warmUp, passes);
    model.load(contextTokens, progress);
    List<Evaluation> evaluations = evaluations(randomTokens());
    var peaks = new double[passes + 1];
    var seconds = new double[evaluations.size()][passes];
    for (int round = -warmUp; round < passes; round++) {
      if (round >= 0) {
        peaks[round] = peak();
      }
      // The comparisons, last in the list, need only one round of warm-up.
      int timed = round < -1 ? schemes.size() : evaluations.size();
      for (int e = 0; e < timed; e++) {
        double time = time(evaluations.get(e));
        if (round >= 0) {
          seconds[e][round] = time;
        }
      }
      progress.update(round + warmUp + 1L, warmUp + (long) passes, "timing passes");
    }
    peaks[passes] = peak();
    return report(peaks, seconds);
  }

  /** Each scheme by itself; then one and two schemes compared with an uncompressed baseline. */
  private List<Evaluation> evaluations(int[] ids) {
    var evaluations = new ArrayList<Evaluation>();
    for (KvScheme scheme : schemes) {
      evaluations.add(evaluation(ids, List.of(scheme), null));
    }
    KvScheme last = schemes.get(schemes.size() - 1);
    evaluations.add(evaluation(ids, List.of(last), KvScheme.uncompressed()));
    evaluations.add(evaluation(ids, List.of(last, last), KvScheme.uncompressed()));
    return evaluations;
  }

  /** Checks the counts before a model is opened. */
  static void requireRuns(int warmUp, int passes) {
    if (passes < 1 || warmUp < 0) {
      throw new IllegalArgumentException(
          "passes must be at least 1 and warm-up at least 0: " + passes + " and " + warmUp);
    }
  }

  private Evaluation evaluation(int[] ids, List<KvScheme> some, KvScheme baseline) {
    int windows = baseline == null ? LanguageModel.sequencesAtOnce(contextTokens) : 1;
    return new Evaluation(
        model,
        ids,
        new Evaluation.Settings(
            new LlamaCppRecipe(), contextTokens, windows, some, baseline, false));
  }

  private int[] randomTokens() {
    var random = new SplittableRandom(SEED);
    long tokens = (1L + LanguageModel.sequencesAtOnce(contextTokens)) * contextTokens;
    return random.ints(tokens, 0, model.weights().spec().shape().vocabulary()).toArray();
  }

  /** Seconds per window. */
  private static double time(Evaluation evaluation) {
    Progress.checkInterrupted();
    List<ScoredWindow> windows = evaluation.windows();
    long start = System.nanoTime();
    evaluation.run(windows);
    return (System.nanoTime() - start) * 1e-9 / windows.size();
  }

  /** Peak rate of fused multiply-adds on all threads, 10<sup>9</sup> operations/s. */
  private double peak() {
    Kernels kernels = model.kernels();
    int steps = kernels == Kernels.plain() ? PLAIN_PEAK_STEPS : PEAK_STEPS;
    double best = 0;
    for (int i = 0; i < PEAK_TRIES; i++) {
      Progress.checkInterrupted();
      long start = System.nanoTime();
      long done = onEveryThread(() -> kernels.multiplyAdds(steps));
      double seconds = (System.nanoTime() - start) * 1e-9;
      best = Math.max(best, done / seconds * 1e-9);
    }
    return best;
  }

  /** Runs a task once on every thread; returns the sum of the results. */
  private long onEveryThread(LongSupplier task) {
    var done = new LongAdder();
    List<Thread> threads =
        IntStream.range(0, model.threads())
            .mapToObj(i -> new Thread(() -> done.add(task.getAsLong())))
            .toList();
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Progress.checkInterrupted();
    }
    return done.sum();
  }

  private SpeedReport report(double[] peaks, double[][] seconds) {
    double gflop = gflopPerPass(model.weights(), contextTokens);
    var speeds = new ArrayList<SchemeSpeed>();
    for (int s = 0; s < schemes.size(); s++) {
      speeds.add(speed(schemes.get(s), gflop, peaks, seconds[s], seconds[0]));
    }
    return new SpeedReport(
        model.weights().spec().shape().name(),
        model.file().sha256(),
        model.kernels().name(),
        model.threads(),
        contextTokens,
        seconds[0].length,
        median(peaks),
        gflop,
        speeds,
        median(extraPercent(seconds[schemes.size() + 1], seconds[schemes.size()])));
  }

  private SchemeSpeed speed(
      KvScheme scheme, double gflop, double[] peaks, double[] seconds, double[] uncompressed) {
    var ofPeak = new double[seconds.length];
    for (int round = 0; round < seconds.length; round++) {
      ofPeak[round] = 100 * gflop / seconds[round] / Math.max(peaks[round], peaks[round + 1]);
    }
    double median = median(seconds);
    return new SchemeSpeed(
        scheme.spelling(),
        contextTokens / median,
        contextTokens / Arrays.stream(seconds).min().orElseThrow(),
        gflop / median,
        median(ofPeak),
        median(extraPercent(seconds, uncompressed)));
  }

  private static double[] extraPercent(double[] seconds, double[] reference) {
    var extra = new double[seconds.length];
    for (int round = 0; round < seconds.length; round++) {
      extra[round] = 100 * (seconds[round] / reference[round] - 1);
    }
    return extra;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Operations of one pass with llama.cpp's recipe, in 10<sup>9</sup>; a multiply-add counts twice.
   * The count covers what the result needs: causal attention, and logits of scored positions. In
   * the last layer only keys and values are needed at unscored positions.
   */
  static double gflopPerPass(DecoderWeights weights, int contextTokens) {
    var shape = weights.spec().shape();
    var attention = shape.attention();
    double hidden = shape.hiddenDim();
    double queries = (double) attention.queryHeads() * attention.headDim();
    double keysAndValues = 2.0 * attention.kvHeads() * attention.headDim();
    double rest = 2 * hidden * queries + 3 * hidden * shape.feedForward().ffnDim();
    double n = contextTokens;
    double first = (double) (contextTokens >> 1);
    double products = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      double skipped = layer == shape.layers() - 1 ? first : 0;
      products += n * hidden * keysAndValues + (n - skipped) * rest;
      double window = attention.isSliding(layer) ? attention.slidingWindowTokens() : n;
      products += 2 * queries * (pairs(n, window) - pairs(skipped, window));
    }
    products += (n - first - 1) * hidden * shape.vocabulary();
    return 2 * products * 1e-9;
  }

  /** Pairs of query and visible key among the first {@code n} queries. */
  private static double pairs(double n, double window) {
    double short0 = Math.min(n, window);
    return short0 * (short0 + 1) / 2 + (n - short0) * window;
  }
}
