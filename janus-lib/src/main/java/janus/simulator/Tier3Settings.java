package janus.simulator;

import janus.units.Bounds;
import janus.units.DataSize;
import java.util.Objects;

/**
 * Tier 3: DRAM chips beside the processor, with the JEDEC timings that bind, in nanoseconds.
 * Consecutive lines go to consecutive channels; within a channel a row's lines are neighbours, and
 * consecutive rows go to consecutive banks. Rows stay open. Each bank and channel serves as soon as
 * its timings allow, in order or not ({@link DramOrder}).
 *
 * @param capacity of all channels; a trace that touches more than tier 2 and 3 hold is an error
 * @param shape channels, banks, rows and buses
 * @param timings of commands
 * @param queueLinesPerChannel requests that may wait for a channel, as those of a bank of {@link
 *     Tier2Settings}
 * @param order in which a channel serves the requests that wait
 */
public record Tier3Settings(
    DataSize capacity,
    DramShape shape,
    DramTimings timings,
    int queueLinesPerChannel,
    DramOrder order) {
  public Tier3Settings {
    Objects.requireNonNull(capacity, "capacity");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(timings, "timings");
    Bounds.within("queueLinesPerChannel", 1, Limits.MOST_PARTS, queueLinesPerChannel);
    Bounds.within(
        "channels x queueLinesPerChannel",
        1,
        1L << 24,
        (long) shape.channels() * queueLinesPerChannel);
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
    var rows = new RowTimings(18.75, 18.75, 42.5, 5, 35, 5, 20);
    var timings = new DramTimings(25, 13.75, 12.5, rows, 3906, 210);
    return new Tier3Settings(
        capacity, new DramShape(channels, 16, 2048, 12.8), timings, 16, DramOrder.IN_ORDER);
  }

  public int channels() {
    return shape.channels();
  }

  /** 10<sup>9</sup> bytes a second over all channels. */
  public double peakGbPerS() {
    return shape.peakGbPerS();
  }

  public Tier3Settings withCapacity(DataSize value) {
    return new Tier3Settings(value, shape, timings, queueLinesPerChannel, order);
  }

  public Tier3Settings withoutRefresh() {
    return new Tier3Settings(
        capacity, shape, timings.withoutRefresh(), queueLinesPerChannel, order);
  }

  public Tier3Settings withOrder(DramOrder value) {
    return new Tier3Settings(capacity, shape, timings, queueLinesPerChannel, value);
  }
}
