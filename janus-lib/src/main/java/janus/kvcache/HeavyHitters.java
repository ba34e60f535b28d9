package janus.kvcache;

import java.util.Arrays;

/**
 * The tokens one KV head of one layer keeps under {@link HeavyHitterSemantics}. Queries are taken
 * in order, starting with an empty cache; for query {@code t}:
 *
 * <ol>
 *   <li>{@link #admit} makes token {@code t} visible;
 *   <li>every query head that reads this KV head computes its softmax over the visible tokens and
 *       gives the weights to {@link #observe};
 *   <li>{@link #evict} drops, while more than {@code heavy + window} tokens are left, the one with
 *       the least gathered weight among those older than the window ({@code t - j >= window}); of
 *       equals the oldest.
 * </ol>
 */
public final class HeavyHitters {
  private final HeavyHitterSemantics semantics;
  private final int[] visible;
  private final double[] gathered;
  private int count;
  private int query = -1;

  /**
   * @param maxTokens longest sequence
   */
  public HeavyHitters(HeavyHitterSemantics semantics, int maxTokens) {
    this.semantics = semantics;
    this.visible = new int[Math.min(maxTokens, semantics.keptTokens()) + 1];
    this.gathered = new double[maxTokens];
  }

  /** Makes the next token visible, to be called before its query attends. */
  public void admit() {
    query++;
    visible[count++] = query;
  }

  /** Tokens visible to the current query. */
  public int count() {
    return count;
  }

  /**
   * Position of a visible token.
   *
   * @param index 0 to {@code count() - 1}; positions ascend
   */
  public int token(int index) {
    if (index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    return visible[index];
  }

  /**
   * Adds the attention weights of one query head.
   *
   * @param weights softmax over the visible tokens, {@code weights[offset + index]} for {@code
   *     token(index)}
   */
  public void observe(float[] weights, int offset) {
    for (int index = 0; index < count; index++) {
      gathered[visible[index]] += weights[offset + index];
    }
  }

  /** Drops what no longer fits; the next query does not see it. */
  public void evict() {
    while (count > semantics.keptTokens()) {
      int least = -1;
      for (int index = 0; index < count && query - visible[index] >= semantics.window(); index++) {
        if (least < 0 || gathered[visible[index]] < gathered[visible[least]]) {
          least = index;
        }
      }
      count--;
      System.arraycopy(visible, least + 1, visible, least, count - least);
    }
  }

  /** The visible tokens, ascending. */
  public int[] tokens() {
    return Arrays.copyOf(visible, count);
  }
}
