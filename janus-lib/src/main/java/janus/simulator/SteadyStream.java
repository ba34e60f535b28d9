package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.Trace;

/**
 * Simulates several reads of a steady stream at once. In a steady stream every read hits in the
 * cycle after its predecessor, and its one prefetch is issued at once. Tags, order of use and
 * placement can differ from line to line; they are updated by line, or by block where sets are
 * alike. Cycles, banks, MSHRs and the prefetcher are updated once. The result equals that of {@link
 * HierarchyRun#access} for each read.
 */
final class SteadyStream {
  /** Shortest run of reads of consecutive lines that is checked. */
  private static final int SHORTEST = 16;

  private static final int RETRY = 8;

  /** Number of failed checks in a row after which checks become rare. */
  private static final int WAITS = 4;

  /** Most reads between two checks whether the stream is steady. */
  private static final int MOST_TIMED = 1024;

  private final HierarchyRun run;
  private final TagStore tags;
  private final Placement placement;
  private final EDramBanks tier2;
  private final IssueWindow window;
  private final Outstanding prefetchMshrs;
  private final long[] counts;
  private final StreamPrefetcher stream;
  private final int lineShift;
  private final int latency;
  private final int lookAhead;
  private final boolean possible;

  /** Follows a stream that has to wait. */
  private final TimedStream timed;

  private int timedReads = SHORTEST;

  /** Checks in a row that found the stream not steady. */
  private int unsteady;

  /** Slots of the lines requested before this batch. */
  private final int[] asked;

  /**
   * Exclusive end, in the batch, of the reads of consecutive lines, and index of the next check.
   */
  private int runEnd;

  private int retry;

  SteadyStream(HierarchyRun run, SimulatorSettings settings) {
    this.run = run;
    tags = run.tags;
    placement = run.placement;
    tier2 = run.tier2;
    window = run.window;
    prefetchMshrs = run.prefetchMshrs;
    counts = run.counts;
    stream = run.stream;
    lineShift = run.lineShift;
    latency = run.latency;
    lookAhead = stream == null ? 0 : stream.lookAhead();
    Tier1Settings tier1 = settings.tier1();
    possible =
        stream != null
            && settings.demand().accessesPerCycle() == 1
            && run.ordered
            && latency <= settings.demand().outstanding()
            && latency + tier2.readCycles() <= lookAhead
            && 2L * lookAhead <= tier1.sets()
            && tier2.readCycles() <= tier1.queues().prefetchMshrs();
    asked = new int[possible ? lookAhead : 0];
    timed = new TimedStream(run, settings);
  }

  /** Whether the machine allows steady streams, or streams that are followed while they wait. */
  boolean possible() {
    return possible || timed.possible();
  }

  /** Forgets what was found about other accesses. */
  void newBatch() {
    runEnd = 0;
    retry = 0;
  }

  /**
   * Simulates as many of the packed accesses as possible; one prefetch is waiting.
   *
   * @return accesses simulated, 0 if no stream is steady
   */
  int take(long[] packed, int from, int to) {
    if (from < retry) {
      return 0;
    }
    if (runEnd <= from) {
      runEnd = runEnd(packed, from, to);
    }
    if (runEnd - from < SHORTEST) {
      retry = runEnd;
      return 0;
    }
    long line = packed[from] >>> lineShift;
    int taken = possible ? follow(line, runEnd - from) : 0;
    if (taken > 0) {
      timedReads = SHORTEST;
      unsteady = 0;
    } else if (timed.possible() && (!possible || ++unsteady > WAITS)) {
      // The longer a stream has waited, the longer it will.
      taken = timed.take(line, Math.min(runEnd - from, timedReads));
      timedReads = Math.min(timedReads * 2, MOST_TIMED);
    }
    // A stream that is not steady now is not steady within the next few accesses.
    retry = taken == 0 ? from + RETRY : 0;
    return taken;
  }

