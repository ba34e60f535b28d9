package janus.simulator;

import janus.units.Bounds;
import java.util.Objects;

/**
 * JEDEC timings that bind a DRAM channel, in nanoseconds.
 *
 * @param readLatencyNs RL: read command to first data
 * @param writeLatencyNs WL: write command to first data
 * @param writeToReadNs tWTR: end of write data to read command
 * @param row of its rows
 * @param refreshIntervalNs tREFI, 0 for no refresh
 * @param refreshNs tRFC: a channel is blocked by a refresh of all banks, rows closed
 */
public record DramTimings(
    double readLatencyNs,
    double writeLatencyNs,
    double writeToReadNs,
    RowTimings row,
    double refreshIntervalNs,
    double refreshNs) {
  public DramTimings {
    Bounds.above("readLatencyNs", 0, readLatencyNs);
    Bounds.above("writeLatencyNs", 0, writeLatencyNs);
    Bounds.atLeast("writeToReadNs", 0, writeToReadNs);
    Objects.requireNonNull(row, "row");
    Bounds.atLeast("refreshIntervalNs", 0, refreshIntervalNs);
    Bounds.atLeast("refreshNs", 0, refreshNs);
    if (refreshIntervalNs > 0 && refreshNs >= refreshIntervalNs) {
      throw new IllegalArgumentException(
          "refreshNs must be below refreshIntervalNs " + refreshIntervalNs + ": " + refreshNs);
    }
  }

  DramTimings withoutRefresh() {
    return new DramTimings(readLatencyNs, writeLatencyNs, writeToReadNs, row, 0, 0);
  }
}
