package janus.simulator.prefetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BestOffsetPrefetcherTest {
  private static final int OFFSETS = 52;

  /** Reads whose prefetches arrive some reads later, before that read. */
  private static void run(
      BestOffsetPrefetcher prefetcher, int latency, java.util.stream.LongStream reads) {
    var onTheirWay = new ArrayDeque<Long>();
    for (int i = 0; i < latency; i++) {
      onTheirWay.add(-1L);
    }
    reads.forEach(
        read -> {
          long arrives = onTheirWay.remove();
          if (arrives >= 0) {
            prefetcher.onFill(arrives, true);
          }
          long[] asked = {-1};
          prefetcher.onAccess(read, false, line -> asked[0] = line);
          if (asked[0] < 0) {
            prefetcher.onFill(read, false);
          }
          onTheirWay.add(asked[0]);
        });
  }

  // What was asked for 10 reads ago is there now: offsets of 10 and more are in time, 10 wins ties.
  @Test
  void theSmallestOffsetInTimeWins() {
    var prefetcher = new BestOffsetPrefetcher(31, 100, 1);
    run(prefetcher, 10, java.util.stream.LongStream.range(0, 32 * OFFSETS + OFFSETS));
    assertEquals(10, prefetcher.offset());
  }

  // Every third line: only multiples of 3 score; 12 x 3 lines are the first beyond 10 reads.
  @Test
  void offsetsFollowTheStride() {
    var prefetcher = new BestOffsetPrefetcher(31, 100, 1);
    run(prefetcher, 10, java.util.stream.LongStream.range(0, 64 * OFFSETS).map(i -> 3 * i));
    assertEquals(30, prefetcher.offset());
  }

  @Test
  void randomReadsTurnItOff() {
    var prefetcher = new BestOffsetPrefetcher(31, 100, 1);
    var random = new SplittableRandom(1);
    run(prefetcher, 10, random.longs(101 * OFFSETS, 0, 1L << 32));
    assertEquals(0, prefetcher.offset());
  }

  // Table 256 x (12 + 1), scores 52 x 5, place in the list 6, round 7, offset 9.
  @Test
  void stateByHand() {
    assertEquals(256 * 13 + 52 * 5 + 6 + 7 + 9, new BestOffsetPrefetcher(31, 100, 1).stateBits());
  }
}
