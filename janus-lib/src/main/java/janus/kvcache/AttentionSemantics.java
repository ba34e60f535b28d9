package janus.kvcache;

/**
 * Rules that drop tokens by the attention that they received. {@link #keyRanges} hides none; {@link
 * KeptTokens} lists the tokens that remain. Codecs code each token alone, because tokens are
 * evicted one by one.
 */
public sealed interface AttentionSemantics extends KvSemantics
    permits HeavyHitterSemantics, TovaSemantics, SnapSemantics {
  /**
   * Books that begin with an empty cache.
   *
   * @param maxTokens longest sequence
   * @param promptTokens tokens of the prompt
   */
  KeptTokens keeper(int maxTokens, int promptTokens);

  /** Whether all heads of a layer keep the same tokens, and vote together. */
  default boolean sharesTokensAmongHeads() {
    return false;
  }

  @Override
  default boolean followsAttention() {
    return true;
  }

  @Override
  default KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, query + 1, blockTokens, 0), query + 1);
  }

  @Override
  default void requireCodecs(KvCodec keys, KvCodec values) {
    if (keys.blockTokens() > 1 || values.blockTokens() > 1) {
      throw new IllegalArgumentException(
          spelling()
              + " needs codecs that code each token alone: "
              + keys.spelling()
              + ", "
              + values.spelling());
    }
  }
}
