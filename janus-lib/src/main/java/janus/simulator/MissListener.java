package janus.simulator;

/**
 * Hears the demand misses of a run, in the order in which they leave tier 1; of a warm-up, none.
 */
@FunctionalInterface
public interface MissListener {
  /** Hears nothing. */
  MissListener NONE = (packed, cycle) -> {};

  /**
   * A demand missed tier 1.
   *
   * @param packed the address of its line, packed as in {@link janus.trace.Trace}: a read where the
   *     line is fetched, a write where the written data goes down without it
   * @param cycle when the request leaves tier 1; never falls
   */
  void onMiss(long packed, long cycle);
}
