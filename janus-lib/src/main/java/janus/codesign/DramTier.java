package janus.codesign;

import static janus.technology.DramTiming.ACTIVATE_TO_ACTIVATE;
import static janus.technology.DramTiming.FOUR_ACTIVATES;
import static janus.technology.DramTiming.PRECHARGE;
import static janus.technology.DramTiming.READ_LATENCY;
import static janus.technology.DramTiming.READ_TO_PRECHARGE;
import static janus.technology.DramTiming.REFRESH;
import static janus.technology.DramTiming.REFRESH_INTERVAL;
import static janus.technology.DramTiming.ROW_ACTIVE;
import static janus.technology.DramTiming.ROW_TO_COLUMN;
import static janus.technology.DramTiming.WRITE_LATENCY;
import static janus.technology.DramTiming.WRITE_RECOVERY;
import static janus.technology.DramTiming.WRITE_TO_READ;

import janus.simulator.DramOrder;
import janus.simulator.DramShape;
import janus.simulator.DramTimings;
import janus.simulator.RowTimings;
import janus.simulator.Tier3Settings;
import janus.technology.DramPart;
import janus.units.DataSize;

/** Tier 3 of a DRAM part. */
public final class DramTier {
  /** Requests that may wait for a channel, as in the published one. */
  private static final int QUEUE_LINES = 16;

  private DramTier() {}

  /** So many channels of the part with its typical timings, which serve in order. */
  public static Tier3Settings of(DramPart part, DataSize capacity, int channels) {
    var shape = new DramShape(channels, part.banks(), part.rowBytes(), part.bandwidth().typical());
    return new Tier3Settings(capacity, shape, timings(part), QUEUE_LINES, DramOrder.IN_ORDER);
  }

  private static DramTimings timings(DramPart part) {
    return new DramTimings(
        part.ns(READ_LATENCY),
        part.ns(WRITE_LATENCY),
        part.ns(WRITE_TO_READ),
        rowTimings(part),
        part.ns(REFRESH_INTERVAL),
        part.ns(REFRESH));
  }

  private static RowTimings rowTimings(DramPart part) {
    return new RowTimings(
        part.ns(ROW_TO_COLUMN),
        part.ns(PRECHARGE),
        part.ns(ROW_ACTIVE),
        part.ns(READ_TO_PRECHARGE),
        part.ns(WRITE_RECOVERY),
        part.ns(ACTIVATE_TO_ACTIVATE),
        part.ns(FOUR_ACTIVATES));
  }
}
