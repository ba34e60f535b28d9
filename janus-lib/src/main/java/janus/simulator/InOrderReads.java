package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.replacement.Fifo;
import janus.simulator.replacement.Lru;
import janus.simulator.replacement.ReplacementPolicy;
import janus.trace.Trace;

/**
 * Simulates several reads at once for a core that waits for each read: reads that hit, and reads
 * that miss while every resource is idle. The prefetcher sees each read; the batch ends when it
 * requests a line.
 *
 * <p>An access issues when its predecessor is done. A hit therefore costs the tier-1 latency, and a
 * miss the latencies of tier 1 and tier 2. By the time an access issues, banks, bus, MSHRs and
 * slots are free again, so that only the last miss of a batch affects what follows.
 */
final class InOrderReads {
  /** Accesses whose lookups are prepared together. */
  private static final int AHEAD = 32;

  private static final int FIRST_AHEAD = 4;

  /** Shortest run of reads a constant step apart that is checked for misses only. */
  private static final int SHORTEST_SWEEP = 16;

  private final HierarchyRun run;
  private final TagStore tags;
  private final Placement placement;
  private final EDramBanks tier2;
  private final IssueWindow window;
  private final long[] counts;
  private final int lineShift;
  private final int latency;
  private final int missCycles;
  private final boolean possible;

  /** The prefetcher never requests a line. */
  private final boolean silent;

  /**
   * The prefetcher follows one stream, so that reads between its stream's lines can be passed to it
   * together.
   */
  private final boolean passes;

  private final StreamPrefetcher stream;
  private final boolean sweeps;

  /** Slot that most likely holds the line of each prepared access. */
  private final int[] slots = new int[AHEAD];

  /** Exclusive end, in the batch, of the reads a constant step apart. */
  private int sweepEnd;

  /** Exclusive end of the cycles in which a miss finds every resource idle. */
  private long idleUntil;

  /** Cycles in which the next access issues and the last one issued. */
  private long at;

  private long issued;
  private int taken;
  private int hits;

  /** The last miss and its slot; the slot is -1 if no access follows before the line arrives. */
  private long missed;

  private int missedSlot;

  /** Reads that were not passed to the prefetcher yet, and the line before the next of them. */
  private int passed;

  private long before;

  InOrderReads(HierarchyRun run, SimulatorSettings settings, ReplacementPolicy policy) {
    this.run = run;
    tags = run.tags;
    placement = run.placement;
    tier2 = run.tier2;
    window = run.window;
    counts = run.counts;
    lineShift = run.lineShift;
    latency = run.latency;
    missCycles = latency + tier2.readCycles();
    stream = run.stream;
    silent = run.prefetcher instanceof NoPrefetcher;
    passes = stream != null && stream.streams() == 1;
    sweeps = run.ordered && run.misses == null && (silent || passes);
    possible =
        settings.demand().accessesPerCycle() == 1
            && settings.demand().outstanding() == 1
            && (policy instanceof Lru || policy instanceof Fifo)
            && !run.prefetcher.watchesFills();
  }

  /** Whether core and policies allow such batches. */
  boolean possible() {
    return possible;
  }

  /** Forgets lookups that were prepared for other accesses. */
  void newBatch() {
    sweepEnd = 0;
  }

  /**
   * Simulates as many of the packed accesses as possible; no prefetch may be waiting.
   *
   * @return accesses simulated
   */
  int take(long[] packed, int from, int to) {
    long most = (long) to - from;
    if (run.accesses <= run.measureFrom) {
      most = Math.min(most, run.measureFrom - run.accesses);
    }
    begin();
    int prepared = 0;
    int preparedFrom = 0;
    while (taken < most) {
      if (taken == prepared) {
        if (sweeps && sweep(packed, from + taken, from + (int) most) > 0) {
          prepared = taken;
          continue;
        }
        preparedFrom = from + taken;
        // Start with few; short batches do not repay more.
        int count = (int) Math.min(Math.min(AHEAD, most - taken), taken + FIRST_AHEAD);
        tags.lookAhead(packed, preparedFrom, count, lineShift, slots);
        prepared += count;
      }
      long access = packed[from + taken];
      if (Trace.isWrite(access) || !step(access, slots[from + taken - preparedFrom])) {
        break;
      }
    }
    end();
    return taken;
  }

  private void begin() {
    at = window.nextIssue();
    issued = at;
    idleUntil =
        run.lastRequest > at + latency || run.demandMshrs.freeAt(at + latency) > at + latency
            ? 0
            : tier2.idleUntil(at + latency, missCycles);
    missed = -1;
    taken = 0;
    hits = 0;
    passed = 0;
    before = passes ? stream.lastLine() : 0;
  }

  /**
   * @param likelySlot slot that may hold the line
   * @return whether the batch continues; if not, the read may have been simulated
   */
  private boolean step(long access, int likelySlot) {
    long line = access >>> lineShift;
    int set = tags.setOf(line);
    int slot = tags.holds(likelySlot, line) ? likelySlot : tags.find(line, set);
    boolean hit = slot >= 0;
    if (hit) {
      if (tags.isComing(slot, at)) {
        return false;
      }
      run.firstUse(slot, line);
      run.used(slot, set);
      hits++;
    } else {
      slot = at + latency < idleUntil ? missAtOnce(line, set, at + latency) : -1;
      if (slot < 0) {
        return false;
      }
      missed = line;
      missedSlot = slot;
      run.lastRequest = at + latency;
    }
    issue(1);
    at += hit ? latency : missCycles;
    if (passes && isPassedAfter(before, line)) {
      passed++;
      before = line;
      return true;
    }
    if (silent) {
      return true;
    }
    tellPassed();
    before = line;
    run.tellRead(line, hit);
    return !run.isAsked();
  }

