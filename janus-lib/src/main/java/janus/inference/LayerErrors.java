package janus.inference;

import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.RowTiles;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.QuantizationError.Accumulator;
import janus.kvcache.KvScheme;
import janus.kvcache.Rotation;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers, layer by layer, how far what a scheme lets attention see is from what was computed. Each
 * layer attends a second time to the same queries, keys and values, uncompressed; the run itself
 * goes on with the scheme, so the inputs of a layer carry the errors of those before it.
 *
 * <p>The key and the value of a token are compared as coded if any query of the sequence sees them
 * coded, else in full; so sinks, recent tokens of the last query and tokens of an unfinished block
 * carry the error of full precision. Rotated ones are rotated back first.
 */
final class LayerErrors {
  private final DecoderSpec spec;
  private final int rowTile;
  private final LayeredAttention reference;
  private final DecoderState exact;
  private final List<Accumulator[]> layers = new ArrayList<>();

  /**
   * @param reference an attention of its own, begun with the uncompressed scheme and {@code exact}
   * @param exact a state for sequences of the same length
   */
  LayerErrors(DecoderSpec spec, int rowTile, LayeredAttention reference, DecoderState exact) {
    this.spec = spec;
    this.rowTile = rowTile;
    this.reference = reference;
    this.exact = exact;
    for (int i = 0; i < spec.shape().layers(); i++) {
      layers.add(new Accumulator[] {new Accumulator(), new Accumulator(), new Accumulator()});
    }
  }

  /** To be called when a layer has attended, at every position. */
  void add(int index, HeadWeights weights, Attention attention, DecoderState state) {
    System.arraycopy(state.queryKeyValue, 0, exact.queryKeyValue, 0, state.queryKeyValue.length);
    reference.run(index, weights, 0);
    Accumulator[] sums = layers.get(index);
    keysAndValues(sums[0], sums[1], attention, state);
    int width = spec.shape().attention().queryHeads() * spec.shape().attention().headDim();
    var seen = new float[width];
    var computed = new float[width];
    for (int t = 0; t < state.tokens; t++) {
      gather(state.attended, RowTiles.index(t, width, rowTile), seen);
      gather(exact.attended, RowTiles.index(t, width, rowTile), computed);
      sums[2].add(computed, 0, seen, 0, width);
    }
  }

  private void keysAndValues(
      Accumulator keySums, Accumulator valueSums, Attention attention, DecoderState state) {
    int headDim = spec.shape().attention().headDim();
    KvScheme scheme = attention.scheme();
    int channels = headDim + scheme.queries().extraChannels(scheme.keys(), headDim);
    int keyBlock = scheme.rotation().keyBlock(scheme.keys(), headDim);
    int valueBlock = scheme.rotation().valueBlock(scheme.values(), headDim);
    var seen = new float[headDim];
    var computed = new float[headDim];
    boolean[] keyIsCoded = attention.keysSeenQuantized();
    boolean[] valueIsCoded = attention.valuesSeenQuantized();
    for (int head = 0; head < state.keys.length; head++) {
      float[][] keys = state.keys[head];
      float[][] values = state.values[head];
      float[] exactKeys = exact.keys[head][Attention.QUANTIZED];
      float[] exactValues = exact.values[head][Attention.QUANTIZED];
      for (int t = 0; t < state.tokens; t++) {
        gather(keys[copy(keyIsCoded[t])], RowTiles.index(t, channels, rowTile), seen);
        gather(exactKeys, RowTiles.index(t, headDim, rowTile), computed);
        Rotation.apply(seen, 0, headDim, keyBlock);
        keySums.add(computed, 0, seen, 0, headDim);
        gatherValue(values[copy(valueIsCoded[t])], t, state.tokens, seen);
        gatherValue(exactValues, t, state.tokens, computed);
        Rotation.apply(seen, 0, headDim, valueBlock);
        valueSums.add(computed, 0, seen, 0, headDim);
      }
    }
  }

  private static int copy(boolean coded) {
    return coded ? Attention.QUANTIZED : Attention.FULL;
  }

  private void gather(float[] tiles, int at, float[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] = tiles[at + k * rowTile];
    }
  }

  private void gatherValue(float[] tiles, int token, int tokens, float[] to) {
    for (int k = 0; k < to.length; k++) {
      to[k] = tiles[k / rowTile * rowTile * tokens + token * rowTile + k % rowTile];
    }
  }

  List<LayerError> errors() {
    var errors = new ArrayList<LayerError>();
    for (int i = 0; i < layers.size(); i++) {
      Accumulator[] sums = layers.get(i);
      errors.add(new LayerError(i, sums[0].error(), sums[1].error(), sums[2].error()));
    }
    return errors;
  }
}
