package janus.inference.arithmetic;

/** Attention over one sequence. */
public interface LayerAttention {
  /**
   * Computes the attention of one layer.
   *
   * @param index of the layer
   * @param heads biases and norms of the layer's heads
   * @param firstRow first position wanted
   */
  void run(int index, HeadWeights heads, int firstRow);
}
