package janus.simulator;

import janus.progress.Progress;
import janus.simulator.replacement.Belady;
import janus.simulator.replacement.Lru;
import janus.simulator.replacement.ReplacementPolicy;
import janus.trace.Trace;
import java.io.IOException;

/**
 * What tier 1 could hit without prefetching and without time: every access, read or write, brings
 * its line at once. OPT bounds every replacement policy; the compulsory bound, in which only first
 * touches miss, bounds every tier that does not prefetch. A hit rate above them is the prefetcher's
 * work.
 *
 * @param accesses reads and writes, the warm-up included
 * @param distinctLines lines touched
 * @param lruHits hits with LRU
 * @param optHits hits with Bélády's optimum
 * @param lruHitRate lruHits / accesses
 * @param optHitRate optHits / accesses
 * @param compulsoryHitRate (accesses - distinctLines) / accesses
 */
public record HitBounds(
    long accesses,
    long distinctLines,
    long lruHits,
    long optHits,
    double lruHitRate,
    double optHitRate,
    double compulsoryHitRate) {
  private static final long CHEAP_ACCESSES = 5_000_000;
  private static final int BATCH = 4096;

  /** Whether the bounds of the trace behind a result take seconds and little memory. */
  public static boolean isCheap(SimulationResult result) {
    return result.accesses() + result.warmUpAccesses() <= CHEAP_ACCESSES;
  }

  /**
   * Walks the trace three times.
   *
   * @param tier1 size, line and associativity
   * @throws janus.provenance.BadInputException if the trace is longer than {@link
   *     Belady#MAX_ACCESSES}
   * @throws IOException if a file behind the trace cannot be read
   */
  public static HitBounds of(Trace trace, Tier1Settings tier1, Progress progress)
      throws IOException {
    var belady = new Belady();
    Walk opt = walk(trace, tier1, belady, progress);
    Walk lru = walk(trace, tier1, new Lru(), progress);
    long distinct = opt.distinct;
    return new HitBounds(
        lru.accesses,
        distinct,
        lru.hits,
        opt.hits,
        Ratio.of(lru.hits, lru.accesses),
        Ratio.of(opt.hits, opt.accesses),
        Ratio.of(lru.accesses - distinct, lru.accesses));
  }

  private static final class Walk {
    long accesses;
    long hits;
    long distinct;
  }

  /** Hits of a policy in a tier without time. */
  static long hits(Trace trace, Tier1Settings tier1, ReplacementPolicy policy) throws IOException {
    return walk(trace, tier1, policy, Progress.NONE).hits;
  }

  private static Walk walk(
      Trace trace, Tier1Settings tier1, ReplacementPolicy policy, Progress progress)
      throws IOException {
    int shift = 1 + Integer.numberOfTrailingZeros(tier1.lineBytes());
    ReplacementPolicy order = policy.sized(tier1.sets(), tier1.waysOfASet());
    order.foresee(trace, tier1.lineBytes());
    var tags = new TagStore(tier1.sets(), tier1.waysOfASet());
    var walk = new Walk();
    if (order instanceof Belady belady) {
      walk.distinct = belady.distinctLines();
    }
    long[] batch = new long[BATCH];
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(batch); n > 0; n = cursor.fill(batch)) {
        for (int i = 0; i < n; i++) {
          long line = batch[i] >>> shift;
          order.onDemand(line);
          int slot = tags.find(line);
          if (slot >= 0) {
            walk.hits++;
            order.onHit(slot);
          } else {
            replace(tags, order, line);
          }
        }
        walk.accesses += n;
        Progress.checkInterrupted();
        progress.update(
            walk.accesses,
            trace.accesses(),
            "bounded " + walk.accesses + " accesses (" + order.spelling() + ")");
      }
    }
    return walk;
  }

  private static void replace(TagStore tags, ReplacementPolicy order, long line) {
    int set = tags.setOf(line);
    int slot = tags.unusedSlot(set);
    if (slot < 0) {
      slot = order.victim(set, tags.ready(), 0);
      tags.remove(slot);
    }
    tags.put(slot, set, line, 0, 0);
    order.onFill(slot, line);
  }
}
