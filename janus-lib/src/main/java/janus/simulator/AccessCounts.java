package janus.simulator;

/**
 * What became of the accesses of one kind in tier 1. Each is counted once: hits + misses + merges +
 * latePrefetches = accesses.
 *
 * @param accesses all of the kind
 * @param hits the line had arrived
 * @param misses the line was neither there nor in flight
 * @param merges the line was in flight for an earlier miss
 * @param latePrefetches the line was in flight for a prefetch
 * @param hitRate hits / accesses, 0 where there are none
 */
public record AccessCounts(
    long accesses, long hits, long misses, long merges, long latePrefetches, double hitRate) {
  static AccessCounts of(long accesses, long hits, long misses, long merges, long late) {
    return new AccessCounts(accesses, hits, misses, merges, late, Ratio.of(hits, accesses));
  }
}
