package janus.bench;

import janus.progress.Progress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Speed of the simulator on one thread, with every statistic it reports. JMH times each load in its
 * own JVM, after two seconds of warm-up. The live heap is measured separately, in this process.
 */
public final class SimulatorBenchmark {
  private static final int WARM_UP_ITERATIONS = 2;
  private static final TimeValue ITERATION = TimeValue.seconds(1);
  private static final double CONFIDENCE = 0.999;

  /** Measurements of the live heap per run. */
  private static final long HEAP_SAMPLES = 4;

  private final int iterations;
  private final Progress progress;

  /**
   * One load.
   *
   * @param name the simulation
   * @param accesses reads and writes of the trace
   * @param iterations measured iterations, each of one second or one run, whichever is longer
   * @param bestSeconds time per run in the best iteration
   * @param meanSeconds mean time per run over the iterations
   * @param meanErrorSeconds half of the mean's 99.9 % confidence interval; null for fewer than
   *     three iterations
   * @param accessesPerS accesses / meanSeconds
   * @param bestAccessesPerS accesses / bestSeconds
   * @param liveHeapMib heap in use after a collection, largest of four samples within a run, in
   *     units of 2<sup>20</sup> bytes; includes the other data of this process
   */
  public record Result(
      String name,
      long accesses,
      long iterations,
      double bestSeconds,
      double meanSeconds,
      Double meanErrorSeconds,
      double accessesPerS,
      double bestAccessesPerS,
      double liveHeapMib) {
    static Result of(String name, Statistics seconds, long accesses, double liveHeapMib) {
      return new Result(
          name,
          accesses,
          seconds.getN(),
          seconds.getMin(),
          seconds.getMean(),
          seconds.getN() < 3 ? null : seconds.getMeanErrorAt(CONFIDENCE),
          accesses / seconds.getMean(),
          accesses / seconds.getMin(),
          liveHeapMib);
    }
  }

  /**
   * A benchmark.
   *
   * @param iterations measured iterations of each load, at least 1
   */
  public SimulatorBenchmark(int iterations, Progress progress) {
    if (iterations < 1) {
      throw new IllegalArgumentException("iterations must be at least 1: " + iterations);
    }
    this.iterations = iterations;
    this.progress = progress;
  }

  /**
   * Times loads.
   *
   * @param names of {@link SimulatorLoad}
   * @throws IOException if JMH cannot time a load, because another JMH runs on this machine
   */
  public List<Result> run(List<String> names) throws IOException {
    var results = new ArrayList<Result>();
    for (String name : names) {
      progress.update(results.size(), names.size(), name);
      Progress.checkInterrupted();
      var load = SimulatorLoad.named(name);
      Statistics seconds = time(name).getPrimaryResult().getStatistics();
      long accesses = load.accesses();
      results.add(Result.of(name, seconds, accesses, liveHeapMib(load, accesses)));
    }
    return results;
  }

  private RunResult time(String name) throws IOException {
    var options =
        new OptionsBuilder()
            .include("^" + SimulatorSpeed.class.getName().replace(".", "\\.") + "\\.")
            .param("simulation", name)
            .forks(1)
            .jvmArgs(jvmArguments())
            .threads(1)
            .warmupIterations(WARM_UP_ITERATIONS)
            .warmupTime(ITERATION)
            .measurementIterations(iterations)
            .measurementTime(ITERATION)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).runSingle();
    } catch (RunnerException e) {
      throw new IOException("JMH cannot time " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The options of this JVM without the Vector API, whose warning goes to standard output. Java 23
   * and later also warn about JMH's use of {@code sun.misc.Unsafe} unless it is allowed.
   */
  private static String[] jvmArguments() {
    Stream<String> own =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> !argument.startsWith("--add-modules"));
    Stream<String> more =
        Runtime.version().feature() < 23
            ? Stream.of()
            : Stream.of("--sun-misc-unsafe-memory-access=allow");
    return Stream.concat(own, more).toArray(String[]::new);
  }

  private static double liveHeapMib(SimulatorLoad load, long accesses) throws IOException {
    var largest = new long[1];
    var next = new long[] {accesses / (HEAP_SAMPLES + 1)};
    load.run(
        (done, total, message) -> {
          if (done >= next[0]) {
            next[0] += accesses / HEAP_SAMPLES;
            largest[0] = Math.max(largest[0], usedAfterCollection());
          }
        });
    return largest[0] / (1024.0 * 1024.0);
  }

  private static long usedAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
