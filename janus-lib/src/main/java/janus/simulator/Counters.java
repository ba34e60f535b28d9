package janus.simulator;

/** The counts of a run, in one array so that a warm-up can be subtracted. */
final class Counters {
  static final int READ_HITS = 0;
  static final int READ_MISSES = 1;
  static final int READ_MERGES = 2;
  static final int READ_LATE = 3;
  static final int WRITE_HITS = 4;
  static final int WRITE_MISSES = 5;
  static final int WRITE_MERGES = 6;
  static final int WRITE_LATE = 7;
  static final int EVICTIONS = 8;
  static final int WRITE_BACKS = 9;
  static final int TIER1_CONFLICTS = 10;
  static final int REQUESTED = 11;
  static final int REDUNDANT = 12;
  static final int DROPPED_QUEUE_FULL = 13;
  static final int DROPPED_SET_IN_FLIGHT = 14;
  static final int ISSUED = 15;
  static final int USEFUL = 16;
  static final int USELESS = 17;
  static final int POLLUTION = 18;
  static final int LATE_WAIT_CYCLES = 19;
  static final int READS = 20;
  static final int WRITES = 21;
  static final int ISSUE_CYCLES = 22;
  static final int FILLS_WITHOUT_FETCH = 23;
  static final int STALLS = 24;
  static final int TIER2 = STALLS + 19;

  /** Of tier 2 from {@link #TIER2}, of tier 3 from {@link #TIER3}. */
  static final int TIER_READS = 0;

  static final int TIER_WRITES = 1;
  static final int TIER_CONFLICTS = 2;
  static final int TIER_BUSY_CYCLES = 3;
  static final int TIER_WAIT_CYCLES = 4;
  static final int TIER_REFRESH_DELAYED = 5;
  static final int TIER_REFRESH_WAIT_CYCLES = 6;
  static final int TIER_BUS_BUSY_CYCLES = 7;
  static final int TIER_ROW_HITS = 8;
  static final int TIER_ROW_OPENS = 9;
  static final int TIER_ROW_CONFLICTS = 10;
  static final int TIER3 = TIER2 + 11;
  static final int SIZE = TIER3 + 11;

  private Counters() {}
}
