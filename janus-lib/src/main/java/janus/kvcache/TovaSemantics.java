package janus.kvcache;

import janus.units.Bounds;

/**
 * A layer keeps the same tokens in all heads, at most {@code keptTokens}. When one more arrives,
 * the token with the least attention of the current query, averaged over the heads of the layer, is
 * evicted. Tokens are processed one by one, also those of the prompt; kept tokens are quantized.
 * Spelled {@code tova(K)}. See Oren et al., "Transformers are Multi-State RNNs", EMNLP 2024, and
 * its authors' code.
 *
 * @param keptTokens tokens that stay, at least 1
 */
public record TovaSemantics(int keptTokens) implements AttentionSemantics {
  public TovaSemantics {
    Bounds.atLeast("kept tokens", 1, keptTokens);
  }

  @Override
  public String spelling() {
    return "tova(" + keptTokens + ")";
  }

  @Override
  public boolean sharesTokensAmongHeads() {
    return true;
  }

  @Override
  public KeptTokens keeper(int maxTokens, int promptTokens) {
    return new TovaTokens(keptTokens, maxTokens);
  }
}
