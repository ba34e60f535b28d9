package janus.simulator;

import java.util.Arrays;

/**
 * The core's side of time: when accesses issue, and whose fault it is when none does. Of each
 * access on its way it keeps the cycles spent on each {@link StallCause}, in their order; the
 * cycles the core waits are the last ones before the access is done.
 */
final class IssueWindow {
  static final int CAUSES = StallCause.values().length;

  private final int outstanding;
  private final int perCycle;
  private final long[] counts;

  /** By place in the window: cycle done; {@code (place, cause)}: cycles spent. */
  private final long[] done;

  private final long[] spent;
  private int place;

  /** Cycles of the last issues, one a place. */
  private final long[] issues;

  private int issuePlace;
  private long lastIssue = -1;
  private long lastDone;
  private final long[] spentByLast = new long[CAUSES];

  /** Cycles of the current access by cause, to be filled before {@link #finish}. */
  final long[] current = new long[CAUSES];

  IssueWindow(DemandSettings settings, long[] counts) {
    outstanding = settings.outstanding();
    perCycle = settings.accessesPerCycle();
    this.counts = counts;
    done = new long[outstanding];
    spent = new long[outstanding * CAUSES];
    issues = new long[perCycle];
    Arrays.fill(issues, -1);
  }

  /** The cycle in which the next access issues. */
  long issue() {
    long at = Math.max(lastIssue, issues[issuePlace] + 1);
    long free = done[place];
    if (free > at) {
      at = free;
      long waited = at - lastIssue - 1;
      if (waited > 0) {
        blame(spent, place * CAUSES, waited);
      }
    }
    if (at > lastIssue) {
      counts[Counters.ISSUE_CYCLES]++;
      lastIssue = at;
    }
    issues[issuePlace] = at;
    issuePlace = issuePlace + 1 == perCycle ? 0 : issuePlace + 1;
    return at;
  }

  /** The current access will be done at a cycle, having spent what {@link #current} says. */
  void finish(long cycle) {
    done[place] = cycle;
    System.arraycopy(current, 0, spent, place * CAUSES, CAUSES);
    if (cycle > lastDone) {
      lastDone = cycle;
      System.arraycopy(current, 0, spentByLast, 0, CAUSES);
    }
    place = place + 1 == outstanding ? 0 : place + 1;
  }

  private void blame(long[] of, int base, long cycles) {
    long rest = cycles;
    for (int cause = CAUSES - 1; cause >= 0 && rest > 0; cause--) {
      long part = Math.min(rest, of[base + cause]);
      counts[Counters.STALLS + cause] += part;
      rest -= part;
    }
    if (rest != 0) {
      throw new IllegalStateException(rest + " stall cycles have no cause");
    }
  }

  /** Ends the run; returns the cycle after the last one. */
  long end() {
    long end = Math.max(lastDone, lastIssue + 1);
    blame(spentByLast, 0, end - lastIssue - 1);
    lastIssue = end - 1;
    return end;
  }
}
