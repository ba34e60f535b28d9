package janus.simulator.prefetch;

import static janus.simulator.prefetch.Asked.afterReads;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StridePrefetcherTest {
  private static StridePrefetcher stride() {
    return new StridePrefetcher(3, 2, 1024);
  }

  @Test
  void aStrideSeenTwiceIsBelieved() {
    assertEquals(List.of(), afterReads(stride(), 0, 5));
    assertEquals(List.of(15L, 20L, 25L), afterReads(stride(), 0, 5, 10));
    // Two strides are still out; the third is new.
    assertEquals(List.of(30L), afterReads(stride(), 0, 5, 10, 15));
  }

  @Test
  void stridesGoDownToo() {
    assertEquals(List.of(70L, 60L, 50L), afterReads(stride(), 100, 90, 80));
  }

  // Confidence 3 after three strides of 5; the jump to 17 costs one, the next 5 is believed again.
  @Test
  void aBelievedStrideSurvivesOneJump() {
    assertEquals(List.of(), afterReads(stride(), 0, 5, 10, 15, 17));
    assertEquals(List.of(27L, 32L, 37L), afterReads(stride(), 0, 5, 10, 15, 17, 22));
  }

  @Test
  void zonesAreStreamsOfTheirOwn() {
    assertEquals(
        List.of(1024L + 9, 1024L + 12, 1024L + 15),
        afterReads(stride(), 0, 1024, 2, 1024 + 3, 4, 1024 + 6));
  }

  @Test
  void theStreamUsedLongestAgoMakesRoom() {
    // Zones 0 and 1, then 2 takes the place of 0, whose stride must be learnt again.
    assertEquals(List.of(), afterReads(stride(), 0, 5, 10, 1024, 2048, 15, 20));
  }

  // 2 x (33 address bits + stride of 11 + confidence 2 + asked 2 + order 1).
  @Test
  void stateByHand() {
    assertEquals(2 * (33 + 11 + 2 + 2 + 1), stride().stateBits());
    assertThrows(IllegalArgumentException.class, () -> new StridePrefetcher(1, 1, 1000));
  }
}
