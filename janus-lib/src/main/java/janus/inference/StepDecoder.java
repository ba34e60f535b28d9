package janus.inference;

import janus.inference.DecoderWeights.Layer;
import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Tiles;
import janus.kvcache.KvAccess;
import janus.kvcache.KvAccessListener;
import janus.kvcache.KvCodec;
import janus.kvcache.KvPart;
import janus.progress.Progress;
import janus.trace.CapturedKvSchedule;
import janus.transformer.AttentionShape;
import janus.units.Bounds;
import java.util.Arrays;
import java.util.Objects;

/**
 * Decodes token by token, as a chip does, over a cache that keeps the keys and values of every
 * layer, and tells a listener each use of it: in a layer the new token's keys of all heads are
 * written, then its values; then, head by head, the keys and the values of all tokens the head sees
 * are read, once for the query heads that share them. Keys and values are stored after {@link
 * KvCodec#roundTrip} and seen only so.
 *
 * <p>Plain loops, to capture traces and to check {@link Decoder} by another way; not fast. One
 * thread uses it.
 */
public final class StepDecoder {
  private final DecoderWeights weights;
  private final DecoderSpec spec;
  private final AttentionShape shape;
  private final KvCodec keyCodec;
  private final KvCodec valueCodec;
  private final KvAccessListener listener;
  private final int maxTokens;
  private final int headDim;
  private final int width;
  private final Scratch scratch = new Scratch();
  private final RopeTable rope;
  private final RopeTable slidingRope;

  /** (layer, head) to (token, channel). */
  private final float[][][] keys;

  private final float[][][] values;
  private int tokens;

  /**
   * @param model whose weights are used
   * @param keyCodec codec of keys, of one token at a time, after the rotary position
   * @param valueCodec codec of values, of one token at a time
   * @param maxTokens tokens the cache has room for, at least 1
   * @param listener hears each use of the cache
   * @throws IllegalArgumentException if a codec codes tokens together or keys before their position
   */
  public StepDecoder(
      LanguageModel model,
      KvCodec keyCodec,
      KvCodec valueCodec,
      int maxTokens,
      KvAccessListener listener) {
    this.weights = model.weights();
    this.spec = weights.spec();
    this.shape = spec.shape().attention();
    this.keyCodec = keyCodec;
    this.valueCodec = valueCodec;
    this.listener = Objects.requireNonNull(listener, "listener");
    this.maxTokens = maxTokens;
    this.headDim = shape.headDim();
    this.width = weights.kernels().columnTile();
    Bounds.atLeast("maxTokens", 1, maxTokens);
    for (KvCodec codec : new KvCodec[] {keyCodec, valueCodec}) {
      codec.requireHeadDim(headDim);
      if (codec.blockTokens() > 1 || codec.isBeforeRope() || codec.takesSample()) {
        throw new IllegalArgumentException(
            "a token-by-token run needs codecs of single tokens after the rotary position that"
                + " take no sample: "
                + codec.spelling());
      }
    }
    rope = new RopeTable(spec.rope(), weights.ropeFactors().of(maxTokens), maxTokens);
    slidingRope =
        spec.slidingRope().equals(spec.rope())
            ? rope
            : new RopeTable(spec.slidingRope(), null, maxTokens);
    keys = new float[spec.shape().layers()][shape.kvHeads()][maxTokens * headDim];
    values = new float[spec.shape().layers()][shape.kvHeads()][maxTokens * headDim];
  }

  /**
   * Decodes a text token by token and keeps what it did to its cache.
   *
   * @param tokens token ids, at least one
   * @throws IllegalArgumentException if a codec codes tokens together or keys before their position
   */
  public static CapturedKvSchedule capture(
      LanguageModel model, int[] tokens, KvCodec keyCodec, KvCodec valueCodec, Progress progress) {
    var captured =
        new CapturedKvSchedule(
            model.file().spec().name()
                + " captured while decoding "
                + tokens.length
                + " tokens, keys "
                + keyCodec.spelling()
                + ", values "
                + valueCodec.spelling());
    model.load(tokens.length, progress);
    var decoder = new StepDecoder(model, keyCodec, valueCodec, tokens.length, captured);
    for (int token : tokens) {
      Progress.checkInterrupted();
      decoder.step(token);
      progress.update(decoder.tokens, tokens.length, "decoding token by token");
    }
    return captured;
  }

  /** Tokens decoded so far. */
  public int tokens() {
    return tokens;
  }

  /**
   * Decodes one token.
   *
   * @return its final normalised hidden state
   * @throws IllegalStateException if the cache is full
   */
  public float[] step(int token) {
    if (tokens == maxTokens) {
      throw new IllegalStateException("the cache is full: " + maxTokens + " tokens");
    }
    var x = new float[spec.shape().hiddenDim()];
    weights.embedding().copyRow(token, x, 0);
    for (int k = 0; k < x.length; k++) {
      x[k] *= spec.embeddingScale();
    }
    for (int i = 0; i < spec.shape().layers(); i++) {
      Layer layer = weights.layer(i);
      float[] attended = attend(i, layer, normalised(x, layer.attentionNorm));
      float[] projected = product(layer.attentionOutput, attended);
      addBias(layer.attentionOutputBias, 0, projected, 0, x.length);
      add(x, projected, layer.afterAttentionNorm);
      float[] gated = gated(layer, normalised(x, layer.feedForwardNorm));
      float[] down = product(layer.down, gated);
      addBias(layer.downBias, 0, down, 0, x.length);
      add(x, down, layer.afterFeedForwardNorm);
    }
    tokens++;
    return normalised(x, weights.outputNorm());
  }

