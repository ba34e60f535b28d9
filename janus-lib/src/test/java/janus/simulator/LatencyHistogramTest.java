package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private static LatencyHistogram of(long... latencies) {
    var histogram = new LatencyHistogram();
    for (long latency : latencies) {
      histogram.add(latency);
    }
    return histogram;
  }

  // numpy.percentile([1, 2, 3, 4], [50, 90, 99]) is [2.5, 3.7, 3.97]: ranks 1.5, 2.7 and 2.97.
  @Test
  void percentilesInterpolateAsNumPyDoes() {
    LatencySummary summary = of(3, 1, 4, 2).summary();
    assertEquals(2.5, summary.p50());
    assertEquals(3.7, summary.p90(), 1e-12);
    assertEquals(3.97, summary.p99(), 1e-12);
    assertEquals(2.5, summary.mean());
    assertEquals(4, summary.max());
  }

  // Latencies of 4096 and more are kept in a map.
  @Test
  void longLatenciesAreCountedLikeShortOnes() {
    var histogram = of(4095, 4096, 1L << 40);
    histogram.add(4096, 2);
    histogram.add(4095, 1);
    assertEquals(Map.of(4095L, 2L, 4096L, 3L, 1L << 40, 1L), histogram.toMap());
    assertEquals(6, histogram.total());
  }

  @Test
  void whatCameAfterTheCopyIsLeft() {
    var histogram = of(1, 1, 5000);
    LatencyHistogram before = histogram.copy();
    histogram.add(1);
    histogram.add(7000);
    histogram.subtract(before);
    assertEquals(Map.of(1L, 1L, 7000L, 1L), histogram.toMap());
  }

  @Test
  void nothingReadGivesZeros() {
    assertEquals(new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0), of().summary());
  }
}
