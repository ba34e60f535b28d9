package janus.kvcache;

import java.util.Arrays;

/**
 * The tokens that {@link TovaSemantics} keeps: while more tokens are left than fit, the one with
 * the least weight of the current query goes, be it the newest; of equals the oldest.
 */
final class TovaTokens extends KeptTokens {
  private final int kept;

  /** Sums of weights of the current query, over heads, by place. */
  private final double[] sums;

  TovaTokens(int kept, int maxTokens) {
    super(Math.min(maxTokens, kept) + 1);
    this.kept = kept;
    this.sums = new double[Math.min(maxTokens, kept) + 1];
  }

  @Override
  public void admit() {
    super.admit();
    Arrays.fill(sums, 0);
  }

  @Override
  public void observe(float[] weights, int offset) {
    for (int index = 0; index < count(); index++) {
      sums[index] += weights[offset + index];
    }
  }

  @Override
  public void evict() {
    if (count() > kept) {
      int least = 0;
      for (int index = 1; index < count(); index++) {
        least = sums[index] < sums[least] ? index : least;
      }
      drop(least);
    }
  }
}
