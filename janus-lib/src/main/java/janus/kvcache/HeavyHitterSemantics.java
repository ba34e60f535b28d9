package janus.kvcache;

/**
 * Each KV head keeps a recent window and the older tokens that gathered most attention; what is
 * kept is quantized. Which tokens those are depends on the attention weights: {@link HeavyHitters}
 * keeps the books. Spelled {@code h2o(H,W)}. See Zhang et al., "H2O: Heavy-Hitter Oracle for
 * Efficient Generative Inference of Large Language Models", NeurIPS 2023.
 *
 * @param heavy older tokens that stay
 * @param window recent tokens that stay, the query's own included
 */
public record HeavyHitterSemantics(int heavy, int window) implements KvSemantics {
  public HeavyHitterSemantics {
    KvSemantics.requireAtLeast(0, "heavy", heavy);
    KvSemantics.requireAtLeast(1, "window", window);
  }

  @Override
  public String spelling() {
    return "h2o(" + heavy + "," + window + ")";
  }

  @Override
  public boolean followsAttention() {
    return true;
  }

  @Override
  public int keptTokens() {
    return Math.addExact(heavy, window);
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, query + 1, blockTokens, 0), query + 1);
  }

  /** Tokens leave one by one, so blocks of tokens cannot be kept. */
  @Override
  public void requireCodecs(KvCodec keys, KvCodec values) {
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
