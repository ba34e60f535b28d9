package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.replacement.Fifo;
import janus.simulator.replacement.Lru;
import janus.simulator.replacement.ReplacementPolicy;
import janus.trace.Trace;

/**
 * Takes reads of a core that waits for each in one go: those that hit, and those that miss and find
 * everything idle. The prefetcher sees each of them; where it asks for a line, the go ends.
 *
 * <p>An access issues when the one before is done, so that a hit costs the tier-1 latency and a
 * miss that and the tier-2 latency; what the accesses wait for is the same for all of a kind. When
 * one issues, what the ones before did to banks, bus, MSHRs and slots lies in the past, and the
 * past delays nothing: of the misses only the last leaves its times behind.
 */
final class InOrderReads {
  /** Accesses whose lookups are prepared together. */
  private static final int AHEAD = 32;

  private static final int FIRST_AHEAD = 4;

  /** Reads a constant step apart that are worth a look whether all of them miss. */
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

  /** The prefetcher never asks. */
  private final boolean silent;

  /** Reads that the prefetcher only passes on the way may be told to it together. */
  private final boolean passes;

  private final StreamPrefetcher stream;
  private final boolean sweeps;

  /** Where each of the accesses to come most likely finds its line. */
  private final int[] slots = new int[AHEAD];

  /** Reads of the batch that are a constant step apart end here. */
  private int sweepEnd;

  /** Until when misses find everything idle. */
  private long idleUntil;

  /** When the next access issues, and when the last did. */
  private long at;

  private long issued;
  private int taken;
  private int hits;

  /** The last miss; its slot, or -1 where nothing asks for it before it arrives. */
  private long missed;

  private int missedSlot;

  /** Reads that the prefetcher has not been told of, and the one before the next. */
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

  /** Whether this is such a core. */
  boolean possible() {
    return possible;
  }

  /** The packed accesses are others than those of the last {@link #take}. */
  void newBatch() {
    sweepEnd = 0;
  }

  /**
   * Takes what it can of packed accesses; no prefetch waits to leave.
   *
   * @return how many were taken
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
        // Few at first: where goes are short, more would be in vain.
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
   * @param likelySlot where the line may be
   * @return whether the go continues; where not, the read may have been taken
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

  /** So many accesses issue, the next of them now. */
  private void issue(int accesses) {
    if (taken == 0) {
      window.issue();
    }
    taken += accesses;
    issued = at;
    run.now = at;
  }

  /** Whether one stream does not expect a line after another. */
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
   * Takes reads a constant step apart of which each misses, as far as they go: all of them cost the
   * same, and none asks the prefetcher for anything.
   *
   * @return how many were taken
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
   * Places a line that is fetched from tier 2; returns its slot, or -1, and changes nothing, where
   * the line lies in tier 3 or one has to be written or waited for.
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

  /** Counts what the accesses have in common. */
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
