package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * Follows streams of any constant stride. Without program counters a stream is known by where it
 * reads, as in Palacharla and Kessler, "Evaluating stream buffers as a secondary cache
 * replacement", ISCA 1994: memory falls into zones, and a zone holds one stream. What is learnt of
 * it is that of Chen and Baer, "Effective hardware-based data prefetching for high-performance
 * processors", IEEE Transactions on Computers 44(5), 1995: a stride seen twice in a row is believed
 * ({@code confidence} 2 of 3), one seen three times in a row survives one other stride.
 *
 * <p>A believed stride s asks at a read of line L for the lines L + s, ..., L + {@code lookAhead} s
 * that were not asked for before.
 *
 * <p>State, for each stream: its zone, the last line within the zone, the stride, confidence, how
 * far it has asked, and its place in the order of use.
 */
public final class StridePrefetcher implements Prefetcher {
  private static final int BELIEVED = 2;
  private static final int MOST_CONFIDENCE = 3;

  private final int lookAhead;
  private final int streams;
  private final int zoneLines;

  private final long[] zone;
  private final long[] last;
  private final long[] stride;
  private final int[] confidence;
  private final int[] asked;
  private final long[] used;
  private long clock;

  /**
   * @param lookAhead strides to stay ahead, at least 1
   * @param streams zones watched at a time, at least 1
   * @param zoneLines lines of a zone, a power of two
   */
  public StridePrefetcher(int lookAhead, int streams, int zoneLines) {
    this.lookAhead = Bits.atLeastOne("lookAhead", lookAhead);
    this.streams = Bits.atLeastOne("streams", streams);
    this.zoneLines = Bits.powerOfTwo("zoneLines", zoneLines);
    zone = new long[streams];
    last = new long[streams];
    stride = new long[streams];
    confidence = new int[streams];
    asked = new int[streams];
    used = new long[streams];
    Arrays.fill(zone, -1);
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    int stream = streamOf(Math.floorDiv(line, zoneLines));
    used[stream] = ++clock;
    if (last[stream] < 0) {
      last[stream] = line;
      return;
    }
    long step = line - last[stream];
    if (step == 0) {
      return;
    }
    last[stream] = line;
    if (step == stride[stream]) {
      confidence[stream] = Math.min(confidence[stream] + 1, MOST_CONFIDENCE);
      asked[stream] = Math.max(asked[stream] - 1, 0);
    } else {
      asked[stream] = 0;
      if (confidence[stream] > BELIEVED) {
        confidence[stream] = BELIEVED;
        return;
      }
      stride[stream] = step;
      confidence[stream] = 1;
    }
    if (confidence[stream] >= BELIEVED) {
      while (asked[stream] < lookAhead) {
        asked[stream]++;
        sink.prefetch(line + asked[stream] * stride[stream]);
      }
    }
  }

  /** The stream of a zone; a new one takes the place of the one used longest ago. */
  private int streamOf(long wanted) {
    int oldest = 0;
    for (int i = 0; i < streams; i++) {
      if (zone[i] == wanted) {
        return i;
      }
      if (used[i] < used[oldest]) {
        oldest = i;
      }
    }
    zone[oldest] = wanted;
    last[oldest] = -1;
    stride[oldest] = 0;
    confidence[oldest] = 0;
    asked[oldest] = 0;
    return oldest;
  }

  @Override
  public StridePrefetcher fresh() {
    return new StridePrefetcher(lookAhead, streams, zoneLines);
  }

  @Override
  public String spelling() {
    return "stride(lookAhead="
        + lookAhead
        + ", streams="
        + streams
        + ", zoneLines="
        + zoneLines
        + ")";
  }

  @Override
  public long stateBits() {
    int inZone = Bits.forValues(zoneLines);
    int zoneBits = Math.max(0, LINE_ADDRESS_BITS - inZone);
    int perStream =
        zoneBits
            + inZone
            + (inZone + 1)
            + 2
            + Bits.forValues(lookAhead + 1L)
            + Bits.forValues(streams);
    return (long) streams * perStream;
  }
}
