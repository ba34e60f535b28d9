package janus.inference;

import janus.inference.DecoderWeights.Layer;

/** Attention over one sequence. */
interface LayerAttention {
  /**
   * From {@code state.queryKeyValue} to {@code state.attended}.
   *
   * @param index of the layer
   * @param firstRow first position wanted
   */
  void run(int index, Layer layer, int firstRow);
}
