package janus.bench;

import com.sun.management.OperatingSystemMXBean;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.experiment.MeasuredAccuracy;
import janus.progress.Progress;
import janus.search.Accuracy;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.Evaluation;
import janus.search.Goal;
import janus.search.PointEvaluation;
import janus.search.Pruner;
import janus.search.Search;
import janus.search.SearchState;
import janus.search.SearchState.Interval;
import janus.search.StandardSpace;
import janus.search.TableEvaluation;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How fast {@code janus design} searches: the first designs of the standard space for Llama-3.2-3B,
 * all evaluated with the fixed point of heat and leakage, limits and archive, and none pruned.
 */
public final class DesignBenchmark {
  private static final double MIB = 1 << 20;

  /** A prime: its multiples reach every value of every variable. */
  private static final long SPREAD = 7_368_787;

  private static final OperatingSystemMXBean OPERATING_SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Facts facts = Facts.bundled();
  private final long designs;
  private final int threads;
  private final int runs;
  private final Progress progress;

  /**
   * @param designs how many to search, at least 1
   * @param threads that search
   * @param runs measured runs after the first, at least 1
   */
  public DesignBenchmark(long designs, int threads, int runs, Progress progress) {
    if (designs < 1 || runs < 1) {
      throw new IllegalArgumentException(
          "designs and runs must be at least 1: " + designs + ", " + runs);
    }
    this.designs = designs;
    this.threads = threads;
    this.runs = runs;
    this.progress = progress;
  }

  /**
   * A part of the work.
   *
   * @param part what it is
   * @param seconds it takes
   * @param sharePercent of the first search, its tables included
   */
  public record Part(String part, double seconds, double sharePercent) {}

  /**
   * What was measured.
   *
   * @param designs searched
   * @param front designs on the front, so that the work is known to be done
   * @param firstSeconds of the first search, tables of parts, heat paths and cycles included
   * @param firstDesignsPerS designs a second of it
   * @param bestSeconds of a search whose tables are full, the best run
   * @param bestDesignsPerS designs a second of it
   * @param bestCpuNanos time of all cores for a design of such a search, in ns: what a machine that
   *     does something else as well tells of one that does not
   * @param oneByOnePerS designs a second of {@link PointEvaluation}, one after the other on one
   *     thread: what the tables spare
   * @param heapMib most memory that was in use after a collection or between two
   * @param parts of the first search
   */
  public record Result(
      long designs,
      int front,
      double firstSeconds,
      double firstDesignsPerS,
      double bestSeconds,
      double bestDesignsPerS,
      double bestCpuNanos,
      double oneByOnePerS,
      double heapMib,
      List<Part> parts) {}

  /** Runs the searches. */
  public Result run() {
    Workload workload = Workload.janus1().withModel("llama-3.2-3b").withTokens(512, 256, 768);
    var start = new DesignPoint(Design.janus1(), workload);
    Accuracy accuracy = MeasuredAccuracy.read(MeasuredAccuracy.committed(), workload.model(), true);
    var space = new DesignSpace(start, StandardSpace.of(facts, accuracy));
    var interval = new Interval(0, Math.min(designs, space.size()));
    long begin = System.nanoTime();
    var tables = new TableEvaluation(facts, accuracy, space);
    double tableSeconds = secondsSince(begin);
    SearchState state = search(tables, interval);
    double first = secondsSince(begin);
    double best = Double.POSITIVE_INFINITY;
    double cpuSeconds = Double.POSITIVE_INFINITY;
    double evaluating = Double.POSITIVE_INFINITY;
    for (int run = 0; run < runs; run++) {
      begin = System.nanoTime();
      double cpuBegin = cpuSeconds();
      search(tables, interval);
      best = Math.min(best, secondsSince(begin));
      cpuSeconds = Math.min(cpuSeconds, cpuSeconds() - cpuBegin);
      begin = System.nanoTime();
      searchWithoutLimits(tables, interval);
      evaluating = Math.min(evaluating, secondsSince(begin));
    }
    long done = interval.to();
    var parts = new ArrayList<Part>();
    add(parts, "choices of each part", tableSeconds, first);
    add(parts, "heat paths, cycles and compiling, once", first - tableSeconds - best, first);
    add(parts, "values with the fixed point of heat", evaluating, first);
    add(parts, "limits and archive", Math.max(0, best - evaluating), first);
    return new Result(
        done,
        state.front().size(),
        first,
        done / first,
        best,
        done / best,
        1e9 * cpuSeconds / done,
        oneByOnePerS(space, accuracy),
        heapMib(),
        parts);
  }

  private static void add(List<Part> parts, String name, double seconds, double all) {
    parts.add(new Part(name, seconds, 100 * seconds / all));
  }

  /** Designs spread over the space, for two seconds after one of warm-up. */
  private double oneByOnePerS(DesignSpace space, Accuracy accuracy) {
    var points = new PointEvaluation(new DesignEvaluator(facts), accuracy);
    long end = System.nanoTime() + 3_000_000_000L;
    long begin = end - 2_000_000_000L;
    long timed = 0;
    for (long i = 0; System.nanoTime() < end; i++) {
      points.values(space.point(i * SPREAD % space.size()));
      timed += System.nanoTime() > begin ? 1 : 0;
    }
    return timed / 2.0;
  }

  /** Time of all threads of this process, with collector and compiler. */
  private static double cpuSeconds() {
    return OPERATING_SYSTEM.getProcessCpuTime() / 1e9;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private SearchState search(Evaluation tables, Interval interval) {
    return search(
        tables,
        interval,
        Goal.of(
            List.of("joule_per_token", "die_mm2"),
            List.of("decode_tokens_per_s"),
            List.of("power_w<=5", "junction_c<=85", "quality_loss_percent<=1")));
  }

  /** One objective and a limit that no design keeps: values alone. */
  private void searchWithoutLimits(Evaluation tables, Interval interval) {
    search(tables, interval, Goal.of(List.of("joule_per_token"), List.of(), List.of("power_w<=0")));
  }

  private SearchState search(Evaluation tables, Interval interval, Goal goal) {
    var search = new Search(tables, goal, Pruner.none(), Map.of());
    var setting = new Search.Setting(threads, progress, state -> {}, () -> false);
    return search.run(search.begin(), interval, setting);
  }

  private static double heapMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(java.lang.management.MemoryUsage::getUsed)
            .sum()
        / MIB;
  }
}
