package janus.simulator.prefetch;

import static janus.simulator.prefetch.Asked.afterReads;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPrefetcherTest {
  private static StreamPrefetcher streams(int count) {
    return new StreamPrefetcher(3, 4, 1, count);
  }

  // The second line starts the stream, which asks for three lines; every other read asks for one.
  @Test
  void oneAscendingStreamIsFollowed() {
    assertEquals(List.of(), afterReads(streams(1), 7));
    assertEquals(List.of(9L, 10L, 11L), afterReads(streams(1), 7, 8));
    assertEquals(List.of(12L), afterReads(streams(1), 7, 8, 9));
  }

  // Each read takes over the only stream, which then expects the line after it.
  @Test
  void twoInterleavedStreamsNeedTwo() {
    for (int reads = 1; reads <= 6; reads++) {
      assertEquals(List.of(), afterReads(streams(1), interleaved(reads)), reads + " reads");
    }
    assertEquals(List.of(2L, 3L, 4L), afterReads(streams(2), interleaved(3)));
    assertEquals(List.of(102L, 103L, 104L), afterReads(streams(2), interleaved(4)));
  }

  @Test
  void descendingStreamsAreNotFollowed() {
    assertEquals(List.of(), afterReads(streams(4), 9, 8, 7, 6));
  }

  /** Lines 0, 100, 1, 101, 2, 102, ... */
  private static long[] interleaved(int reads) {
    long[] lines = new long[reads];
    for (int i = 0; i < reads; i++) {
      lines[i] = i / 2 + 100L * (i % 2);
    }
    return lines;
  }
}
