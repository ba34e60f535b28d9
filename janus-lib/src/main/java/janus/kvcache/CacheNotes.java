package janus.kvcache;

import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes on a cache's size: memory that engines reserve beyond it, and facts that the number does
 * not include. Sources: vLLM, {@code vllm/config/cache.py} (a block is 16 tokens) and the design
 * document "Hybrid KV Cache Manager"; llama.cpp, {@code src/llama-kv-cache-iswa.cpp} (a window's
 * cache holds one batch more, 512 tokens, rounded up to 256).
 */
public final class CacheNotes {
  private static final int PAGE_TOKENS = 16;
  private static final int BATCH_TOKENS = 512;
  private static final int ROUNDED_TOKENS = 256;

  private CacheNotes() {}

  /**
   * The notes to the cache of a context.
   *
   * @param contextTokens tokens of one sequence
   */
  public static List<String> of(CacheShape cache, long contextTokens) {
    var notes = new ArrayList<String>(cache.remarks());
    long paged = roundUp(contextTokens, PAGE_TOKENS);
    if (paged > contextTokens) {
      notes.add(
          "engines with pages of 16 tokens (vLLM) reserve "
              + paged
              + " tokens a sequence in layers that keep all");
    }
    int window = cache.layers().stream().mapToInt(LayerCache::windowTokens).max().orElse(0);
    if (window > 0) {
      notes.add(
          "llama.cpp reserves "
              + roundUp(Math.min(contextTokens, (long) window + BATCH_TOKENS), ROUNDED_TOKENS)
              + " tokens for a window of "
              + window
              + ", one batch of 512 beyond it");
    }
    if (cache.stateBytes() > 0) {
      notes.add(
          "states take "
              + cache.stateBytes()
              + " bytes a sequence, whatever its length; vLLM lengthens pages until one holds a"
              + " layer's state");
    }
    return notes;
  }

  /** The warning that a context is longer than the model was made for, or null. */
  public static String warning(CacheShape cache, long contextTokens) {
    return cache.isBeyondMaximum(contextTokens)
        ? contextTokens
            + " tokens are beyond the "
            + cache.maxContextTokens()
            + " that "
            + cache.name()
            + " was made for"
        : null;
  }

  private static long roundUp(long tokens, long step) {
    return (tokens + step - 1) / step * step;
  }
}
