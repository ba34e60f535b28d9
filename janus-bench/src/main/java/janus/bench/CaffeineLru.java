package janus.bench;

import com.github.benmanes.caffeine.cache.simulator.admission.Admission;
import com.github.benmanes.caffeine.cache.simulator.policy.AccessEvent;
import com.github.benmanes.caffeine.cache.simulator.policy.linked.LinkedPolicy;
import com.typesafe.config.ConfigFactory;
import janus.progress.Progress;
import janus.trace.Trace;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Caffeine's simulator on the same trace: the hits of one LRU cache, fully associative, without
 * time, tiers or prefetcher.
 */
final class CaffeineLru {
  private static final int PACKED = 4096;

  private final int lineBytes;
  private final int lines;

  CaffeineLru(int lineBytes, int lines) {
    this.lineBytes = lineBytes;
    this.lines = lines;
  }

  /** Simulates the trace and returns the hits. */
  Long run(Trace trace, Progress progress) throws IOException {
    var config =
        ConfigFactory.parseMap(Map.of("maximum-size", lines))
            .withFallback(ConfigFactory.load().getConfig("caffeine.simulator"));
    var policy =
        new LinkedPolicy(config, Set.of(), Admission.ALWAYS, LinkedPolicy.EvictionPolicy.LRU);
    var packed = new long[PACKED];
    try (Trace.Cursor cursor = trace.open()) {
      for (int filled = cursor.fill(packed); filled > 0; filled = cursor.fill(packed)) {
        for (int i = 0; i < filled; i++) {
          policy.record(AccessEvent.forKey(Trace.address(packed[i]) / lineBytes));
        }
      }
    }
    policy.finished();
    return policy.stats().hitCount();
  }
}
