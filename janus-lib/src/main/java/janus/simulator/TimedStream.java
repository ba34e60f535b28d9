package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.StreamPrefetcher;

/**
 * Takes reads of a stream that an in-order core follows and whose one prefetch a line has to wait
 * for something: for tier 3, for a bank, for a refresh. Time goes line by line, with the same
 * windows, MSHRs, banks and channels as {@link HierarchyRun#access}; the tags go many lines at a
 * time, as in {@link SteadyStream}, for which line leaves tier 1 does not depend on when: those on
 * their way lie in other sets.
 */
final class TimedStream {
  /** Lines whose tags are looked at together. */
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
   * So few that no two of the lines fetched, nor one fetched and one read in a chunk, share a set.
   */
  private final int mostInChunk;

  /** Slots of the lines that were asked for before the go. */
  private final int[] asked;

  /** Arrivals of the lines asked for in the go, a ring of at least {@code lookAhead}. */
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

  /** Whether it is such a core. */
  boolean possible() {
    return possible;
  }

  /**
   * Takes what it can of reads of consecutive lines; one prefetch waits to leave.
   *
   * @return how many were taken
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
      // Chunks end where blocks of sets do.
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

  /** How many of so many lines, from the first on, are in tier 1 or on their way. */
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

  /** The prefetch leaves before a cycle, or, and nothing changes, it cannot. */
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

  /** The same as {@link HierarchyRun#access} of a line that is there or on its way. */
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

  /** The tags' part of so many lines: reads of those asked for before, then fetches. */
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
