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
 * Times passes over random tokens, scoring included: warm-up, then rounds in which every scheme has
 * one pass over as many windows as run together, so that a machine that slows down slows all alike.
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
   * Prepares it.
   *
   * @param contextTokens tokens of a pass, at least 4
   * @param schemes what is timed beside the uncompressed run
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
   * Runs it.
   *
   * @param warmUp rounds that are not counted
   * @param passes rounds that are, at least 1
   */
  public SpeedReport run(int warmUp, int passes, Progress progress) {
    requireRuns(warmUp, passes);
    model.load(contextTokens, progress);
    int[] ids = randomTokens();
    var alone = new ArrayList<Evaluation>();
    for (KvScheme scheme : schemes) {
      alone.add(evaluation(ids, List.of(scheme), null));
    }
    KvScheme last = schemes.get(schemes.size() - 1);
    Evaluation one = evaluation(ids, List.of(last), KvScheme.uncompressed());
    Evaluation two = evaluation(ids, List.of(last, last), KvScheme.uncompressed());
    var peaks = new double[passes + 1];
    var seconds = new double[schemes.size()][passes];
    var oneSeconds = new double[passes];
    var twoSeconds = new double[passes];
    for (int round = -warmUp; round < passes; round++) {
      if (round >= 0) {
        peaks[round] = peak();
      }
      for (int s = 0; s < schemes.size(); s++) {
        double time = time(alone.get(s));
        if (round >= 0) {
          seconds[s][round] = time;
        }
      }
      if (round >= 0 || round == -1) {
        double timeOfOne = time(one);
        double timeOfTwo = time(two);
        if (round >= 0) {
          oneSeconds[round] = timeOfOne;
          twoSeconds[round] = timeOfTwo;
        }
      }
      progress.update(round + warmUp + 1L, warmUp + (long) passes, "timing passes");
    }
    peaks[passes] = peak();
    return report(passes, peaks, seconds, oneSeconds, twoSeconds);
  }

  /** Refuses what cannot be run, before a model is opened. */
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

  /** Seconds a window takes. */
  private static double time(Evaluation evaluation) {
    Progress.checkInterrupted();
    List<ScoredWindow> windows = evaluation.windows();
    long start = System.nanoTime();
    evaluation.run(windows);
    return (System.nanoTime() - start) * 1e-9 / windows.size();
  }

  /** Billions of operations a second of fused multiply-adds on every thread. */
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

  /** Runs a task once on each of as many threads as the model has; the sum of the results. */
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

  private SpeedReport report(
      int passes, double[] peaks, double[][] seconds, double[] oneSeconds, double[] twoSeconds) {
    double gflop = gflopPerPass(model.weights(), contextTokens);
    var speeds = new ArrayList<SchemeSpeed>();
    for (int s = 0; s < schemes.size(); s++) {
      var extra = new double[passes];
      var ofPeak = new double[passes];
      for (int round = 0; round < passes; round++) {
        double peak = Math.max(peaks[round], peaks[round + 1]);
        ofPeak[round] = 100 * gflop / seconds[s][round] / peak;
        extra[round] = 100 * (seconds[s][round] / seconds[0][round] - 1);
      }
      double median = median(seconds[s]);
      double best = Arrays.stream(seconds[s]).min().orElseThrow();
      speeds.add(
          new SchemeSpeed(
              schemes.get(s).spelling(),
              contextTokens / median,
              contextTokens / best,
              gflop / median,
              median(ofPeak),
              median(extra)));
    }
    var second = new double[passes];
    for (int round = 0; round < passes; round++) {
      second[round] = 100 * (twoSeconds[round] / oneSeconds[round] - 1);
    }
    return new SpeedReport(
        model.weights().spec().shape().name(),
        model.file().sha256(),
        model.kernels().name(),
        model.threads(),
        contextTokens,
        passes,
        median(peaks),
        gflop,
        speeds,
        median(second));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Billions of operations of one pass by llama.cpp's recipe, a product and a sum counted as two.
   * Counted is what the result needs: causal attention, logits of scored positions, and of the last
   * layer keys and values of all positions but the rest of scored ones alone.
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

  /** Pairs of a query and a key it sees, of the first {@code n} queries. */
  private static double pairs(double n, double window) {
    double short0 = Math.min(n, window);
    return short0 * (short0 + 1) / 2 + (n - short0) * window;
  }
}
