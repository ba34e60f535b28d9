package janus.simulator;

import janus.kvcache.KvCodec;
import janus.progress.Progress;
import janus.simulator.prefetch.NoPrefetcher;
import janus.trace.KvTraceSettings;
import janus.trace.PublishedLlmTrace;
import janus.trace.SyntheticTrace;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How fast the simulator is, on one thread, with every statistic it reports. Each case runs for two
 * seconds, or once if that takes longer, before it is measured, so that the machine code has
 * settled; the best and the mean of the measured runs are given. Where other programs share the
 * processor, time on the clock tells about them; time of this thread on a processor does so less.
 */
public final class SimulatorBenchmark {
  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final int MAX_WARM_UPS = 20;
  private static final int LINE_BYTES = 128;
  private static final long SEED = 1;

  /** Every this many accesses the live heap is taken, in a run of its own. */
  private static final long HEAP_SAMPLES = 4;

  private final int measuredRuns;
  private final Progress progress;

  /**
   * One case.
   *
   * @param name what was simulated
   * @param accesses reads and writes of the trace
   * @param runs measured runs
   * @param bestSeconds shortest run by the clock
   * @param meanSeconds mean run by the clock
   * @param bestCpuSeconds shortest run in time of the thread on a processor
   * @param accessesPerS accesses / bestSeconds
   * @param accessesPerCpuS accesses / bestCpuSeconds
   * @param liveHeapMib heap in use after a collection, largest of four samples within a run, in
   *     units of 2<sup>20</sup> bytes; what this process holds besides is in it
   */
  public record Result(
      String name,
      long accesses,
      int runs,
      double bestSeconds,
      double meanSeconds,
      double bestCpuSeconds,
      double accessesPerS,
      double accessesPerCpuS,
      double liveHeapMib) {}

  /**
   * What it was measured on.
   *
   * @param processor model name, or its architecture where the system does not tell
   * @param processors that this process may use
   * @param jvm name and version
   * @param jvmOptions as given to it
   * @param loadAverage of the last minute at the end of the measurement, below 0 where unknown
   */
  public record Machine(
      String processor, int processors, String jvm, List<String> jvmOptions, double loadAverage) {
    /** The machine this runs on. */
    public static Machine current() {
      var runtime = ManagementFactory.getRuntimeMXBean();
      var system = ManagementFactory.getOperatingSystemMXBean();
      return new Machine(
          processorName(system.getArch()),
          system.getAvailableProcessors(),
          runtime.getVmName() + " " + runtime.getVmVersion(),
          runtime.getInputArguments().stream()
              .filter(option -> option.startsWith("-X") || option.startsWith("--"))
              .toList(),
          system.getSystemLoadAverage());
    }

    private static String processorName(String otherwise) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(otherwise);
      } catch (IOException | java.io.UncheckedIOException e) {
        return otherwise;
      }
    }

    /** The same, flat, with the number of runs, for a result's settings. */
    public Map<String, Object> summary(int runs) {
      var all = new LinkedHashMap<String, Object>();
      all.put("threads", 1);
      all.put("runs", runs);
      all.put("processor", processor);
      all.put("processors", processors);
      all.put("jvm", jvm);
      all.put("jvm_options", jvmOptions);
      all.put("load_average", loadAverage);
      return all;
    }
  }

  /** Runs a trace with some progress and returns how many accesses it had. */
  private interface Case {
    long run(Progress listener) throws IOException;
  }

  /**
   * @param measuredRuns runs of each case, at least 1
   */
  public SimulatorBenchmark(int measuredRuns, Progress progress) {
    Check.atLeast(1, "measuredRuns", measuredRuns);
    this.measuredRuns = measuredRuns;
    this.progress = progress;
  }

  /**
   * All cases.
   *
   * @param spec the model of the decode step, Llama-2-7B as a rule
   * @param codec of its keys and values
   * @param contextTokens of the decode step
   * @throws IOException never, as all traces are made
   */
  public List<Result> run(TransformerSpec spec, KvCodec codec, int contextTokens)
      throws IOException {
    SimulatorSettings janus = SimulatorSettings.janus1();
    SimulatorSettings roomy = janus.withTier2(janus.tier2().withCapacity(DataSize.ofMiB(1 << 20)));
    Trace decode = KvTraceSettings.of(spec, codec, codec, contextTokens).decode();
    String step = spec.name() + " decode step, " + contextTokens + " tokens, " + codec.spelling();
    Trace inTier1 = random(1 << 17);
    Trace beyondTier1 = random(1 << 20);
    var published = new PublishedLlmTrace(2048, 32, 4096);
    SimulatorSettings full = janus.withTier1(janus.tier1().withWays(Tier1Settings.FULL));
    var results = new ArrayList<Result>();
    results.add(measure(step + ", in tier 2, stream prefetcher", of(roomy, decode)));
    results.add(measure(step + ", spilling to tier 3, stream prefetcher", of(janus, decode)));
    results.add(
        measure(
            step + ", in tier 2, no prefetcher",
            of(roomy.withPrefetcher(new NoPrefetcher()), decode)));
    results.add(
        measure(
            "sequential reads, in tier 2, stream prefetcher",
            of(roomy, SyntheticTrace.sequential(4_000_000, LINE_BYTES))));
    results.add(measure("random reads in 16 MiB", of(janus, inTier1)));
    results.add(measure("random reads in 128 MiB", of(janus, beyondTier1)));
    results.add(measure("published LLM trace", of(janus, published)));
    results.add(measure("published LLM trace, fully associative tier 1", of(full, published)));
    long operations = results.get(results.size() - 1).accesses();
    results.add(
        measure(
            "published LLM trace, reference-compatible",
            listener -> {
              new ReferenceCompatible(ReferenceSettings.DEFAULTS).run(published, listener);
              return operations;
            }));
    return results;
  }

  private static Trace random(long footprintLines) {
    return new SyntheticTrace(
        SyntheticTrace.Pattern.RANDOM, 4_000_000, LINE_BYTES, footprintLines, 1, 1, 0, 0, SEED);
  }

  private static Case of(SimulatorSettings settings, Trace trace) {
    return listener -> new Simulator(settings).run(trace, listener).accesses();
  }

  private Result measure(String name, Case one) throws IOException {
    progress.update(0, 0, "warming up: " + name);
    long accesses = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < MAX_WARM_UPS && System.nanoTime() - begin < WARM_UP_NANOS; i++) {
      accesses = one.run(Progress.NONE);
    }
    var threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    double bestCpu = Double.MAX_VALUE;
    double sum = 0;
    for (int i = 0; i < measuredRuns; i++) {
      progress.update(i, measuredRuns, name);
      Progress.checkInterrupted();
      long startCpu = threads.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      one.run(Progress.NONE);
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.min(best, seconds);
      bestCpu = Math.min(bestCpu, (threads.getCurrentThreadCpuTime() - startCpu) / 1e9);
      sum += seconds;
    }
    return new Result(
        name,
        accesses,
        measuredRuns,
        best,
        sum / measuredRuns,
        bestCpu,
        accesses / best,
        accesses / bestCpu,
        liveHeapMib(one, accesses));
  }

  private static double liveHeapMib(Case one, long accesses) throws IOException {
    var largest = new long[1];
    var next = new long[] {accesses / (HEAP_SAMPLES + 1)};
    one.run(
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
