package janus.technology;

/** A time between commands of a DRAM channel, as JEDEC names it. */
public enum DramTiming {
  /** RL: read command to first data. */
  READ_LATENCY("readLatency"),
  /** WL: write command to first data. */
  WRITE_LATENCY("writeLatency"),
  /** tRCD: activate to read or write. */
  ROW_TO_COLUMN("rowToColumn"),
  /** tRP: precharge to activate. */
  PRECHARGE("precharge"),
  /** tRAS: activate to precharge. */
  ROW_ACTIVE("rowActive"),
  /** tRTP: read to precharge. */
  READ_TO_PRECHARGE("readToPrecharge"),
  /** tWR: end of write data to precharge. */
  WRITE_RECOVERY("writeRecovery"),
  /** tWTR: end of write data to read command. */
  WRITE_TO_READ("writeToRead"),
  /** tRRD: between activates of a channel. */
  ACTIVATE_TO_ACTIVATE("activateToActivate"),
  /** tFAW: window with at most four activates. */
  FOUR_ACTIVATES("fourActivates"),
  /** tREFI: between refreshes of all banks. */
  REFRESH_INTERVAL("refreshInterval"),
  /** tRFC: a refresh of all banks. */
  REFRESH("refresh");

  private final String field;

  DramTiming(String field) {
    this.field = field;
  }

  /** Its name in {@code data/dram}. */
  public String field() {
    return field;
  }
}
