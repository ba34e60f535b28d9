package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.StreamPrefetcher;

/**
 * Simulates reads of a stream that an in-order core follows while its one prefetch per line waits:
 * for tier 3, a bank, or a refresh. Time is computed line by line, with the windows, MSHRs, banks
 * and channels of {@link HierarchyRun#access}. Tags are updated many lines at a time, as in {@link
 * SteadyStream}: the victim does not depend on time, because lines in flight lie in other sets.
 */
final class TimedStream {
  /** Lines whose tags are updated together. */
  private static final int CHUNK = 64;

  private final HierarchyRun run;
  private final TagStore tags;
  private final Placement placement;
  private final EDramBanks tier2;
  private final DramChannels tier3;
  private final IssueWindow window;
  private final Outstanding prefetchMshrs;
  private final long[] counts;
  private final StreamPrefetcher stream;
  private final int latency;
  private final int lookAhead;
  private final boolean possible;

  /**
   * Lines of a chunk: few enough that no two of those fetched, and none fetched and read, share a
   * set.
   */
  private final int mostInChunk;

  /** Slots of the lines requested before this batch. */
  private final int[] asked;

  /** Arrival cycles of the lines requested in this batch, a ring of at least {@code lookAhead}. */
  private final long[] arrivals;

  private final int ringMask;

  TimedStream(HierarchyRun run, SimulatorSettings settings) {
    this.run = run;
    tags = run.tags;
    placement = run.placement;
    tier2 = run.tier2();
    tier3 = run.tier3();
    window = run.window;
    prefetchMshrs = run.prefetchMshrs;
    counts = run.counts;
    stream = run.stream;
    latency = run.latency;
    lookAhead = stream == null ? 0 : stream.lookAhead();
    possible =
        stream != null
            && settings.demand().accessesPerCycle() == 1
            && settings.demand().outstanding() == 1
            && run.ordered
            && 2L * lookAhead <= settings.tier1().sets();
    mostInChunk = Math.min(CHUNK, settings.tier1().sets() - lookAhead);
    asked = new int[possible ? lookAhead : 0];
    arrivals = new long[possible ? Integer.highestOneBit(lookAhead) * 2 : 0];
    ringMask = arrivals.length - 1;
  }

  /** Whether the core allows it. */
  boolean possible() {
    return possible;
  }

  /**
   * Simulates as many reads of consecutive lines as possible; one prefetch is waiting.
   *
   * @return reads simulated
   */
  int take(long firstLine, int count) {
    long firstAhead = firstLine - 1 + lookAhead;
    if (!run.waits(firstAhead) || !stream.isFollowing(firstLine)) {
      return 0;
    }
    long most = Math.min(count, run.lastLine - firstAhead);
    if (run.accesses <= run.measureFrom) {
      most = Math.min(most, run.measureFrom - run.accesses);
    }
    int present = present(firstLine, (int) Math.min(most, lookAhead - 1));
    if (present < lookAhead - 1) {
      most = Math.min(most, present);
    }
    int taken = 0;
    int inTime = 0;
    long issued = -1;
    while (taken < most && inTime == taken) {
      long now = window.lastIssue();
      // Chunks end at the ends of blocks of sets.
      int toEnd = mostInChunk - (int) ((firstAhead + taken) & (AlikeSets.BLOCK - 1));
      int chunk = (int) Math.min(Math.max(1, toEnd), most - taken);
      chunk = tags.fetchable(firstAhead + taken, now, chunk);
      if (chunk == 0) {
        break;
      }
      issued = -1;
      while (inTime < taken + chunk) {
        long at = window.issue();
        if (!leaves(firstAhead + inTime, inTime, at)) {
          issued = at;
          break;
        }
        read(firstLine + inTime, inTime, at);
        inTime++;
      }
      fetched(firstLine, taken, inTime - taken, now);
      taken += issued < 0 ? chunk : inTime - taken;
      if (issued >= 0) {
        break;
      }
    }
    if (taken > 0) {
      end(firstAhead, taken);
    }
    if (issued >= 0) {
      run.issued((firstLine + taken) << run.lineShift, issued);
      taken++;
    }
    return taken;
  }

  /** Lines, at most {@code most}, before the first that is neither in tier 1 nor in flight. */
  private int present(long firstLine, int most) {
    int present = 0;
    while (present < most) {
      int slot = tags.find(firstLine + present);
      if (slot < 0) {
        break;
      }
      asked[present++] = slot;
    }
    return present;
  }

  /**
   * Issues the waiting prefetch before a cycle; changes nothing and returns false if it cannot be
   * issued.
   */
  private boolean leaves(long line, int index, long before) {
    long at = run.mayLeave();
    if (at >= before) {
      return false;
    }
    boolean far = tier3 != null && placement.inTier3(line);
    long request = prefetchMshrs.freeAt(Math.max(at + latency, run.lastRequest));
    int bank = far ? tier3.channelOf(line) : tier2.bankOf(line);
    request = far ? tier3.roomAt(bank, request) : tier2.roomAt(bank, request);
    if (request - latency >= before) {
      return false;
    }
    counts[ISSUED]++;
    run.lastRequest = request;
    long arrival = far ? tier3.read(line, request) : tier2.read(bank, request);
    prefetchMshrs.add(arrival);
    arrivals[index & ringMask] = arrival;
    run.left(Math.max(at, request - latency));
    return true;
  }

  /** Does what {@link HierarchyRun#access} does for a line that is in tier 1 or in flight. */
  private void read(long line, int index, long at) {
    long looked = at + latency;
    int own = index - lookAhead + 1;
    long ready = own >= 0 ? arrivals[own & ringMask] : tags.ready()[asked[index]];
    boolean prefetched = own >= 0 || tags.isPrefetched(asked[index]);
    if (prefetched) {
      placement.touch(line);
    }
    window.lookedUp(0, latency);
    if (ready <= at) {
      counts[READ_HITS]++;
      counts[USEFUL] += prefetched ? 1 : 0;
    } else {
      long waited = Math.max(0, ready - looked);
      looked += waited;
      if (prefetched) {
        counts[READ_LATE]++;
        counts[LATE_WAIT_CYCLES] += waited;
        window.spend(StallCause.LATE_PREFETCH, waited);
      } else {
        counts[READ_MERGES]++;
        window.spend(StallCause.MERGED_MISS, waited);
      }
    }
    run.latencies.add(looked - at);
    window.finish(looked);
    run.accesses++;
    run.now = at;
    run.waitsNext(line + lookAhead);
  }

  /** Updates the tags for {@code lines} lines: reads of those requested earlier, then fetches. */
  private void fetched(long firstLine, int from, int lines, long now) {
    for (int i = from; i < Math.min(from + lines, lookAhead - 1); i++) {
      tags.demand(asked[i]);
      tags.use(asked[i], tags.setOf(firstLine + i));
    }
    int done = tags.fetchRun(firstLine - 1 + lookAhead + from, 1, now, lines, true);
    if (done != lines) {
      throw new IllegalStateException(done + " of " + lines + " lines were fetched");
    }
    counts[EVICTIONS] += tags.left();
    counts[USELESS] += tags.uselessLeft();
  }

  private void end(long firstAhead, int taken) {
    counts[READS] += taken;
    counts[REQUESTED] += taken;
    run.followed += taken;
    stream.follow(taken);
    for (int i = Math.max(0, taken - lookAhead + 1); i < taken; i++) {
      tags.undemanded(firstAhead + i, arrivals[i & ringMask]);
    }
  }
}
