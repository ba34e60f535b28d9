package janus.kvcache;

import janus.units.Bounds;

/**
 * Part of the prompt is evicted when it ends, and later tokens are kept: each KV head keeps the
 * prompt's last {@code window} tokens and the {@code heavy} older ones that these attended to most,
 * their weights summed and averaged over five neighbours. A prompt of at most {@code heavy +
 * window} tokens stays whole. What is kept is quantized. Spelled {@code snapkv(K,W)}. Query heads
 * that share a KV head vote together. Sizes take the whole context for a prompt. See Li et al.,
 * "SnapKV", NeurIPS 2024, and its authors' code.
 *
 * @param heavy older tokens that stay
 * @param window tokens at the end of the prompt that choose them and stay, at least 1
 */
public record SnapSemantics(int heavy, int window) implements AttentionSemantics {
  public SnapSemantics {
    Bounds.atLeast("heavy", 0, heavy);
    Bounds.atLeast("window", 1, window);
  }

  @Override
  public String spelling() {
    return "snapkv(" + heavy + "," + window + ")";
  }

  @Override
  public int keptTokens() {
    return Math.addExact(heavy, window);
  }

  @Override
  public KeptTokens keeper(int maxTokens, int promptTokens) {
    return new SnapTokens(this, maxTokens, promptTokens);
  }
}
