package janus.simulator;

import janus.units.Bounds;

/**
 * What tier 1 can have in flight or waiting.
 *
 * @param mshrs demand misses in flight; further accesses to their lines merge
 * @param prefetchMshrs prefetches in flight
 * @param prefetchQueueLines requests of the prefetcher that wait to be issued
 * @param writeBufferLines written lines that wait to be sent to tier 2
 */
public record Tier1Queues(
    int mshrs, int prefetchMshrs, int prefetchQueueLines, int writeBufferLines) {
  public Tier1Queues {
    Bounds.within("mshrs", 1, Limits.MOST_PARTS, mshrs);
    Bounds.within("prefetchMshrs", 1, Limits.MOST_PARTS, prefetchMshrs);
    Bounds.within("prefetchQueueLines", 1, Limits.MOST_PARTS, prefetchQueueLines);
    Bounds.within("writeBufferLines", 1, Limits.MOST_PARTS, writeBufferLines);
  }
}
