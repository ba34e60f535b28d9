package janus.transformer;

import janus.units.Bounds;
import java.util.Objects;

/**
 * The vectors and the state that one layer caches of a sequence: vectors of all tokens or of a
 * window, and a state. A layer without attention, or one that shares another layer's keys and
 * values, caches nothing.
 *
 * @param heads key-value heads; 0 if nothing is cached per token
 * @param keyDim channels of a head's key, or of the latent vector and its rotary key
 * @param valueDim channels of a head's value; 0 with a latent vector
 * @param indexDim channels of the indexer key that selects tokens, else 0
 * @param windowTokens largest number of cached tokens, 0 for no limit
 * @param state the part that does not grow with tokens
 */
public record LayerCache(
    int heads, int keyDim, int valueDim, int indexDim, int windowTokens, LayerState state) {
  /** An empty cache. */
  public static final LayerCache NOTHING = new LayerCache(0, 0, 0, 0, 0, LayerState.NONE);

  public LayerCache {
    Objects.requireNonNull(state, "state");
    if (heads < 0 || keyDim < 0 || valueDim < 0 || indexDim < 0 || windowTokens < 0) {
      throw new IllegalArgumentException(
          "heads, keyDim, valueDim, indexDim and windowTokens must be at least 0");
    }
    Bounds.atMost("heads", AttentionShape.MOST_HEADS, heads);
    Bounds.atMost("keyDim", AttentionShape.MOST_CHANNELS, keyDim);
    Bounds.atMost("valueDim", AttentionShape.MOST_CHANNELS, valueDim);
    Bounds.atMost("indexDim", AttentionShape.MOST_CHANNELS, indexDim);
    if (heads > 0 && keyDim == 0) {
      throw new IllegalArgumentException("keyDim must be at least 1: " + keyDim);
    }
  }

  /** A key and a value per head and token. */
  public static LayerCache keysAndValues(int heads, int keyDim, int valueDim) {
    Bounds.atLeast("heads", 1, heads);
    Bounds.atLeast("valueDim", 1, valueDim);
    return new LayerCache(heads, keyDim, valueDim, 0, 0, LayerState.NONE);
  }

  /** One vector per token: the latent of multi-head latent attention with its rotary key. */
  public static LayerCache latent(int channels) {
    return new LayerCache(1, channels, 0, 0, 0, LayerState.NONE);
  }

  /** A state and no token. */
  public static LayerCache stateOnly(LayerState state) {
    return NOTHING.withState(state);
  }

  public LayerCache withIndex(int channels) {
    return new LayerCache(heads, keyDim, valueDim, channels, windowTokens, state);
  }

  /** The same cache limited to the last tokens; 0 means no limit. */
  public LayerCache withWindow(int tokens) {
    return new LayerCache(heads, keyDim, valueDim, indexDim, tokens, state);
  }

  public LayerCache withState(LayerState other) {
    return new LayerCache(heads, keyDim, valueDim, indexDim, windowTokens, other);
  }

  /**
   * Tokens in the cache.
   *
   * @param contextTokens tokens seen so far
   */
  public long cachedTokens(long contextTokens) {
    return windowTokens == 0 ? contextTokens : Math.min(contextTokens, windowTokens);
  }

  /** Elements per cached token. */
  public long elementsPerToken() {
    return heads * ((long) keyDim + valueDim) + indexDim;
  }
}
