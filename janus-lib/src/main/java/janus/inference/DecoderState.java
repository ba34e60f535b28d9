package janus.inference;

import janus.kvcache.KvScheme;
import janus.transformer.AttentionShape;

/**
 * The state of a decoder that runs over one sequence: activations of one layer and that layer's
 * keys and values. Memory is linear in the length of the sequence. One decoder uses it at a time;
 * it is used again for the next sequence.
 *
 * <p>Left matrices of products lie in row tiles of {@code R}, see {@link Kernels}; {@code n} below
 * is the length rounded up to whole tiles.
 */
final class DecoderState {
  private static final int VALUE_COPIES = 2;

  final int tokens;
  final int rowTiles;

  /** Residual stream {@code (n, hidden)}, row-major. */
  final float[] residual;

  /** Input of a product {@code (n, hidden)}, in row tiles. */
  final float[] normalised;

  /** Queries, keys and values {@code (n, columns)}, row-major. */
  final float[] queryKeyValue;

  /** Output of attention {@code (n, query heads * head dim)}, in row tiles. */
  final float[] attended;

  /** Input of the last product of a layer {@code (n, ffn)}, in row tiles. */
  final float[] gated;

  /** Output of a product that is normalised before it is added; null in other architectures. */
  final float[] unadded;

  /** Per KV head, keys {@code (token, channel)} in row tiles: in full and as quantized. */
  final float[][][] keys;

  /** Per KV head, values {@code (channel, token)} in row tiles: in full and as quantized. */
  final float[][][] values;

  final RopeTable rope;
  final RopeTable slidingRope;

  DecoderState(DecoderWeights weights, int tokens) {
    DecoderSpec spec = weights.spec();
    AttentionShape attention = spec.shape().attention();
    int r = weights.kernels().rowTile();
    this.tokens = tokens;
    this.rowTiles = (tokens + r - 1) / r;
    int rows = rowTiles * r;
    int hidden = spec.shape().hiddenDim();
    var first = weights.layer(0);
    residual = array(rows, hidden);
    normalised = array(rows, hidden);
    queryKeyValue = array(rows, first.queryKeyValue.columns());
    attended = array(rows, attention.queryHeads() * attention.headDim());
    gated = array(rows, first.down.inputs());
    unadded =
        first.afterAttentionNorm == null && first.afterFeedForwardNorm == null
            ? null
            : array(rows, hidden);
    keys = new float[attention.kvHeads()][VALUE_COPIES][];
    values = new float[attention.kvHeads()][VALUE_COPIES][];
    rope = new RopeTable(spec.rope(), weights.ropeFactors().of(tokens), tokens);
    slidingRope =
        spec.slidingRope().equals(spec.rope())
            ? rope
            : new RopeTable(spec.slidingRope(), null, tokens);
  }

  private static float[] array(int rows, int columns) {
    return new float[Math.multiplyExact(rows, columns)];
  }

  /** Makes room for what a scheme keeps of each KV head. */
  void reserve(KvScheme scheme, Seen seen, int headDim, int rowTile) {
    int keyChannels = headDim + scheme.queries().extraChannels(scheme.keys(), headDim);
    int channelTiles = (headDim + rowTile - 1) / rowTile;
    for (int head = 0; head < keys.length; head++) {
      for (int copy = 0; copy < VALUE_COPIES; copy++) {
        if (copy == 0 ? seen.full() : seen.quantized()) {
          keys[head][copy] = atLeast(keys[head][copy], rowTiles * rowTile * keyChannels);
          values[head][copy] = atLeast(values[head][copy], channelTiles * rowTile * tokens);
        }
      }
    }
  }

  static float[] atLeast(float[] old, int length) {
    return old != null && old.length >= length ? old : new float[length];
  }

  /**
   * The copies of keys and values that the queries of a sequence see.
   *
   * @param full whether some are seen in full precision
   * @param quantized whether some are seen quantized
   */
  record Seen(boolean full, boolean quantized) {}

  /**
   * Bytes of a state.
   *
   * @param tokens length of the sequence
   */
  static long bytes(DecoderWeights weights, int tokens, int threads) {
    AttentionShape attention = weights.spec().shape().attention();
    var layer = weights.layer(0);
    long hidden = weights.spec().shape().hiddenDim();
    long width = weights.kernels().columnTile();
    long perToken =
        (layer.afterAttentionNorm == null ? 2 : 3) * hidden
            + layer.queryKeyValue.columns()
            + (long) attention.queryHeads() * attention.headDim()
            + layer.down.inputs()
            + 2L * VALUE_COPIES * attention.kvHeads() * (attention.headDim() + 12)
            + 4L * attention.headDim()
            + 2L * threads * Math.max(width, weights.kernels().manyColumns());
    long largest = Math.max(layer.queryKeyValue.columns(), layer.down.inputs());
    // An array holds less than 2^31 numbers: what needs more does not fit into any memory.
    return (tokens + 12L) * largest > Integer.MAX_VALUE - 8
        ? Long.MAX_VALUE / 2
        : Float.BYTES * perToken * (tokens + 12L);
  }
}
