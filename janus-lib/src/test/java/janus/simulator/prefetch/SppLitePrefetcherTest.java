package janus.simulator.prefetch;

import static janus.simulator.prefetch.Asked.afterReads;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SppLitePrefetcherTest {
  private static SppLitePrefetcher spp() {
    return new SppLitePrefetcher(8, 16, 4096, 25, 16);
  }

  // Signatures 0, 1, 9, 73, 585 and then 585 again, (585 << 3) ^ 1 in 12 bits: the sixth line of a
  // page is the first whose signature has a successor.
  @Test
  void theFirstPageIsLearnt() {
    assertEquals(List.of(), afterReads(spp(), 0, 1, 2, 3, 4));
    assertEquals(List.of(6L, 7L), afterReads(spp(), 0, 1, 2, 3, 4, 5));
  }

  @Test
  void theNextPageFollowsThePathToItsEnd() {
    assertEquals(
        List.of(10L, 11L, 12L, 13L, 14L, 15L), afterReads(spp(), 0, 1, 2, 3, 4, 5, 6, 8, 9));
  }

  // In two pages a delta of 1 is followed by 1, in two by 2: half and half leaves a path of
  // confidence 0.5 and stops at 60 percent.
  @Test
  void confidenceIsTheShareAlongThePath() {
    long[] reads = {0, 1, 2, 8, 9, 10, 16, 17, 19, 24, 25, 27, 32, 33};
    assertEquals(List.of(), afterReads(new SppLitePrefetcher(8, 16, 4096, 60, 1), reads));
    assertEquals(List.of(34L), afterReads(new SppLitePrefetcher(8, 16, 4096, 50, 1), reads));
  }

  // 256 pages x (16 + 1 + 6 + 12), 512 patterns x (4 + 4 x (7 + 4)).
  @Test
  void stateByHand() {
    assertEquals(256 * 35 + 512 * 48, new SppLitePrefetcher(64, 256, 512, 25, 16).stateBits());
  }
}
