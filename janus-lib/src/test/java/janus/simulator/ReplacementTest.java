package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.simulator.replacement.Belady;
import janus.simulator.replacement.Fifo;
import janus.simulator.replacement.Lru;
import janus.simulator.replacement.RandomReplacement;
import janus.simulator.replacement.ReplacementPolicy;
import janus.simulator.replacement.Replacements;
import janus.simulator.replacement.Srrip;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplacementTest {
  private static final Tier1Settings TIER1 = SimulatorSettings.janus1().tier1();

  private static Tier1Settings tier(int lines, int ways) {
    return TIER1
        .withWays(Tier1Settings.FULL)
        .withCapacity(DataSize.ofBytes(lines * 128L))
        .withWays(ways);
  }

  private static long hits(Tier1Settings tier, ReplacementPolicy policy, long... lines)
      throws IOException {
    return HitBounds.hits(Traces.readLines(lines), tier, policy);
  }

  /** Lines of which few are used often, some in runs. */
  private static long[] randomLines(SplittableRandom random, int count, int range) {
    long[] lines = new long[count];
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(4);
      lines[i] =
          kind == 0 && i > 0
              ? lines[i - 1] + 1
              : kind == 1 ? random.nextInt(1 + range / 4) : random.nextInt(range);
    }
    return lines;
  }

  // Two lines: 0 1 0 2 0. LRU keeps 0 when 2 comes (hits 0, 0); FIFO drops it (hits 0 once).
  @Test
  void lruKeepsWhatWasUsedAndFifoDoesNot() throws IOException {
    assertEquals(2, hits(tier(2, 2), new Lru(), 0, 1, 0, 2, 0));
    assertEquals(1, hits(tier(2, 2), new Fifo(), 0, 1, 0, 2, 0));
  }

  // Three lines, 0 1 2 | 0 hits (value 0; 1 and 2 have 2). 3: all age until 1, 2 have 3 and 0 has
  // 1;
  // 1 leaves. 4: 2 has 3 and leaves. 0 is still there.
  @Test
  void srripPrefersTheLineThatHit() throws IOException {
    assertEquals(2, hits(tier(3, 3), new Srrip(), 0, 1, 2, 0, 3, 4, 0));
    assertEquals(1, hits(tier(3, 3), new Srrip(), 0, 1, 2, 0, 3, 4, 1));
  }

  // Belady's own kind of example: 0 1 2 with two lines, then 0: when 2 comes, 1 is never used
  // again.
  @Test
  void optDropsWhatIsUsedLast() throws IOException {
    assertEquals(2, hits(tier(2, 2), new Belady(), 0, 1, 2, 0, 2));
    // 7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1 with three frames has 9 faults (Silberschatz).
    assertEquals(
        20 - 9,
        hits(tier(3, 3), new Belady(), 7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1));
    assertEquals(
        20 - 12,
        hits(tier(3, 3), new Lru(), 7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1));
    assertEquals(
        20 - 15,
        hits(tier(3, 3), new Fifo(), 7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1));
  }

  @Test
  void randomIsTheSameForTheSameSeed() throws IOException {
    long[] lines = randomLines(new SplittableRandom(3), 2000, 200);
    long first = hits(tier(64, 8), new RandomReplacement(5), lines);
    assertEquals(first, hits(tier(64, 8), new RandomReplacement(5), lines));
  }

  /** Set by set, Java's own access-ordered map. */
  private static long independentLru(int sets, int ways, long[] lines) {
    List<Map<Long, Boolean>> tier = new ArrayList<>();
    for (int set = 0; set < sets; set++) {
      tier.add(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
              return size() > ways;
            }
          });
    }
    long hits = 0;
    for (long line : lines) {
      hits += tier.get((int) (line % sets)).put(line, true) != null ? 1 : 0;
    }
    return hits;
  }

  @Test
  void lruEqualsAnIndependentLru() throws IOException {
    var random = new SplittableRandom(11);
    for (int round = 0; round < 400; round++) {
      int sets = 1 + random.nextInt(6);
      int ways = random.nextInt(3) == 0 ? 17 + random.nextInt(30) : 1 + random.nextInt(16);
      long[] lines = randomLines(random, 600, 1 + random.nextInt(4 * sets * ways));
      assertEquals(
          independentLru(sets, ways, lines), hits(tier(sets * ways, ways), new Lru(), lines));
    }
  }

  /** Bélády by search: the line whose next use in the rest of the trace is last. */
  private static long independentOpt(int capacity, long[] lines) {
    var tier = new HashSet<Long>();
    long hits = 0;
    for (int i = 0; i < lines.length; i++) {
      if (tier.contains(lines[i])) {
        hits++;
        continue;
      }
      if (tier.size() == capacity) {
        long victim = -1;
        int furthest = -1;
        for (long held : tier) {
          int next = i + 1;
          while (next < lines.length && lines[next] != held) {
            next++;
          }
          if (next > furthest) {
            furthest = next;
            victim = held;
          }
        }
        tier.remove(victim);
      }
      tier.add(lines[i]);
    }
    return hits;
  }

  @Test
  void optEqualsASearchAndIsNeverWorse() throws IOException {
    var random = new SplittableRandom(12);
    for (int round = 0; round < 300; round++) {
      int capacity = 1 + random.nextInt(12);
      long[] lines = randomLines(random, 200, 1 + random.nextInt(40));
      long opt = hits(tier(capacity, Tier1Settings.FULL), new Belady(), lines);
      assertEquals(independentOpt(capacity, lines), opt);
      for (ReplacementPolicy other :
          List.of(new Lru(), new Fifo(), new RandomReplacement(round), new Srrip())) {
        long hits = hits(tier(capacity, Tier1Settings.FULL), other, lines);
        assertTrue(hits <= opt, other.spelling() + " has " + hits + ", OPT " + opt);
      }
      assertTrue(opt <= lines.length - Arrays.stream(lines).distinct().count());
    }
  }

  @Test
  void largerFullyAssociativeLruNeverHitsLess() throws IOException {
    var random = new SplittableRandom(13);
    long[] lines = randomLines(random, 3000, 100);
    long before = 0;
    for (int capacity = 1; capacity < 100; capacity += 3) {
      long hits = hits(tier(capacity, Tier1Settings.FULL), new Lru(), lines);
      assertTrue(hits >= before);
      before = hits;
    }
  }

  @Test
  void spellingsAreReadBack() {
    for (String spelling : Replacements.spellings()) {
      assertEquals(spelling, Replacements.parse(spelling).spelling());
    }
    assertEquals("random(seed=9)", Replacements.parse("random(9)").spelling());
    var e = assertThrows(BadInputException.class, () -> Replacements.parse("mru"));
    assertTrue(e.getMessage().contains("srrip"), e.getMessage());
  }

  @Test
  void timeDoesNotChangeLruHitsOfABlockingCore() throws IOException {
    var random = new SplittableRandom(14);
    var none =
        SimulatorSettings.janus1()
            .withPrefetcher(new janus.simulator.prefetch.NoPrefetcher())
            .withTier1(tier(48, 6));
    for (int round = 0; round < 50; round++) {
      long[] lines = randomLines(random, 500, 150);
      Trace trace = Traces.readLines(lines);
      assertEquals(
          independentLru(8, 6, lines), new Simulator(none).run(trace).tier1().reads().hits());
    }
  }
}
