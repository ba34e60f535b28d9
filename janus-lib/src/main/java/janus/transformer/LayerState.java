package janus.transformer;

import janus.units.Bounds;

/**
 * The state of a linear-attention layer, a state-space layer or a convolution. Its size does not
 * depend on the number of tokens.
 *
 * @param halfElements numbers of 16 bits: the last inputs of a convolution
 * @param floatElements numbers of 32 bits: a recurrent state, which sums over all tokens
 */
public record LayerState(long halfElements, long floatElements) {
  /** No state. */
  public static final LayerState NONE = new LayerState(0, 0);

  private static final long MOST_ELEMENTS = 1L << 40;

  public LayerState {
    if (halfElements < 0 || floatElements < 0) {
      throw new IllegalArgumentException(
          "elements of a state must be at least 0: " + halfElements + " and " + floatElements);
    }
    Bounds.atMost("halfElements", MOST_ELEMENTS, halfElements);
    Bounds.atMost("floatElements", MOST_ELEMENTS, floatElements);
  }

  /**
   * A gated delta net: one matrix per value head, and a convolution over queries, keys and values.
   * See Yang, Kautz and Hatamizadeh, "Gated Delta Networks", ICLR 2025.
   */
  public static LayerState deltaNet(
      int keyHeads, int valueHeads, int keyDim, int valueDim, int kernel) {
    long channels = 2L * keyHeads * keyDim + (long) valueHeads * valueDim;
    return of(channels, kernel, product(valueHeads, keyDim, valueDim));
  }

  /**
   * Kimi delta attention: square matrices, and one convolution each for queries, keys and values.
   * See Kimi Team, "Kimi Linear", arXiv 2510.26692.
   */
  public static LayerState kimiDelta(int heads, int headDim, int kernel) {
    return of(3L * heads * headDim, kernel, product(heads, headDim, headDim));
  }

  /** A selective state space. See Gu and Dao, "Mamba", arXiv 2312.00752. */
  public static LayerState mamba(int channels, int stateDim, int kernel) {
    return of(channels, kernel, product(channels, stateDim, 1));
  }

  /**
   * Mamba 2: heads, and a convolution over the inputs and the two projections of each group. See
   * Dao and Gu, "Transformers are SSMs", ICML 2024.
   *
   * @param channels inputs of the convolution without the groups' projections
   */
  public static LayerState mamba2(
      long channels, int heads, int headDim, int groups, int stateDim, int kernel) {
    long convolved = Math.addExact(channels, product(2, groups, stateDim));
    return of(convolved, kernel, product(heads, headDim, stateDim));
  }

  /** A short convolution without a recurrent state, as in LFM2. */
  public static LayerState convolution(int channels, int kernel) {
    return of(channels, kernel, 0);
  }

  /**
   * Lightning attention: one matrix per head and no convolution. See MiniMax, "MiniMax-01", arXiv
   * 2501.08313.
   */
  public static LayerState lightning(int heads, int headDim) {
    return new LayerState(0, product(heads, headDim, headDim));
  }

  private static LayerState of(long channels, int kernel, long recurrent) {
    return new LayerState(Math.multiplyExact(channels, (long) kernel), recurrent);
  }

  private static long product(long a, long b, long c) {
    return Math.multiplyExact(Math.multiplyExact(a, b), c);
  }

  public long elements() {
    return halfElements + floatElements;
  }

  public long bytes() {
    return 2 * halfElements + 4 * floatElements;
  }
}
