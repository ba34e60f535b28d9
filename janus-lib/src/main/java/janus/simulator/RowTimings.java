package janus.simulator;

import janus.units.Bounds;

/**
 * JEDEC timings that bind the opening and closing of DRAM rows, in nanoseconds.
 *
 * @param rowToColumnNs tRCD: activate to read or write
 * @param prechargeNs tRP: precharge to activate
 * @param rowActiveNs tRAS: activate to precharge
 * @param readToPrechargeNs tRTP
 * @param writeRecoveryNs tWR: end of write data to precharge
 * @param activateToActivateNs tRRD: between activates of a channel
 * @param fourActivatesNs tFAW: window with at most four activates
 */
public record RowTimings(
    double rowToColumnNs,
    double prechargeNs,
    double rowActiveNs,
    double readToPrechargeNs,
    double writeRecoveryNs,
    double activateToActivateNs,
    double fourActivatesNs) {
  public RowTimings {
    Bounds.above("rowToColumnNs", 0, rowToColumnNs);
    Bounds.above("prechargeNs", 0, prechargeNs);
    Bounds.above("rowActiveNs", 0, rowActiveNs);
    Bounds.atLeast("readToPrechargeNs", 0, readToPrechargeNs);
    Bounds.atLeast("writeRecoveryNs", 0, writeRecoveryNs);
    Bounds.atLeast("activateToActivateNs", 0, activateToActivateNs);
    Bounds.atLeast("fourActivatesNs", 0, fourActivatesNs);
  }
}