  /** Exclusive end of the reads of consecutive lines that begin at an index. */
  private int runEnd(long[] packed, int from, int to) {
    if (Trace.isWrite(packed[from])) {
      return from + 1;
    }
    long step = 1L << lineShift;
    int end = from + 1;
    while (end < to && packed[end] == packed[end - 1] + step) {
      end++;
    }
    return end;
  }

  private int follow(long line, int count) {
    long before = window.lastIssue();
    long ahead = line - 1 + lookAhead;
    if (!run.waitsAlone(ahead, before)
        || run.lastRequest > before + latency
        || !stream.isFollowing(line)
        || !window.issuesEveryCycle()
        || !prefetchMshrs.freeEveryCycleFrom(before + latency)) {
      return 0;
    }
    long most = Math.min(count, tier2.startsEveryCycle(ahead, before + latency));
    most = Math.min(most, run.lastLine - ahead);
    if (run.accesses <= run.measureFrom) {
      most = Math.min(most, run.measureFrom - run.accesses);
    }
    int taken = most <= 0 ? 0 : followTags(line, before, (int) most);
    if (taken > 0) {
      followTime(line, before, taken);
    }
    return taken;
  }

  /**
   * Updates the tags, up to the first line that differs from the others. Lines of the window lie in
   * different sets: a line requested in this batch has arrived and is still the most recently used
   * of its set when it is read. The first {@code lookAhead - 1} lines, which were requested
   * earlier, are therefore read one by one; the reads of the others are done with their requests.
   * There are twice as many sets as lines in the window, so that lines requested while the first
   * are read lie in other sets.
   */
  private int followTags(long firstLine, long before, int most) {
    long firstAhead = firstLine - 1 + lookAhead;
    int near = placement.near(firstAhead, 1, most);
    int ready = readyInTime(firstLine, before, Math.min(near, lookAhead - 1));
    int taken = tags.fetchRun(firstAhead, 1, before + latency, ready, true);
    tookAhead();
    for (int i = 0; i < taken; i++) {
      run.firstUse(asked[i], firstLine + i);
      tags.use(asked[i], tags.setOf(firstLine + i));
    }
    if (taken == lookAhead - 1 && near > taken) {
      int more = tags.fetchRun(firstAhead + taken, 1, before + taken + latency, near - taken, true);
      tookAhead();
      counts[USEFUL] += more;
      if (more > 0) {
        placement.touchNear(firstLine + taken, 1, more);
      }
      taken += more;
    }
    int arrives = latency + tier2.readCycles();
    for (int i = Math.max(0, taken - lookAhead + 1); i < taken; i++) {
      tags.undemanded(firstAhead + i, before + i + arrives);
    }
    return taken;
  }

  /**
   * Number of lines, at most {@code most}, before the first that has not arrived when one is read
   * in each cycle.
   */
  private int readyInTime(long firstLine, long before, int most) {
    int ready = 0;
    while (ready < most) {
      int slot = tags.find(firstLine + ready);
      if (slot < 0 || tags.isComing(slot, before + ready + 1)) {
        break;
      }
      asked[ready++] = slot;
    }
    return ready;
  }

  private void tookAhead() {
    counts[EVICTIONS] += tags.left();
    counts[USELESS] += tags.uselessLeft();
  }

  /** Updates everything that depends only on the number of lines. */
  private void followTime(long firstLine, long before, int taken) {
    counts[READS] += taken;
    counts[READ_HITS] += taken;
    counts[REQUESTED] += taken;
    counts[ISSUED] += taken;
    run.accesses += taken;
    run.followed += taken;
    run.latencies.add(latency, taken);
    window.hitEveryCycle(taken, latency);
    long firstAhead = firstLine - 1 + lookAhead;
    tier2.readEveryCycle(firstAhead, before + latency, taken);
    int arrives = latency + tier2.readCycles();
    for (int i = Math.max(0, taken - prefetchMshrs.limit()); i < taken; i++) {
      prefetchMshrs.add(before + i + arrives);
    }
    run.now = before + taken;
    run.lastRequest = run.now - 1 + latency;
    run.leftEveryCycle(firstAhead + taken);
    stream.follow(taken);
  }
}
