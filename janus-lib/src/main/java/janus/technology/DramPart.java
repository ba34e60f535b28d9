package janus.technology;

import janus.provenance.Fact;
import java.util.EnumMap;
import java.util.Map;

/**
 * One channel of a DRAM part and its timings in nanoseconds.
 *
 * @param id name of its file in {@code data/dram}
 * @param technology of {@code data/technologies}, which has its energy
 * @param banks banks of the channel
 * @param rowBytes bytes of a row of one bank, over all chips of the channel
 * @param bandwidth peak, in GB/s
 * @param timings every one
 */
public record DramPart(
    String id,
    String technology,
    int banks,
    int rowBytes,
    Fact bandwidth,
    Map<DramTiming, Fact> timings) {
  public DramPart {
    timings = Map.copyOf(new EnumMap<>(timings));
    for (DramTiming timing : DramTiming.values()) {
      if (!timings.containsKey(timing)) {
        throw new IllegalArgumentException(timing.field() + " is missing");
      }
    }
  }

  /** A timing's typical value, in nanoseconds. */
  public double ns(DramTiming timing) {
    return timings.get(timing).typical();
  }
}
