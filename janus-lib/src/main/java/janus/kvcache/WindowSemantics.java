package janus.kvcache;

import janus.units.Bounds;

/**
 * Key {@code j} is seen in full by query {@code t} if {@code j < sinks} or {@code t - j < window};
 * all others are seen quantized. Spelled {@code window(S,W)}.
 *
 * @param sinks first tokens kept in full
 * @param window recent tokens seen in full, the query's own included
 */
public record WindowSemantics(int sinks, int window) implements KvSemantics {
  public WindowSemantics {
    Bounds.atLeast("sinks", 0, sinks);
    Bounds.atLeast("window", 0, window);
  }

  @Override
  public String spelling() {
    return "window(" + sinks + "," + window + ")";
  }

  @Override
  public int sinkTokens() {
    return sinks;
  }

  @Override
  public int recentFullTokens(int blockTokens) {
    return Math.addExact(window, blockTokens - 1);
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    int sinkEnd = Math.min(sinks, query + 1);
    int quantizedEnd = KvSemantics.wholeBlocks(sinkEnd, query - window + 1, blockTokens, sinkEnd);
    return new KeyRanges(sinkEnd, sinkEnd, quantizedEnd, query + 1);
  }
}