  private float[] attend(int index, Layer layer, float[] input) {
    float[] all = product(layer.queryKeyValue, input);
    RopeTable turning = shape.isSliding(index) ? slidingRope : rope;
    for (int head = 0; head < shape.kvHeads(); head++) {
      float[] key = head(all, layer, HeadWeights.KEY, head);
      normaliseHead(key, layer.heads.keyNorm());
      turning.turn(key, 0, tokens);
      store(keyCodec, key, keys[index][head]);
      listener.onAccess(KvAccess.write(0, index, KvPart.KEY, head, tokens, tokens + 1L));
    }
    for (int head = 0; head < shape.kvHeads(); head++) {
      store(valueCodec, head(all, layer, HeadWeights.VALUE, head), values[index][head]);
      listener.onAccess(KvAccess.write(0, index, KvPart.VALUE, head, tokens, tokens + 1L));
    }
    int first = shape.isSliding(index) ? Math.max(0, tokens + 1 - shape.slidingWindowTokens()) : 0;
    int group = shape.queryHeads() / shape.kvHeads();
    var attended = new float[shape.queryHeads() * headDim];
    for (int head = 0; head < shape.kvHeads(); head++) {
      var shares = new float[group][];
      listener.onAccess(KvAccess.read(0, index, KvPart.KEY, head, first, tokens + 1L));
      for (int g = 0; g < group; g++) {
        float[] query = head(all, layer, HeadWeights.QUERY, head * group + g);
        normaliseHead(query, layer.heads.queryNorm());
        turning.turn(query, 0, tokens);
        shares[g] = shares(query, keys[index][head], first);
      }
      listener.onAccess(KvAccess.read(0, index, KvPart.VALUE, head, first, tokens + 1L));
      for (int g = 0; g < group; g++) {
        weigh(shares[g], values[index][head], first, attended, (head * group + g) * headDim);
      }
    }
    return attended;
  }

  private float[] head(float[] all, Layer layer, int part, int head) {
    int from = layer.heads.at(part, head, 0, headDim);
    float[] vector = Arrays.copyOfRange(all, from, from + headDim);
    layer.heads.addBias(part, head, vector, 0, headDim);
    return vector;
  }

  private void store(KvCodec codec, float[] vector, float[] cache) {
    codec.roundTrip(vector, 0, headDim, 1, headDim);
    System.arraycopy(vector, 0, cache, tokens * headDim, headDim);
  }

  /** Softmax of a query's scores with the tokens from {@code first} on. */
  private float[] shares(float[] query, float[] cache, int first) {
    var scores = new float[tokens + 1 - first];
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      float sum = 0;
      for (int k = 0; k < headDim; k++) {
        sum += query[k] * cache[(first + i) * headDim + k];
      }
      scores[i] = sum * spec.scoreScale();
      highest = Math.max(highest, scores[i]);
    }
    float total = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) StrictMath.exp(scores[i] - highest);
      total += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= total;
    }
    return scores;
  }

  private void weigh(float[] shares, float[] cache, int first, float[] out, int at) {
    for (int i = 0; i < shares.length; i++) {
      for (int k = 0; k < headDim; k++) {
        out[at + k] += shares[i] * cache[(first + i) * headDim + k];
      }
    }
  }

  private float[] gated(Layer layer, float[] input) {
    float[] both = product(layer.gateUp, input);
    int ffn = layer.down.inputs();
    var gated = new float[ffn];
    for (int at = 0; at < both.length; at += 2 * width) {
      int count = Math.min(width, ffn - at / 2);
      addBias(layer.gateBias, at / 2, both, at, count);
      addBias(layer.upBias, at / 2, both, at + width, count);
      if (spec.gelu()) {
        weights.kernels().gelu(both, at, 1, 0);
      } else {
        weights.kernels().silu(both, at, 1, 0);
      }
      System.arraycopy(both, at, gated, at / 2, count);
    }
    return gated;
  }

  private float[] product(Matrix matrix, float[] x) {
    var out = new float[matrix.columns()];
    for (int tile = 0; tile < matrix.tiles(); tile++) {
      Tiles b = matrix.tiles(tile, 1, scratch);
      for (int k = 0; k < matrix.inputs(); k++) {
        for (int j = 0; j < width; j++) {
          out[tile * width + j] += x[k] * b.data()[b.at() + k * width + j];
        }
      }
    }
    return out;
  }

  private static void addBias(float[] bias, int from, float[] to, int at, int count) {
    for (int k = 0; bias != null && k < count; k++) {
      to[at + k] += bias[from + k];
    }
  }

  /** Adds to the residual stream, normalised first where there is a norm. */
  private void add(float[] x, float[] y, float[] norm) {
    float[] added = norm == null ? y : normalised(Arrays.copyOf(y, norm.length), norm);
    for (int k = 0; k < x.length; k++) {
      x[k] += added[k];
    }
  }

  private float[] normalised(float[] x, float[] weight) {
    var out = new float[weight.length];
    float inverse = inverse(x, weight.length);
    for (int k = 0; k < out.length; k++) {
      out[k] = x[k] * inverse * weight[k];
    }
    return out;
  }

  private void normaliseHead(float[] x, float[] weight) {
    if (weight != null) {
      System.arraycopy(normalised(x, weight), 0, x, 0, headDim);
    }
  }

  private float inverse(float[] x, int count) {
    float sum = 0;
    for (int k = 0; k < count; k++) {
      sum += x[k] * x[k];
    }
    return JanusArithmetic.inverseRootMeanSquare(sum, count, spec.epsilon());
  }
}
