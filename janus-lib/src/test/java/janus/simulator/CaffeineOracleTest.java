package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.simulator.admission.Admission;
import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.Policy;
import com.github.benmanes.caffeine.cache.simulator.policy.linked.LinkedPolicy;
import com.github.benmanes.caffeine.cache.simulator.policy.opt.ClairvoyantPolicy;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.claims.PublishedLlmTrace;
import janus.kvcache.KvCodecs;
import janus.progress.Progress;
import janus.simulator.prefetch.NoPrefetcher;
import janus.trace.KvTraceSettings;
import janus.trace.SyntheticTrace;
import janus.trace.SyntheticTrace.Pattern;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hits counted by Caffeine's simulator: its {@code linked.Lru} and {@code opt.Clairvoyant}. */
class CaffeineOracleTest {
  private static final int LINE_BYTES = 128;
  private static final Config CONFIG = ConfigFactory.load().getConfig("caffeine.simulator");

  private static final List<Trace> TRACES =
      List.of(
          SyntheticTrace.random(60_000, LINE_BYTES, 3000, 7),
          new SyntheticTrace(Pattern.MIXED, 60_000, LINE_BYTES, 5000, 1, 1, 0.7, 0.2, 8),
          new SyntheticTrace(Pattern.STRIDED, 60_000, LINE_BYTES, 4096, 17, 1, 0, 0, 0),
          new SyntheticTrace(Pattern.STREAMING, 60_000, LINE_BYTES, 4096, 1, 8, 0, 0.1, 9),
          new PublishedLlmTrace(96, 12, 4096),
          KvTraceSettings.of(
                  new ModelCatalog(DataFolder.bundled()).byName("smollm2-135m"),
                  KvCodecs.parse("int4-token"),
                  KvCodecs.parse("int8-token"),
                  100)
              .withSteps(4)
              .decode());

  private static Config lines(int count) {
    return ConfigFactory.parseMap(Map.of("maximum-size", count)).withFallback(CONFIG);
  }

  private static long hits(Policy policy, Trace trace) throws IOException {
    long[] packed = new long[4096];
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        for (int i = 0; i < n; i++) {
          policy.record(AccessEvent.forKey(Trace.address(packed[i]) / LINE_BYTES));
        }
      }
    }
    policy.finished();
    return policy.stats().hitCount();
  }

  private static Policy lru(int count) {
    return new LinkedPolicy(
        lines(count), Set.of(), Admission.ALWAYS, LinkedPolicy.EvictionPolicy.LRU);
  }

  private static Tier1Settings full(int count) {
    return SimulatorSettings.janus1()
        .tier1()
        .withWays(Tier1Settings.FULL)
        .withCapacity(DataSize.ofBytes((long) count * LINE_BYTES));
  }

  @Test
  void lruHitsWhatCaffeineHits() throws IOException {
    for (Trace trace : TRACES) {
      for (int count : new int[] {16, 256, 1000, 3000}) {
        HitBounds bounds = HitBounds.of(trace, full(count), Progress.NONE);
        assertEquals(
            hits(lru(count), trace), bounds.lruHits(), trace.description() + " in " + count);
      }
    }
  }

  // Clairvoyant may also turn away the line just read, which a tier that must take it cannot: it
  // hits at least as much, and at most as much as that tier with one line more, which can keep
  // that line beside all that Clairvoyant keeps.
  @Test
  void optLiesWhereClairvoyantSays() throws IOException {
    for (Trace trace : TRACES) {
      for (int count : new int[] {16, 256, 1000, 3000}) {
        long clairvoyant = hits(new ClairvoyantPolicy(lines(count)), trace);
        long opt = HitBounds.of(trace, full(count), Progress.NONE).optHits();
        long oneMore = HitBounds.of(trace, full(count + 1), Progress.NONE).optHits();
        assertTrue(
            opt <= clairvoyant && clairvoyant <= oneMore,
            trace.description()
                + " in "
                + count
                + ": "
                + opt
                + ", Clairvoyant "
                + clairvoyant
                + ", one line more "
                + oneMore);
      }
    }
  }

  // A core that waits for each access, without prefetches: the tier has the hits of plain LRU.
  @Test
  void simulatorHitsWhatCaffeineHits() throws IOException {
    for (Trace trace : TRACES) {
      for (int count : new int[] {16, 1000}) {
        var machine =
            SimulatorSettings.janus1().withPrefetcher(new NoPrefetcher()).withTier1(full(count));
        Tier1Result tier1 = new Simulator(machine).run(trace).tier1();
        assertEquals(
            hits(lru(count), trace),
            // A line just missed may still be on its way; Caffeine has no time.
            tier1.reads().hits()
                + tier1.reads().merges()
                + tier1.writes().hits()
                + tier1.writes().merges(),
            trace.description() + " in " + count);
      }
    }
  }
}
