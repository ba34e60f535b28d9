package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceProfileTest {
  private static TraceProfile profile(Trace trace) throws IOException {
    return TraceProfile.of(trace, 1, Progress.NONE);
  }

  // a b c a a b: a again after b, c (2); a at once (0); b after c, a (2).
  @Test
  void reuseDistancesByHand() throws IOException {
    TraceProfile profile = profile(Trace.reads(10, 20, 30, 10, 10, 20));
    assertEquals(3, profile.firstUses());
    assertEquals(
        List.of(
            new TraceProfile.Reuse(0, 0, 1),
            new TraceProfile.Reuse(1, 1, 0),
            new TraceProfile.Reuse(2, 3, 2)),
        profile.reuse());
    assertEquals(1, profile.lruHits(1));
    assertEquals(1, profile.lruHits(2));
    assertEquals(3, profile.lruHits(4));
  }

  @Test
  void anEmptyTraceAndAddressZero() throws IOException {
    assertEquals(0, profile(Trace.reads()).accesses());
    assertEquals(0, profile(Trace.reads()).strideEntropyBits());
    assertEquals(1, profile(Trace.reads(0)).footprintLines());
  }

  // Strides 1, 1, 1, 5: entropy 3/4 log2(4/3) + 1/4 log2 4 = 0.8113 bit.
  @Test
  void strideEntropyByHand() throws IOException {
    TraceProfile profile = profile(Trace.reads(0, 1, 2, 3, 8));
    assertEquals(0.811278124459133, profile.strideEntropyBits(), 1e-15);
    assertEquals(0.75, profile.sequentialShare());
    assertEquals(
        List.of(new TraceProfile.Stride(1, 3), new TraceProfile.Stride(5, 1)),
        profile.commonStrides());
  }

  @Test
  void aSweepHasNoEntropyAndReusesEveryLineAfterAllOthers() throws IOException {
    var sweep = new SyntheticTrace(SyntheticTrace.Pattern.STRIDED, 4000, 1, 1000, 1, 1, 0, 0, 0);
    TraceProfile profile = profile(sweep);
    // 3000 reuses at distance 999; the wraps are one more stride, -999, three times in 3999.
    assertEquals(new TraceProfile.Reuse(512, 1023, 3000), profile.reuse().get(10));
    assertEquals(2, profile.distinctStrides());
    assertEquals(0, profile.lruHits(512));
    assertEquals(3000, profile.lruHits(1024));
  }

  @Test
  void distancesEqualThoseOfAnLruStack() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      var trace =
          new SyntheticTrace(
              SyntheticTrace.Pattern.MIXED, 6000, 1, 50 + 100 * seed, 1, 1, 0.6, 0.2, seed);
      long[] packed = Walks.all(trace);
      var stack = new ArrayList<Long>();
      long[] histogram = new long[64];
      for (long access : packed) {
        Long line = access >>> 1;
        int depth = stack.indexOf(line);
        if (depth >= 0) {
          histogram[64 - Long.numberOfLeadingZeros(depth)]++;
          stack.remove(depth);
        }
        stack.add(0, line);
      }
      TraceProfile profile = profile(trace);
      assertEquals(stack.size(), profile.footprintLines());
      for (int i = 0; i < profile.reuse().size(); i++) {
        assertEquals(histogram[i], profile.reuse().get(i).accesses(), "seed " + seed);
      }
    }
  }

  @Test
  void lruHitsEqualAnLruMemory() throws IOException {
    var trace = SyntheticTrace.random(20_000, 1, 300, 1);
    var memory = new LinkedHashSet<Long>();
    long hits = 0;
    for (long access : Walks.all(trace)) {
      Long line = access >>> 1;
      if (memory.remove(line)) {
        hits++;
      } else if (memory.size() == 128) {
        memory.remove(memory.iterator().next());
      }
      memory.add(line);
    }
    assertEquals(hits, profile(trace).lruHits(128));
  }

  @Test
  void footprintCountsLinesNotAddresses() throws IOException {
    TraceProfile profile = TraceProfile.of(Trace.reads(0, 127, 128), 128, Progress.NONE);
    assertEquals(2, profile.footprintLines());
    assertEquals(256, profile.footprintBytes());
  }

  @Test
  void randomLinesAreAllOfTheRegionAndFollowTheSeed() throws IOException {
    var lines = new HashSet<Long>();
    for (long access : Walks.all(SyntheticTrace.random(5000, 64, 500, 42))) {
      lines.add(access >>> 7);
    }
    assertEquals(500, lines.size());
    assertEquals(499, lines.stream().mapToLong(l -> l).max().orElseThrow());
  }
}
