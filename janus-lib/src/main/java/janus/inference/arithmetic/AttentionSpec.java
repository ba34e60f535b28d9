package janus.inference.arithmetic;

import janus.transformer.AttentionShape;

/**
 * The attention of every layer of a model.
 *
 * @param shape heads and windows
 * @param rope rotary position of layers that see the whole context
 * @param slidingRope rotary position of layers with a sliding window
 * @param ropeFactors divisors of each pair's frequency in {@code rope}
 * @param epsilon added to the mean square by RMS normalisation of heads
 * @param scoreScale factor on a dot product of query and key
 * @param scalesQueries whether the query is multiplied by {@code scoreScale} instead of the score:
 *     where queries are rounded, the order matters
 */
public record AttentionSpec(
    AttentionShape shape,
    Rope rope,
    Rope slidingRope,
    RopeFactors ropeFactors,
    float epsilon,
    float scoreScale,
    boolean scalesQueries) {
  /** Query heads that share one KV head. */
  public int group() {
    return shape.queryHeads() / shape.kvHeads();
  }

  /** First position a query at {@code token} sees in a layer with this window. */
  public static int firstSeen(int token, int window) {
    return window == Integer.MAX_VALUE ? 0 : Math.max(0, token - window + 1);
  }

  /** Tokens a query of a layer sees at most, {@link Integer#MAX_VALUE} where it sees all. */
  public int window(int layer) {
    return shape.isSliding(layer) ? shape.slidingWindowTokens() : Integer.MAX_VALUE;
  }
}
