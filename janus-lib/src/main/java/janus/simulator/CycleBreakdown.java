package janus.simulator;

/**
 * Where the cycles went. The core issues in some and waits in the others for one cause: all of them
 * add up to the total. See {@link StallCause}.
 *
 * @param issueCycles cycles in which an access issued
 * @param tier1BankCycles another access of the same cycles had the tier-1 bank
 * @param tier1LatencyCycles the lookup in tier 1 and, on a hit, its data
 * @param requestOrderCycles an earlier request, still waiting, had to leave first
 * @param mshrFullCycles no MSHR was free
 * @param setInFlightCycles every line of the set was in flight
 * @param writeBufferFullCycles the write buffer was full
 * @param tier2QueueFullCycles the bank's queue was full
 * @param tier2BankCycles the tier-2 bank was busy with another request
 * @param tier2RefreshCycles the tier-2 bank was being refreshed
 * @param tier2AccessCycles the tier-2 access itself
 * @param tier2BusCycles waiting for, then moving over the bus from tier 2
 * @param tier3QueueFullCycles the channel's queue was full
 * @param tier3RefreshCycles the channel was being refreshed
 * @param tier3RowCycles bank timings, with precharge and activate of the row
 * @param tier3AccessCycles read latency of tier 3
 * @param tier3BusCycles waiting for, then moving over the channel's bus
 * @param mergedMissCycles the line was in flight for an earlier miss
 * @param latePrefetchCycles the line was in flight for a prefetch that came too late
 * @param arrivalCycles the next access of a timed trace had not arrived
 */
public record CycleBreakdown(
    long issueCycles,
    long tier1BankCycles,
    long tier1LatencyCycles,
    long requestOrderCycles,
    long mshrFullCycles,
    long setInFlightCycles,
    long writeBufferFullCycles,
    long tier2QueueFullCycles,
    long tier2BankCycles,
    long tier2RefreshCycles,
    long tier2AccessCycles,
    long tier2BusCycles,
    long tier3QueueFullCycles,
    long tier3RefreshCycles,
    long tier3RowCycles,
    long tier3AccessCycles,
    long tier3BusCycles,
    long mergedMissCycles,
    long latePrefetchCycles,
    long arrivalCycles) {

  /**
   * @param stalls cycles by {@link StallCause#place()}
   */
  static CycleBreakdown of(long issueCycles, long[] stalls) {
    return new CycleBreakdown(
        issueCycles,
        stalls[StallCause.TIER1_BANK.place()],
        stalls[StallCause.TIER1_LATENCY.place()],
        stalls[StallCause.REQUEST_ORDER.place()],
        stalls[StallCause.MSHR_FULL.place()],
        stalls[StallCause.SET_IN_FLIGHT.place()],
        stalls[StallCause.WRITE_BUFFER_FULL.place()],
        stalls[StallCause.TIER2_QUEUE_FULL.place()],
        stalls[StallCause.TIER2_BANK.place()],
        stalls[StallCause.TIER2_REFRESH.place()],
        stalls[StallCause.TIER2_ACCESS.place()],
        stalls[StallCause.TIER2_BUS.place()],
        stalls[StallCause.TIER3_QUEUE_FULL.place()],
        stalls[StallCause.TIER3_REFRESH.place()],
        stalls[StallCause.TIER3_ROW.place()],
        stalls[StallCause.TIER3_ACCESS.place()],
        stalls[StallCause.TIER3_BUS.place()],
        stalls[StallCause.MERGED_MISS.place()],
        stalls[StallCause.LATE_PREFETCH.place()],
        stalls[StallCause.ARRIVAL.place()]);
  }

  /** Stall cycles of one cause. */
  public long of(StallCause cause) {
    return switch (cause) {
      case TIER1_BANK -> tier1BankCycles;
      case TIER1_LATENCY -> tier1LatencyCycles;
      case REQUEST_ORDER -> requestOrderCycles;
      case MSHR_FULL -> mshrFullCycles;
      case SET_IN_FLIGHT -> setInFlightCycles;
      case WRITE_BUFFER_FULL -> writeBufferFullCycles;
      case TIER2_QUEUE_FULL -> tier2QueueFullCycles;
      case TIER2_BANK -> tier2BankCycles;
      case TIER2_REFRESH -> tier2RefreshCycles;
      case TIER2_ACCESS -> tier2AccessCycles;
      case TIER2_BUS -> tier2BusCycles;
      case TIER3_QUEUE_FULL -> tier3QueueFullCycles;
      case TIER3_REFRESH -> tier3RefreshCycles;
      case TIER3_ROW -> tier3RowCycles;
      case TIER3_ACCESS -> tier3AccessCycles;
      case TIER3_BUS -> tier3BusCycles;
      case MERGED_MISS -> mergedMissCycles;
      case LATE_PREFETCH -> latePrefetchCycles;
      case ARRIVAL -> arrivalCycles;
    };
  }

  /** All cycles in which the core waited. */
  public long stallCycles() {
    long sum = 0;
    for (StallCause cause : StallCause.values()) {
      sum += of(cause);
    }
    return sum;
  }

  public long totalCycles() {
    return issueCycles + stallCycles();
  }
}
