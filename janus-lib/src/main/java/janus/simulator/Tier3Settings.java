package janus.simulator;

import janus.units.Bounds;
import janus.units.DataSize;

/**
 * Tier 3: DRAM chips beside the processor, with the JEDEC timings that bind, in nanoseconds.
 * Consecutive lines go to consecutive channels; within a channel a row's lines are neighbours, and
 * consecutive rows go to consecutive banks. Rows stay open. Each bank and channel serves as soon as
 * its timings allow, in order or not ({@link DramOrder}).
 *
 * @param capacity of all channels; a trace that touches more than tier 2 and 3 hold is an error
 * @param channels independent channels
 * @param banksPerChannel banks of a channel
 * @param rowBytes bytes of a row of one bank
 * @param busGbPerS peak bandwidth of a channel, 10<sup>9</sup> bytes a second
 * @param readLatencyNs RL: read command to first data
 * @param writeLatencyNs WL: write command to first data
 * @param rowToColumnNs tRCD: activate to read or write
 * @param prechargeNs tRP: precharge to activate
 * @param rowActiveNs tRAS: activate to precharge
 * @param readToPrechargeNs tRTP
 * @param writeRecoveryNs tWR: end of write data to precharge
 * @param writeToReadNs tWTR: end of write data to read command
 * @param activateToActivateNs tRRD: between activates of a channel
 * @param fourActivatesNs tFAW: window with at most four activates
 * @param refreshIntervalNs tREFI, 0 for no refresh
 * @param refreshNs tRFC: a channel is blocked by a refresh of all banks, rows closed
 * @param queueLinesPerChannel requests that may wait for a channel, as those of a bank of {@link
 *     Tier2Settings}
 * @param order in which a channel serves the requests that wait
 */
public record Tier3Settings(
    DataSize capacity,
    int channels,
    int banksPerChannel,
    int rowBytes,
    double busGbPerS,
    double readLatencyNs,
    double writeLatencyNs,
    double rowToColumnNs,
    double prechargeNs,
    double rowActiveNs,
    double readToPrechargeNs,
    double writeRecoveryNs,
    double writeToReadNs,
    double activateToActivateNs,
    double fourActivatesNs,
    double refreshIntervalNs,
    double refreshNs,
    int queueLinesPerChannel,
    DramOrder order) {
  public Tier3Settings {
    java.util.Objects.requireNonNull(capacity, "capacity");
    java.util.Objects.requireNonNull(order, "order");
    Bounds.within("channels", 1, Check.MOST_PARTS, channels);
    Bounds.within("banksPerChannel", 1, Check.MOST_PARTS, banksPerChannel);
    Bounds.within("tier-3 banks", 1, Check.MOST_PARTS, (long) channels * banksPerChannel);
    if (rowBytes < 1 || Integer.bitCount(rowBytes) != 1) {
      throw new IllegalArgumentException("rowBytes must be a power of two: " + rowBytes);
    }
    Check.positive("busGbPerS", busGbPerS);
    Check.positive("readLatencyNs", readLatencyNs);
    Check.positive("writeLatencyNs", writeLatencyNs);
    Check.positive("rowToColumnNs", rowToColumnNs);
    Check.positive("prechargeNs", prechargeNs);
    Check.positive("rowActiveNs", rowActiveNs);
    Check.notNegative("readToPrechargeNs", readToPrechargeNs);
    Check.notNegative("writeRecoveryNs", writeRecoveryNs);
    Check.notNegative("writeToReadNs", writeToReadNs);
    Check.notNegative("activateToActivateNs", activateToActivateNs);
    Check.notNegative("fourActivatesNs", fourActivatesNs);
    Check.notNegative("refreshIntervalNs", refreshIntervalNs);
    Check.notNegative("refreshNs", refreshNs);
    if (refreshIntervalNs > 0 && refreshNs >= refreshIntervalNs) {
      throw new IllegalArgumentException(
          "refreshNs must be below refreshIntervalNs " + refreshIntervalNs + ": " + refreshNs);
    }
    Bounds.within("queueLinesPerChannel", 1, Check.MOST_PARTS, queueLinesPerChannel);
    Bounds.within(
        "channels x queueLinesPerChannel", 1, 1L << 24, (long) channels * queueLinesPerChannel);
  }

  /**
   * LPDDR5-6400: x16 channels of 12.8 GB/s with 16 banks of 2 KiB rows. Core timings as in the
   * LPDDR5_6400 preset of Ramulator 2 (CMU-SAFARI/ramulator2, src/dram/impl/LPDDR5.cpp; cycles of
   * 1.25 ns: RL 20, WL 11, RCD 15, RPpb 15, RAS 34, RTP 4, WR 28, WTRL 10, RRD 4, FAW 16; RFCab 210
   * ns for 8 Gb, REFI 3906 ns), which follows JEDEC JESD209-5.
   *
   * @param channels 4 are a 64-bit bus, 51.2 GB/s
   */
  public static Tier3Settings lpddr5At6400(DataSize capacity, int channels) {
    return new Tier3Settings(
        capacity,
        channels,
        16,
        2048,
        12.8,
        25,
        13.75,
        18.75,
        18.75,
        42.5,
        5,
        35,
        12.5,
        5,
        20,
        3906,
        210,
        16,
        DramOrder.IN_ORDER);
  }

  /** 10<sup>9</sup> bytes a second over all channels. */
  public double peakGbPerS() {
    return channels * busGbPerS;
  }

  public Tier3Settings withCapacity(DataSize value) {
    return new Tier3Settings(
        value,
        channels,
        banksPerChannel,
        rowBytes,
        busGbPerS,
        readLatencyNs,
        writeLatencyNs,
        rowToColumnNs,
        prechargeNs,
        rowActiveNs,
        readToPrechargeNs,
        writeRecoveryNs,
        writeToReadNs,
        activateToActivateNs,
        fourActivatesNs,
        refreshIntervalNs,
        refreshNs,
        queueLinesPerChannel,
        order);
  }

  public Tier3Settings withChannels(int value) {
    return new Tier3Settings(
        capacity,
        value,
        banksPerChannel,
        rowBytes,
        busGbPerS,
        readLatencyNs,
        writeLatencyNs,
        rowToColumnNs,
        prechargeNs,
        rowActiveNs,
        readToPrechargeNs,
        writeRecoveryNs,
        writeToReadNs,
        activateToActivateNs,
        fourActivatesNs,
        refreshIntervalNs,
        refreshNs,
        queueLinesPerChannel,
        order);
  }

  public Tier3Settings withoutRefresh() {
    return new Tier3Settings(
        capacity,
        channels,
        banksPerChannel,
        rowBytes,
        busGbPerS,
        readLatencyNs,
        writeLatencyNs,
        rowToColumnNs,
        prechargeNs,
        rowActiveNs,
        readToPrechargeNs,
        writeRecoveryNs,
        writeToReadNs,
        activateToActivateNs,
        fourActivatesNs,
        0,
        0,
        queueLinesPerChannel,
        order);
  }

  public Tier3Settings withOrder(DramOrder value) {
    return new Tier3Settings(
        capacity,
        channels,
        banksPerChannel,
        rowBytes,
        busGbPerS,
        readLatencyNs,
        writeLatencyNs,
        rowToColumnNs,
        prechargeNs,
        rowActiveNs,
        readToPrechargeNs,
        writeRecoveryNs,
        writeToReadNs,
        activateToActivateNs,
        fourActivatesNs,
        refreshIntervalNs,
        refreshNs,
        queueLinesPerChannel,
        value);
  }
}
