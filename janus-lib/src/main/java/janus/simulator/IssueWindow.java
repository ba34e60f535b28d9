package janus.simulator;

import java.util.Arrays;

/**
 * The core's side of time: when accesses issue, and what prevents it. For each access in flight it
 * keeps the cycles spent on each {@link StallCause}, in their order; the core waits during the last
 * of them, before the access is done.
 */
final class IssueWindow {
  static final int CAUSES = StallCause.values().length;

  private static final int BANK = StallCause.TIER1_BANK.place();
  private static final int ARRIVAL = StallCause.ARRIVAL.place();
  private static final int LATENCY = StallCause.TIER1_LATENCY.place();

  private final int outstanding;
  private final int perCycle;
  private final long[] counts;

  /**
   * By place in the window: the cycle the access is done, and a bit for each cause it spent cycles
   * on.
   */
  private final long[] done;

  private final int[] causes;

  /** Cycles spent, {@code (place, cause)}, if the cause has its bit. */
  private final long[] spent;

  private int place;
  private int lastDonePlace;

  /** Cycles of the last issues, one a place. */
  private final long[] issues;

  private int issuePlace;
  private long lastIssue = -1;
  private long lastDone;

  IssueWindow(DemandSettings settings, long[] counts) {
    outstanding = settings.outstanding();
    perCycle = settings.accessesPerCycle();
    this.counts = counts;
    done = new long[outstanding];
    causes = new int[outstanding];
    spent = new long[outstanding * CAUSES];
    issues = new long[perCycle];
    Arrays.fill(issues, -1);
  }

  /** The cycle in which the next access issues. */
  long issue() {
    return issue(0);
  }

  /** The same for an access that cannot issue before it arrives. */
  long issue(long arrival) {
    long at = Math.max(lastIssue, issues[issuePlace] + 1);
    long free = done[place];
    if (free > at) {
      at = free;
      long idle = at - lastIssue - 1;
      if (idle > 0) {
        blame(place, idle);
      }
    }
    if (arrival > at) {
      counts[Counters.STALLS + ARRIVAL] += arrival - Math.max(at, lastIssue + 1);
      at = arrival;
    }
    if (at > lastIssue) {
      counts[Counters.ISSUE_CYCLES]++;
      lastIssue = at;
    }
    issues[issuePlace] = at;
    if (perCycle > 1) {
      issuePlace = issuePlace + 1 == perCycle ? 0 : issuePlace + 1;
    }
    return at;
  }

  /** The cycle that {@link #issue} would return to a core that waits for each access. */
  long nextIssue() {
    return Math.max(lastIssue + 1, done[place]);
  }

  /** Records the current access's wait for its bank and its lookup. */
  void lookedUp(long bankWait, long latency) {
    int base = place * CAUSES;
    spent[base + BANK] = bankWait;
    spent[base + LATENCY] = latency;
    causes[place] = bankWait > 0 ? 1 << BANK | 1 << LATENCY : 1 << LATENCY;
  }

  /** Records cycles that the current access spends on a cause. */
  void spend(StallCause cause, long cycles) {
    int at = cause.place();
    if (cycles != 0) {
      spent[place * CAUSES + at] = cycles;
      causes[place] |= 1 << at;
    } else {
      causes[place] &= ~(1 << at);
    }
  }

  /** Records the cycle in which the current access will be done. */
  void finish(long cycle) {
    done[place] = cycle;
    if (cycle > lastDone) {
      lastDone = cycle;
      lastDonePlace = place;
    }
    if (outstanding > 1) {
      place = place + 1 == outstanding ? 0 : place + 1;
    }
  }

  /** Whether an access could issue in each cycle from the next on. */
  boolean issuesEveryCycle() {
    for (int i = 0; i < outstanding; i++) {
      int at = place + i < outstanding ? place + i : place + i - outstanding;
      if (done[at] > lastIssue + 1 + i) {
        return false;
      }
    }
    return true;
  }

  long lastIssue() {
    return lastIssue;
  }

  /** Records {@code accesses} hits, one issued in each cycle. */
  void hitEveryCycle(long accesses, long latency) {
    counts[Counters.ISSUE_CYCLES] += accesses;
    lastIssue += accesses;
    issues[0] = lastIssue;
    long replayed = Math.min(accesses, outstanding);
    place = (int) ((place + accesses - replayed) % outstanding);
    for (long i = replayed - 1; i >= 0; i--) {
      lookedUp(0, latency);
      finish(lastIssue - i + latency);
    }
  }

  /**
   * Records more accesses of a core that waits for each, as {@link #issue} and {@link #finish}
   * would. The first access has issued already, and the caller finishes the last.
   *
   * @param more accesses after the first
   * @param lastIssued cycle in which the last of them issues
   */
  void issueInOrder(long more, long lastIssued) {
    counts[Counters.ISSUE_CYCLES] += more;
    lastIssue = lastIssued;
    issues[0] = lastIssued;
  }

  private void blame(int of, long cycles) {
    int base = of * CAUSES;
    long rest = cycles;
    for (int left = causes[of]; left != 0 && rest > 0; ) {
      int cause = 31 - Integer.numberOfLeadingZeros(left);
      long part = Math.min(rest, spent[base + cause]);
      counts[Counters.STALLS + cause] += part;
      rest -= part;
      left ^= 1 << cause;
    }
    if (rest != 0) {
      throw new IllegalStateException(rest + " stall cycles have no cause");
    }
  }

  /** Ends the run; returns the cycle after the last one. */
  long end() {
    long end = Math.max(lastDone, lastIssue + 1);
    if (end > lastIssue + 1) {
      blame(lastDonePlace, end - lastIssue - 1);
    }
    lastIssue = end - 1;
    return end;
  }
}
