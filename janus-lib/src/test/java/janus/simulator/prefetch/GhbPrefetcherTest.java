package janus.simulator.prefetch;

import static janus.simulator.prefetch.Asked.afterReads;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GhbPrefetcherTest {
  // Deltas 1, 2, 1, 2: at 6 the pair (1, 2) was seen at 3, and 1, 2 followed; then over again.
  @Test
  void deltasRepeat() {
    var ghb = new GhbPrefetcher(8, 16, 3);
    assertEquals(List.of(), afterReads(ghb, 0, 1, 3, 4));
    assertEquals(List.of(7L, 9L, 10L), afterReads(ghb.fresh(), 0, 1, 3, 4, 6));
  }

  @Test
  void rereadingALineIsNoDelta() {
    var ghb = new GhbPrefetcher(8, 16, 3);
    assertEquals(List.of(7L, 9L, 10L), afterReads(ghb, 0, 1, 1, 3, 4, 4, 4, 6));
  }

  @Test
  void aSequenceIsADeltaOfOne() {
    assertEquals(List.of(104L, 105L), afterReads(new GhbPrefetcher(8, 16, 2), 100, 101, 102, 103));
  }

  // With 4 lines of history a pair that occurred 5 reads ago is forgotten.
  @Test
  void theBufferForgets() {
    long[] reads = {0, 1, 3, 40, 10, 100, 101, 103};
    assertEquals(List.of(), afterReads(new GhbPrefetcher(4, 64, 2), reads));
    assertEquals(List.of(140L, 110L), afterReads(new GhbPrefetcher(8, 64, 2), reads));
  }

  // 256 lines of 33 bits, 256 x (two deltas of 12, pointer of 8, valid), head 8.
  @Test
  void stateByHand() {
    assertEquals(256 * 33 + 256 * 33 + 8, new GhbPrefetcher(256, 256, 4).stateBits());
  }
}