  /** Issues {@code accesses} accesses, the first of them now. */
  private void issue(int accesses) {
    if (taken == 0) {
      window.issue();
    }
    taken += accesses;
    issued = at;
    run.now = at;
  }

  /** Whether the single stream does not expect the second line after the first. */
  private static boolean isPassedAfter(long before, long line) {
    return (line - before) >>> 1 != 0;
  }

  private void tellPassed() {
    if (passed > 0) {
      stream.pass(passed, before);
      passed = 0;
    }
  }

  /**
   * Simulates reads a constant step apart as long as each of them misses and the prefetcher
   * requests nothing; all of them take the same time.
   *
   * @return reads simulated
   */
  private int sweep(long[] packed, int from, int to) {
    if (from + SHORTEST_SWEEP > to || Trace.isWrite(packed[from])) {
      return 0;
    }
    long apart = packed[from + 1] - packed[from];
    if (apart != packed[from + 2] - packed[from + 1]) {
      return 0;
    }
    if (sweepEnd <= from + 1) {
      sweepEnd = from + 1;
      while (sweepEnd < to && packed[sweepEnd] - packed[sweepEnd - 1] == apart) {
        sweepEnd++;
      }
    }
    long step = apart >> lineShift;
    long first = packed[from] >>> lineShift;
    int count = Math.min(sweepEnd, to) - from;
    if (count < SHORTEST_SWEEP
        || step << lineShift != apart
        || step == 0
        || at + latency >= idleUntil
        || !tags.allArrived(at + latency)
        || (passes && !(isPassedAfter(before, first) && isPassedAfter(0, step)))) {
      return 0;
    }
    count = (int) Math.min(count, (idleUntil - 1 - at - latency) / missCycles + 1);
    count = placement.near(first, step, count);
    int done = tags.fetchRun(first, step, at + latency, count, false);
    if (done > 0) {
      placement.touchNear(first, step, done);
      swept(first, step, done);
    }
    return done;
  }

  private void swept(long first, long step, int reads) {
    counts[EVICTIONS] += tags.left();
    counts[USELESS] += tags.uselessLeft();
    counts[POLLUTION] += tags.recalled();
    long last = first + (reads - 1) * step;
    if (taken == 0) {
      window.issue();
    }
    at += (reads - 1L) * missCycles;
    taken += reads;
    issued = at;
    run.now = at;
    run.lastRequest = at + latency;
    at += missCycles;
    missed = last;
    // The next access issues when the line arrives.
    missedSlot = -1;
    if (passes) {
      passed += reads;
      before = last;
    }
  }

  /**
   * Gives a line from tier 2 a slot. Returns the slot, or -1 without a change if the line lies in
   * tier 3, the victim must be written back, or the slot is not free yet.
   */
  private int missAtOnce(long line, int set, long at) {
    if (placement.inTier3(line)) {
      return -1;
    }
    boolean full = tags.isFull(set);
    int slot = -1;
    if (full) {
      slot = run.victim(set, at);
      if (slot < 0 || tags.isDirty(slot)) {
        return -1;
      }
    }
    placement.touch(line);
    if (full) {
      run.evict(slot, at, false);
    } else {
      slot = tags.unusedSlot(set);
    }
    if (tags.isPushedOut(line)) {
      counts[POLLUTION]++;
    }
    run.tellMiss(line, at, 0);
    tags.put(slot, set, line, 0);
    run.placed(slot, set, line);
    return slot;
  }

  /** Counts the cycles and causes that all accesses of the batch share. */
  private void end() {
    tellPassed();
    if (taken == 0) {
      return;
    }
    int misses = taken - hits;
    if (misses > 0) {
      long arrival = tier2.readOneAtATime(misses, missed, run.lastRequest);
      run.demandMshrs.add(arrival);
      if (missedSlot >= 0) {
        tags.arrives(missedSlot, arrival);
      }
    }
    boolean lastHit = misses == 0 || issued + latency != run.lastRequest;
    run.accesses += taken;
    run.followed += taken;
    counts[READS] += taken;
    counts[READ_HITS] += hits;
    counts[READ_MISSES] += misses;
    run.latencies.add(latency, hits);
    run.latencies.add(missCycles, misses);
    window.issueInOrder(taken - 1, issued);
    int waitedMisses = lastHit ? misses : misses - 1;
    counts[STALLS + StallCause.TIER1_LATENCY.place()] += (taken - 1L) * (latency - 1);
    counts[STALLS + StallCause.TIER2_ACCESS.place()] +=
        (long) waitedMisses * (tier2.readCycles() - tier2.transferCycles());
    counts[STALLS + StallCause.TIER2_BUS.place()] += (long) waitedMisses * tier2.transferCycles();
    window.lookedUp(0, latency);
    if (!lastHit) {
      window.spend(StallCause.TIER2_ACCESS, tier2.readCycles() - tier2.transferCycles());
      window.spend(StallCause.TIER2_BUS, tier2.transferCycles());
    }
    window.finish(issued + (lastHit ? latency : missCycles));
  }
}
