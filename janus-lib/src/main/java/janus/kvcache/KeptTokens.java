package janus.kvcache;

import java.util.Arrays;

/**
 * The tokens one KV head of one layer keeps under a rule that follows attention. Queries are taken
 * in order, starting with an empty cache; for query {@code t}:
 *
 * <ol>
 *   <li>{@link #admit} makes token {@code t} visible;
 *   <li>every query head that reads this KV head computes its softmax over the visible tokens and
 *       gives the weights to {@link #observe};
 *   <li>{@link #evict} drops what the rule does not keep.
 * </ol>
 */
public abstract class KeptTokens {
  private final int[] visible;
  private int count;
  private int query = -1;

  /**
   * @param most tokens that are visible at a time
   */
  KeptTokens(int most) {
    this.visible = new int[most];
  }

  /** Makes the next token visible, to be called before its query attends. */
  public void admit() {
    query++;
    visible[count++] = query;
  }

  /** Position of the current query. */
  final int query() {
    return query;
  }

  /** Tokens visible to the current query. */
  public final int count() {
    return count;
  }

  /**
   * Position of a visible token.
   *
   * @param index 0 to {@code count() - 1}; positions ascend
   */
  public final int token(int index) {
    if (index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    return visible[index];
  }

  /**
   * Takes the attention weights of one query head.
   *
   * @param weights softmax over the visible tokens, {@code weights[offset + index]} for {@code
   *     token(index)}
   */
  public abstract void observe(float[] weights, int offset);

  /** Drops what no longer fits; the next query does not see it. */
  public abstract void evict();

  /** Drops one visible token. */
  final void drop(int index) {
    count--;
    System.arraycopy(visible, index + 1, visible, index, count - index);
  }

  /** The visible tokens, ascending. */
  public final int[] tokens() {
    return Arrays.copyOf(visible, count);
  }
}
