package janus.simulator;

import java.util.Map;
import java.util.TreeMap;

/**
 * Latencies in cycles, exact. Percentiles interpolate linearly between the closest ranks, as
 * NumPy's default does: percentile p of n sorted values lies at rank (n - 1) p / 100. All are 0
 * where nothing was read.
 *
 * @param count reads
 * @param sum of all latencies
 * @param mean sum / count
 * @param p50 median
 * @param p90 percentile
 * @param p99 percentile
 * @param p999 percentile 99.9
 * @param max longest
 */
public record LatencySummary(
    long count, long sum, double mean, double p50, double p90, double p99, double p999, long max) {

  /**
   * The summary of a histogram.
   *
   * @param histogram count by latency
   */
  public static LatencySummary of(Map<Long, Long> histogram) {
    var sorted = new TreeMap<>(histogram);
    long count = 0;
    long sum = 0;
    for (var entry : sorted.entrySet()) {
      count += entry.getValue();
      sum += entry.getKey() * entry.getValue();
    }
    if (count == 0) {
      return new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0);
    }
    return new LatencySummary(
        count,
        sum,
        (double) sum / count,
        percentile(sorted, count, 50),
        percentile(sorted, count, 90),
        percentile(sorted, count, 99),
        percentile(sorted, count, 99.9),
        sorted.lastKey());
  }

  /** NumPy's linear interpolation, with its way of rounding. */
  static double percentile(TreeMap<Long, Long> sorted, long count, double percent) {
    double rank = (count - 1) * (percent / 100);
    long below = (long) rank;
    double part = rank - below;
    double low = valueAt(sorted, below);
    double high = valueAt(sorted, Math.min(below + 1, count - 1));
    double difference = high - low;
    return part >= 0.5 ? high - difference * (1 - part) : low + difference * part;
  }

  private static double valueAt(TreeMap<Long, Long> sorted, long rank) {
    long seen = 0;
    for (var entry : sorted.entrySet()) {
      seen += entry.getValue();
      if (seen > rank) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("rank " + rank + " lies beyond the " + seen + " values");
  }
}
