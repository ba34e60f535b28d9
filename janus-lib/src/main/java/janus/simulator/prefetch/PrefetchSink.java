package janus.simulator.prefetch;

/** Takes the requests of a prefetcher. */
@FunctionalInterface
public interface PrefetchSink {
  /**
   * Asks for a line. The simulator queues the request, lets {@link Prefetcher#issueWidth()} of them
   * leave a cycle, and drops those that are already in tier 1, already on their way, or that find
   * the queue full; each is counted.
   *
   * @param line address divided by the line size; one outside the address space is dropped
   */
  void prefetch(long line);

  /** Whether the queue would drop a further request. */
  default boolean isFull() {
    return false;
  }
}
