package janus.transformer;

import janus.units.Bounds;
import java.io.Serializable;
import java.util.Objects;

/**
 * The shape of a model's attention: multi-head (query heads = KV heads), grouped-query (fewer KV
 * heads; Ainslie et al., EMNLP 2023), multi-query (one KV head), or multi-head latent attention.
 *
 * @param queryHeads query heads of a layer
 * @param kvHeads key-value heads of a layer; divides {@code queryHeads}
 * @param headDim channels of a head
 * @param slidingWindow which layers see the last tokens only
 * @param latent the compressed cache of multi-head latent attention, or null
 */
public record AttentionShape(
    int queryHeads, int kvHeads, int headDim, SlidingWindow slidingWindow, LatentAttention latent)
    implements Serializable {
  static final int MOST_CHANNELS = 1 << 24;
  static final int MOST_HEADS = 1 << 16;

  public AttentionShape {
    Bounds.within("queryHeads", 1, MOST_HEADS, queryHeads);
    Bounds.within("kvHeads", 1, MOST_HEADS, kvHeads);
    Bounds.within("headDim", 1, MOST_CHANNELS, headDim);
    if (queryHeads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "queryHeads must be a multiple of kvHeads: " + queryHeads + " and " + kvHeads);
    }
    Objects.requireNonNull(slidingWindow, "slidingWindow");
  }

  /** Attention to the whole context in every layer. */
  public static AttentionShape full(int queryHeads, int kvHeads, int headDim) {
    return new AttentionShape(queryHeads, kvHeads, headDim, SlidingWindow.NONE, null);
  }

  /** Whether a layer (counted from 0) sees only the sliding window. */
  public boolean isSliding(int layer) {
    return slidingWindow.covers(layer);
  }

  /** Window of a sliding layer in tokens, the query's own included; 0 if no layer slides. */
  public int slidingWindowTokens() {
    return slidingWindow.tokens();
  }

  /**
   * Tokens in a layer's cache.
   *
   * @param layer counted from 0
   * @param contextTokens tokens seen so far
   */
  public long cachedTokens(int layer, long contextTokens) {
    return isSliding(layer) ? Math.min(contextTokens, slidingWindowTokens()) : contextTokens;
  }

  /** Elements one token adds to one layer's cache: keys and values, or the latent vector. */
  public long kvElementsPerToken() {
    return latent == null
        ? 2L * kvHeads * headDim
        : (long) latent.kvLoraRank() + latent.ropeHeadDim();
  }
}
