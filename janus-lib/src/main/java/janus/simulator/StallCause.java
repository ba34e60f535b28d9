package janus.simulator;

/**
 * Why the core does not issue in a cycle. A waiting access passes through these in order; the
 * cycles in which the core waits for it belong to what the access was doing then.
 */
public enum StallCause {
  /** Another access of the same cycles had the tier-1 bank. */
  TIER1_BANK,
  /** The lookup in tier 1 and, on a hit, its data. */
  TIER1_LATENCY,
  /** An earlier request had to be issued first. */
  REQUEST_ORDER,
  /** No MSHR was free. */
  MSHR_FULL,
  /** Every line of the set was in flight. */
  SET_IN_FLIGHT,
  /** The write buffer was full. */
  WRITE_BUFFER_FULL,
  /** The bank's queue was full. */
  TIER2_QUEUE_FULL,
  /** The tier-2 bank was busy with another request. */
  TIER2_BANK,
  /** The tier-2 bank was being refreshed. */
  TIER2_REFRESH,
  /** The tier-2 access itself. */
  TIER2_ACCESS,
  /** The bus from tier 2: waiting for it, then the transfer. */
  TIER2_BUS,
  /** The channel's queue was full. */
  TIER3_QUEUE_FULL,
  /** The channel was being refreshed. */
  TIER3_REFRESH,
  /** Bank timings, with precharge and activate of the row. */
  TIER3_ROW,
  /** Read latency of tier 3. */
  TIER3_ACCESS,
  /** The channel's bus: waiting for it, then the transfer. */
  TIER3_BUS,
  /** The line was in flight for an earlier miss. */
  MERGED_MISS,
  /** The line was in flight for a prefetch that came too late. */
  LATE_PREFETCH,
  /** The next access of a timed trace had not arrived. */
  ARRIVAL;

  /** Place in the order an access passes through, from 0. */
  @SuppressWarnings("EnumOrdinal")
  int place() {
    return ordinal();
  }
}
