package janus.kvcache;

import janus.units.Bounds;

/**
 * A layer keeps so many tokens, the same in all heads: when one more comes, that to which the
 * current query, in the mean over all heads of the layer, pays least attention is dropped. Tokens
 * are taken one by one, the prompt's too; what is kept is quantized. Spelled {@code tova(K)}. See
 * Oren et al., "Transformers are Multi-State RNNs", EMNLP 2024, and its authors' code.
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
