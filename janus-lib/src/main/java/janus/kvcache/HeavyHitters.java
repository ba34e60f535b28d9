package janus.kvcache;

/**
 * The tokens that {@link HeavyHitterSemantics} keeps: while more than {@code heavy + window} tokens
 * are left, the one with the least gathered weight among those older than the window ({@code t - j
 * >= window}) goes; of equals the oldest.
 */
final class HeavyHitters extends KeptTokens {
  private final HeavyHitterSemantics semantics;
  private final double[] gathered;

  /**
   * @param maxTokens longest sequence
   */
  HeavyHitters(HeavyHitterSemantics semantics, int maxTokens) {
    super(Math.min(maxTokens, semantics.keptTokens()) + 1);
    this.semantics = semantics;
    this.gathered = new double[maxTokens];
  }

  @Override
  public void observe(float[] weights, int offset) {
    for (int index = 0; index < count(); index++) {
      gathered[token(index)] += weights[offset + index];
    }
  }

  @Override
  public void evict() {
    while (count() > semantics.keptTokens()) {
      int least = -1;
      for (int i = 0; i < count() && query() - token(i) >= semantics.window(); i++) {
        if (least < 0 || gathered[token(i)] < gathered[token(least)]) {
          least = i;
        }
      }
      drop(least);
    }
  }
}
