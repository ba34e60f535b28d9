package janus.kvcache;

import janus.units.Bounds;

/**
 * Only sinks and a recent window remain: key {@code j} is seen by query {@code t} if {@code j <
 * sinks} or {@code t - j < window}. Sinks are kept in full, the window is quantized (with {@code
 * f16} keys and values nothing is). Keys keep the positions they were given; the paper renumbers
 * them within the cache, which matters beyond the trained context. Spelled {@code evict(S,W)}. See
 * Xiao et al., "Efficient Streaming Language Models with Attention Sinks", ICLR 2024.
 *
 * @param sinks first tokens that stay
 * @param window recent tokens that stay, the query's own included
 */
public record EvictSemantics(int sinks, int window) implements KvSemantics {
  public EvictSemantics {
    Bounds.atLeast("sinks", 0, sinks);
    Bounds.atLeast("window", 1, window);
  }

  @Override
  public String spelling() {
    return "evict(" + sinks + "," + window + ")";
  }

  @Override
  public int sinkTokens() {
    return sinks;
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    int sinkEnd = Math.min(sinks, query + 1);
    int unseenEnd = Math.max(sinkEnd, query - window + 1);
    int quantizedEnd = KvSemantics.wholeBlocks(sinkEnd, query + 1, blockTokens, unseenEnd);
    return new KeyRanges(sinkEnd, unseenEnd, quantizedEnd, query + 1);
  }
}
