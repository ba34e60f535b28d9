package janus.simulator.prefetch;

/**
 * Decides which lines to fetch before they are asked for. The constructor call is the
 * configuration; an instance also holds the state of one run, so that every run starts from {@link
 * #fresh()}.
 *
 * <p>Lines are byte addresses divided by the line size. Calls come in the order of the trace.
 */
public interface Prefetcher {
  /**
   * Called once per demand read, after the lookup. Requests go to the sink; nothing else changes.
   *
   * @param line the line read
   * @param hit whether it was in tier 1; a line still on its way is a miss
   * @param sink takes the requests
   */
  void onAccess(long line, boolean hit, PrefetchSink sink);

  /** Called once per demand write, after the lookup. Most prefetchers do not look at writes. */
  default void onWrite(long line, boolean hit, PrefetchSink sink) {}

  /**
   * Called when a line has arrived in tier 1, before the demand of the same cycle. Only where
   * {@link #watchesFills()}.
   *
   * @param prefetched whether a prefetch brought it, rather than a demand
   */
  default void onFill(long line, boolean prefetched) {}

  /** Whether {@link #onFill} wants to be called. */
  default boolean watchesFills() {
    return false;
  }

  /** Requests that may leave for tier 2 in one cycle. */
  default int issueWidth() {
    return 4;
  }

  /** A prefetcher of the same configuration that has seen nothing. */
  Prefetcher fresh();

  /** The spelling that {@link Prefetchers#parse} turns into this configuration. */
  String spelling();

  /** Bits of state that the hardware would keep, for lines of {@link #LINE_ADDRESS_BITS}. */
  long stateBits();

  /** Bits of a line address in hardware: 40-bit byte addresses (1 TiB) and 128-byte lines. */
  int LINE_ADDRESS_BITS = 33;
}
