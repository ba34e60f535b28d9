package janus.simulator;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.simulator.replacement.ReplacementPolicy;
import janus.trace.Trace;
import java.io.IOException;

/**
 * A memory hierarchy of two or three tiers, driven by a trace of line accesses.
 *
 * <p>An access issues (see {@link DemandSettings}), of a {@link Trace#isTimed timed} trace not
 * before it arrives, waits for its tier-1 bank and looks its line up. A hit has its data after the
 * tier-1 latency. A miss takes a slot of its set and an MSHR, enters the queue of its tier-2 bank
 * (or tier-3 channel), waits for the bank and its refresh, and its data arrives after the tier's
 * latency; a demand for a line in flight waits for the arrival. The core waits for a write until
 * tier 1 or its write buffer has taken it; written lines go down when they leave tier 1. An
 * isolated read miss costs tier-1 latency + tier-2 latency.
 *
 * <p>Cost is per access, not per cycle, and memory flat in the length of the trace. A simulation
 * uses one thread and nothing but its settings and its trace, so many may run at a time, and the
 * result is the same on every machine.
 *
 * @param settings the machine
 */
public record Simulator(SimulatorSettings settings) {
  private static final int BATCH = 1 << 14;

  /**
   * Simulates a trace from its first to its last access.
   *
   * @throws BadInputException if the trace touches more than the tiers hold, or is shorter than the
   *     warm-up
   * @throws IOException if a file behind the trace cannot be read
   */
  public SimulationResult run(Trace trace) throws IOException {
    return run(trace, Progress.NONE);
  }

  /** Simulates and reports progress as accesses done. */
  public SimulationResult run(Trace trace, Progress progress) throws IOException {
    return run(trace, progress, MissListener.NONE);
  }

  /** Simulates and passes on the demands that miss tier 1. */
  public SimulationResult run(Trace trace, Progress progress, MissListener misses)
      throws IOException {
    HierarchyRun run = walk(trace, progress, misses, false);
    return report(run, trace.description());
  }

  HierarchyRun walk(Trace trace, Progress progress) throws IOException {
    return walk(trace, progress, MissListener.NONE, false);
  }

  /**
   * @param stepOnly never to follow a stream in one go
   */
  HierarchyRun walk(Trace trace, Progress progress, MissListener misses, boolean stepOnly)
      throws IOException {
    Tier1Settings tier1 = settings.tier1();
    ReplacementPolicy policy = tier1.replacement().sized(tier1.sets(), tier1.waysOfASet());
    policy.foresee(trace, tier1.lineBytes());
    var run = new HierarchyRun(settings, policy, misses);
    if (stepOnly) {
      run.stepOnly();
    }
    long[] batch = new long[BATCH];
    long[] cycles = trace.isTimed() ? new long[BATCH] : null;
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = filled(cursor, batch, cycles); n > 0; n = filled(cursor, batch, cycles)) {
        if (cycles == null) {
          run.accesses(batch, n);
        } else {
          run.accesses(batch, cycles, n);
        }
        Progress.checkInterrupted();
        progress.update(
            run.accesses(), trace.accesses(), "simulated " + run.accesses() + " accesses");
      }
    }
    return run;
  }

  private static int filled(Trace.Cursor cursor, long[] packed, long[] cycles) throws IOException {
    return cycles == null ? cursor.fill(packed) : cursor.fill(packed, cycles);
  }

  SimulationResult report(HierarchyRun run, String description) {
    long accesses = run.accesses();
    if (settings.warmUpAccesses() > 0 && accesses <= settings.warmUpAccesses()) {
      throw new BadInputException(
          "warm-up of "
              + settings.warmUpAccesses()
              + " accesses leaves nothing to measure: the trace has "
              + accesses);
    }
    long end = run.end();
    run.subtractWarmUp();
    return new Report(settings, run, end).of(description);
  }
}
