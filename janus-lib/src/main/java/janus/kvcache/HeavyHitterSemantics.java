package janus.kvcache;

import janus.units.Bounds;

/**
 * Each KV head keeps a recent window and the older tokens that gathered most attention; what is
 * kept is quantized. Spelled {@code h2o(H,W)}. See Zhang et al., "H2O: Heavy-Hitter Oracle for
 * Efficient Generative Inference of Large Language Models", NeurIPS 2023.
 *
 * @param heavy older tokens that stay
 * @param window recent tokens that stay, the query's own included
 */
public record HeavyHitterSemantics(int heavy, int window) implements AttentionSemantics {
  public HeavyHitterSemantics {
    Bounds.atLeast("heavy", 0, heavy);
    Bounds.atLeast("window", 1, window);
  }

  @Override
  public String spelling() {
    return "h2o(" + heavy + "," + window + ")";
  }

  @Override
  public int keptTokens() {
    return Math.addExact(heavy, window);
  }

  @Override
  public KeptTokens keeper(int maxTokens, int promptTokens) {
    return new HeavyHitters(this, maxTokens);
  }
}
