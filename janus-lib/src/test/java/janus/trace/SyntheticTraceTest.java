package janus.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.trace.SyntheticTrace.Pattern;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SyntheticTraceTest {
  private static long[] lines(SyntheticTrace trace) throws IOException {
    return Arrays.stream(Walks.all(trace)).map(a -> (a >>> 1) / trace.lineBytes()).toArray();
  }

  @Test
  void patternsByHand() throws IOException {
    assertArrayEquals(new long[] {0, 1, 2}, lines(SyntheticTrace.sequential(3, 128)));
    assertArrayEquals(
        new long[] {0, 3, 6, 2},
        lines(new SyntheticTrace(Pattern.STRIDED, 4, 64, 7, 3, 1, 0, 0, 0)));
    // Two streams of 2 lines each in 5: 0, 1 and 2, 3.
    assertArrayEquals(
        new long[] {0, 2, 1, 3, 0},
        lines(new SyntheticTrace(Pattern.STREAMING, 5, 64, 5, 1, 2, 0, 0, 0)));
    assertArrayEquals(
        new long[] {0, 1, 2}, lines(new SyntheticTrace(Pattern.MIXED, 3, 64, 5, 1, 1, 1, 0, 0)));
  }

  @Test
  void everyWalkIsTheSameInAnyBatchAndSeedsDiffer() throws IOException {
    for (Pattern pattern : Pattern.values()) {
      var trace = new SyntheticTrace(pattern, 1000, 128, 200, 3, 4, 0.5, 0.25, 9);
      assertArrayEquals(Walks.all(trace, 7), Walks.all(trace, 4096));
      var other = new SyntheticTrace(pattern, 1000, 128, 200, 3, 4, 0.5, 0.25, 10);
      assertFalse(Arrays.equals(Walks.all(trace), Walks.all(other)));
    }
  }

  // A quarter of 100 000 is 25 000; four standard deviations are 4 sqrt(100 000 x 3/16) = 548.
  @Test
  void writesHaveTheirShare() throws IOException {
    var trace = new SyntheticTrace(Pattern.SEQUENTIAL, 100_000, 128, 200, 1, 1, 0, 0.25, 1);
    long writes = Arrays.stream(Walks.all(trace)).map(a -> a & 1).sum();
    assertEquals(25_000.0, (double) writes, 548);
  }

  @Test
  void impossiblePatternsAreRefused() {
    for (Pattern pattern : Pattern.values()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SyntheticTrace(pattern, 1, 100, 10, 1, 1, 0, 0, 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> new SyntheticTrace(pattern, 1, 128, 10, 1, 11, 0, 0, 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> new SyntheticTrace(pattern, 1, 128, 10, 1, 1, 1.5, 0, 0));
    }
  }
}
