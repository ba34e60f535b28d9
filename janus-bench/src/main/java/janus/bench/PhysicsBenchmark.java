package janus.bench;

import janus.accelerator.BufferedArray;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.SystolicArray;
import janus.catalog.DataFolder;
import janus.claims.HotSpotComparison;
import janus.claims.ValidationCatalog;
import janus.progress.Progress;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalTransient;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Run time of the thermal grid and the buffered arrays on one thread. The die is Janus-1 under its
 * lid, from {@code data/validation/hotspot.json}.
 */
public final class PhysicsBenchmark {
  private static final String DIE = "Janus-1, lid, 64 x 64";
  private static final int INTERVALS = 100;
  private static final double INTERVAL_S = 0.01;
  private static final double START_K = 318.15;

  private final DataFolder data;
  private final int runs;
  private final Progress progress;

  /**
   * @param runs measured runs of a case, at least 1
   */
  public PhysicsBenchmark(DataFolder data, int runs, Progress progress) {
    if (runs < 1) {
      throw new IllegalArgumentException("runs must be at least 1: " + runs);
    }
    this.data = data;
    this.runs = runs;
    this.progress = progress;
  }

  /**
   * Times of one case.
   *
   * @param name the case
   * @param firstCpuSeconds processor time of the first run, without the just-in-time compiler
   * @param bestSeconds shortest time of all runs
   * @param bestCpuSeconds smallest processor time of all runs
   * @param simulatedCycles cycles of the simulated array; null for the thermal grid
   * @param cyclesPerCpuSecond simulated cycles per second of processor time; null for the thermal
   *     grid
   */
  public record Result(
      String name,
      double firstCpuSeconds,
      double bestSeconds,
      double bestCpuSeconds,
      Long simulatedCycles,
      Double cyclesPerCpuSecond) {}

  /** Timed work; returns simulated cycles, or 0. */
  @FunctionalInterface
  private interface Work {
    long run();
  }

  /** Runs every case. */
  public List<Result> run() {
    HotSpotComparison.Steady die =
        new ValidationCatalog(data)
            .hotSpotSteady().stream()
                .filter(each -> each.label().equals(DIE))
                .findFirst()
                .orElseThrow();
    double[] watts = die.watts().stream().mapToDouble(Double::doubleValue).toArray();
    var results = new ArrayList<Result>();
    for (int cells : new int[] {64, 128, 256}) {
      results.add(time("steady state, " + cells + " x " + cells, () -> steady(die, watts, cells)));
    }
    results.add(time("100 steps, 64 x 64, constant power", () -> overTime(die, watts, false)));
    results.add(
        time("100 steps, 64 x 64, other power in every step", () -> overTime(die, watts, true)));
    for (Dataflow dataflow : Dataflow.values()) {
      results.add(buffered(new Gemm(512, 4096, 4096), dataflow));
    }
    results.add(buffered(new Gemm(1, 11008, 4096), Dataflow.WS));
    return results;
  }

  private static long steady(HotSpotComparison.Steady die, double[] watts, int cells) {
    new ThermalGrid(die.floorplan(), die.settings(), cells, cells).steady(watts);
    return 0;
  }

  private Result buffered(Gemm gemm, Dataflow dataflow) {
    var array = new BufferedArray(new SystolicArray(16, 16), 4, 4, 1L << 18);
    return time(
        "buffered 16 x 16, " + dataflow.spelling() + ", " + gemm,
        () -> array.run(gemm, dataflow).totalCycles());
  }

  private static long overTime(HotSpotComparison.Steady die, double[] watts, boolean changing) {
    var random = new SplittableRandom(1);
    var grid = new ThermalGrid(die.floorplan(), die.settings(), die.grid(), die.grid());
    ThermalTransient run = ThermalTransient.from(grid, START_K);
    for (int i = 0; i < INTERVALS; i++) {
      double[] now =
          changing ? Arrays.stream(watts).map(w -> 2 * w * random.nextDouble()).toArray() : watts;
      run.advance(now, INTERVAL_S);
    }
    return 0;
  }

  private Result time(String name, Work work) {
    double first = 0;
    double best = Double.POSITIVE_INFINITY;
    double bestCpu = Double.POSITIVE_INFINITY;
    long cycles = 0;
    var threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < runs; i++) {
      progress.update(i, runs, name);
      long cpu = threads.getCurrentThreadCpuTime();
      long clock = System.nanoTime();
      cycles = work.run();
      double seconds = (System.nanoTime() - clock) / 1e9;
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
      first = i == 0 ? cpuSeconds : first;
      best = Math.min(best, seconds);
      bestCpu = Math.min(bestCpu, cpuSeconds);
    }
    return new Result(
        name,
        first,
        best,
        bestCpu,
        cycles == 0 ? null : (Long) cycles,
        cycles == 0 ? null : (Double) (cycles / bestCpu));
  }
}
