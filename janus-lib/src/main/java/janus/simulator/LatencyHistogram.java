package janus.simulator;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Exact counts of latencies: an array for short ones, a map for the rest. */
public final class LatencyHistogram {
  private static final int SHORT = 1 << 12;

  private final long[] counts = new long[SHORT];
  private final TreeMap<Long, Long> rest = new TreeMap<>();

  public void add(long latency) {
    if (latency < SHORT) {
      counts[(int) latency]++;
    } else {
      rest.merge(latency, 1L, Long::sum);
    }
  }

  public void add(int latency, long times) {
    if (latency < SHORT) {
      counts[latency] += times;
    } else if (times > 0) {
      rest.merge((long) latency, times, Long::sum);
    }
  }

  public LatencyHistogram copy() {
    var copy = new LatencyHistogram();
    System.arraycopy(counts, 0, copy.counts, 0, SHORT);
    copy.rest.putAll(rest);
    return copy;
  }

  public void subtract(LatencyHistogram earlier) {
    for (int i = 0; i < SHORT; i++) {
      counts[i] -= earlier.counts[i];
    }
    earlier.rest.forEach((latency, count) -> rest.merge(latency, -count, Long::sum));
    rest.values().removeIf(count -> count == 0);
  }

  /** Count by latency, shortest first. */
  public Map<Long, Long> toMap() {
    var map = new TreeMap<Long, Long>();
    for (int i = 0; i < SHORT; i++) {
      if (counts[i] != 0) {
        map.put((long) i, counts[i]);
      }
    }
    map.putAll(rest);
    return map;
  }

  public LatencySummary summary() {
    return LatencySummary.of(toMap());
  }

  public long total() {
    return Arrays.stream(counts).sum() + rest.values().stream().mapToLong(Long::longValue).sum();
  }
}
