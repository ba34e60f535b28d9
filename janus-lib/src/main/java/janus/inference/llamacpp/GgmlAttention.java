package janus.inference.llamacpp;

import janus.inference.arithmetic.AttentionBuffers;
import janus.inference.arithmetic.AttentionSpec;
import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LayerAttention;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.RowTiles;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Workers;
import janus.kvcache.FloatCodec;
import janus.kvcache.Fp16;
import janus.kvcache.GgmlAsymmetricCodec;
import janus.kvcache.GgmlBlockCodec;
import janus.kvcache.GgmlIq4NlCodec;
import janus.kvcache.KvCodec;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.transformer.AttentionShape;
import java.util.Arrays;

/**
 * Attention over keys and values of ggml's types, operation by operation as llama.cpp's CPU backend
 * does it on AVX-512 (see {@link GgmlArithmetic}). Integers of a query and a key are multiplied and
 * added exactly in groups of four channels, eight groups of a block side by side; these sums are
 * scaled and accumulated block by block, and added pairwise at the end. Products of binary16 are
 * accumulated in 64 partial sums. One key after the other, the running maximum, sum and weighted
 * values are scaled and continued; values in binary16 are summed so, as where AVX-512 has no
 * instructions for it. Where keys and values are both binary16 and queries at least 64, 64 keys at
 * a time are, in FP32.
 */
public final class GgmlAttention implements LayerAttention {
  private static final int BLOCK = GgmlBlockCodec.BLOCK;
  private static final int LANES = 8;

  /** Partial sums of a product of binary16. */
  private static final int LANES_OF_HALVES = 64;

  private static final int QUERIES_OF_TILE = 64;
  private static final int KEYS_OF_TILE = 64;
  private static final int CHANNELS_OF_LANE = BLOCK / LANES;
  private static final int TOKENS_OF_TASK = 32;
  private static final int QUERIES_OF_TASK = 16;

  private final AttentionSpec spec;
  private final AttentionShape shape;
  private final Kernels kernels;
  private final Workers workers;
  private final Scratch[] scratch;
  private final AttentionBuffers buffers;
  private final int tokens;
  private final int headDim;
  private final int blocks;
  private final int group;
  private final KvCodec keyCodec;
  private final KvCodec valueCodec;
  private final int keyRotation;
  private final int valueRotation;
  private final GgmlRopeTable rope;
  private final GgmlRopeTable slidingRope;
  private final LaneOrder attendedOrder;

  /** Whether keys are integers and scales, else binary16. */
  private final boolean integers;

  /** Whether keys go by tiles: keys and values are both binary16, and queries are many. */
  private final boolean tiled;

  /** Whether weighted values are summed in binary16. */
  private final boolean halves;

  /** Whether even and odd blocks have accumulators of their own. */
  private final boolean blocksByTurns;

  /**
   * Per KV head, integers of keys, or keys, {@code (channel, token)}. Every row is an array of its
   * own, and indexed alike: so the compiler vectorises loops over tokens.
   */
  private final float[][][] keys;

  /** Per KV head, {@code (block, token)}. */
  private final float[][][] keyScales;

  private final float[][][] keyOffsets;

  /** Per KV head, {@code (token, channel)}. */
  private final float[][] values;

  /** Of each worker, {@code (lane, token)}. */
  private final float[][][] lanes;

  /**
   * For one sequence.
   *
   * @param machine what computes
   * @param spec the model's attention
   * @param scheme one that {@link GgmlArithmetic#appliesTo} accepts
   * @param buffers of the sequence
   */
  public GgmlAttention(
      Machine machine, AttentionSpec spec, KvScheme scheme, AttentionBuffers buffers) {
    this.spec = spec;
    this.shape = spec.shape();
    this.kernels = machine.kernels();
    this.workers = machine.workers();
    this.scratch = machine.scratch();
    this.buffers = buffers;
    this.tokens = buffers.tokens();
    this.headDim = shape.headDim();
    this.group = spec.group();
    scheme.requireHeadDim(headDim);
    this.blocks = headDim / BLOCK;
    keyCodec = scheme.keys();
    valueCodec = scheme.values();
    integers = keyCodec instanceof GgmlBlockCodec;
    boolean bothHalves = keyCodec == FloatCodec.F16 && valueCodec == FloatCodec.F16;
    tiled = bothHalves && tokens >= QUERIES_OF_TILE;
    halves = valueCodec == FloatCodec.F16 && !tiled;
    keyRotation = scheme.rotation().keyBlock(keyCodec, headDim);
    valueRotation = scheme.rotation().valueBlock(valueCodec, headDim);
    rope = new GgmlRopeTable(spec.rope(), spec.ropeFactors().of(tokens), tokens);
    slidingRope =
        spec.slidingRope().equals(spec.rope())
            ? rope
            : new GgmlRopeTable(spec.slidingRope(), null, tokens);
    attendedOrder = LaneOrder.of(shape.queryHeads() * headDim);
    blocksByTurns = keyCodec instanceof GgmlIq4NlCodec;
    boolean offsets = keyCodec instanceof GgmlAsymmetricCodec;
    int heads = shape.kvHeads();
    keys = new float[heads][headDim][tokens];
    keyScales = integers ? new float[heads][blocks][tokens] : null;
    keyOffsets = offsets ? new float[heads][blocks][tokens] : null;
    values = new float[heads][headDim * tokens];
    lanes = new float[workers.count()][integers ? 2 * LANES : LANES_OF_HALVES][tokens];
  }

  @Override
  public void run(int index, HeadWeights weights, int firstRow) {
    GgmlRopeTable rope = shape.isSliding(index) ? slidingRope : this.rope;
    int parts = (tokens + TOKENS_OF_TASK - 1) / TOKENS_OF_TASK;
    workers.run(
        parts * shape.kvHeads(),
        (task, worker) -> {
          int head = task % shape.kvHeads();
          int first = task / shape.kvHeads() * TOKENS_OF_TASK;
          int end = Math.min(tokens, first + TOKENS_OF_TASK);
          for (int t = first; t < end; t++) {
            key(weights, rope, head, t, scratch[worker]);
            value(weights, head, t, scratch[worker]);
          }
        });
    int window = spec.window(index);
    int firstPart = firstRow / QUERIES_OF_TASK;
    int queryParts = (tokens + QUERIES_OF_TASK - 1) / QUERIES_OF_TASK - firstPart;
    workers.run(
        queryParts * shape.queryHeads(),
        (task, worker) -> {
          // The longest first, so that no thread ends much later than the others.
          int part = firstPart + queryParts - 1 - task / shape.queryHeads();
          int first = Math.max(firstRow, part * QUERIES_OF_TASK);
          int end = Math.min(tokens, (part + 1) * QUERIES_OF_TASK);
          var head = new Head(task % shape.queryHeads(), weights, rope, window, worker);
          for (int t = first; t < end; t++) {
            head.attend(t);
          }
        });
  }

  private void copyHead(HeadWeights weights, int part, int head, int token, float[] x) {
    System.arraycopy(
        buffers.queryKeyValue(), weights.at(part, head, token, headDim), x, 0, headDim);
    weights.addBias(part, head, x, 0, headDim);
  }

  private void normalise(float[] norm, float[] x) {
    if (norm != null) {
      GgmlArithmetic.normalise(x, 0, norm, spec.epsilon(), x, 0);
    }
  }

  private void key(HeadWeights weights, GgmlRopeTable rope, int head, int token, Scratch scratch) {
    float[] x = scratch.get(Use.VECTORS, headDim);
    copyHead(weights, HeadWeights.KEY, head, token, x);
    normalise(weights.keyNorm(), x);
    rope.turn(x, 0, token);
    Rotation.apply(x, 0, headDim, keyRotation);
    if (integers) {
      storeBlocks((GgmlBlockCodec) keyCodec, x, keys[head], head, token, scratch);
    } else {
      keyCodec.roundTrip(x, 0, headDim, 1, headDim);
      for (int k = 0; k < headDim; k++) {
        keys[head][k][token] = x[k];
      }
    }
  }

  private void storeBlocks(
      GgmlBlockCodec codec, float[] x, float[][] to, int head, int token, Scratch scratch) {
    float[] block = scratch.get(Use.OTHER_VECTORS, BLOCK);
    var bytes = new byte[codec.blockBytes()];
    for (int i = 0; i < blocks; i++) {
      codec.encode(x, i * BLOCK, bytes, 0);
      codec.integers(bytes, 0, block, 0);
      for (int k = 0; k < BLOCK; k++) {
        to[i * BLOCK + k][token] = block[k];
      }
      keyScales[head][i][token] = codec.scale(bytes, 0);
      if (keyOffsets != null) {
        keyOffsets[head][i][token] = codec.offset(bytes, 0);
      }
    }
  }

  /** Values lie {@code (token, channel)}. */
  private void value(HeadWeights weights, int head, int token, Scratch scratch) {
    float[] x = scratch.get(Use.VECTORS, headDim);
    copyHead(weights, HeadWeights.VALUE, head, token, x);
    Rotation.apply(x, 0, headDim, valueRotation);
    valueCodec.roundTrip(x, 0, headDim, 1, headDim);
    System.arraycopy(x, 0, values[head], token * headDim, headDim);
  }

  /** One query head. */
  private final class Head {
    private final int head;
    private final int kvHead;
    private final HeadWeights weights;
    private final GgmlRopeTable rope;
    private final int window;
    private final float scoreScale;
    private final float[] q;
    private final float[] scales;
    private final float[] sums;
    private final float[] scores;
    private final float[][] partial;
    private final float[] output;
    private final float[] tile;

    Head(int head, HeadWeights weights, GgmlRopeTable rope, int window, int worker) {
      this.head = head;
      this.kvHead = head / group;
      this.weights = weights;
      this.rope = rope;
      this.window = window;
      this.scoreScale = spec.scalesQueries() ? 1 : spec.scoreScale();
      Scratch mine = scratch[worker];
      q = mine.get(Use.QUERY_ROW, headDim);
      scales = mine.get(Use.MAXIMA, blocks);
      sums = mine.get(Use.SUMS, blocks);
      scores = mine.get(Use.SCORES, tokens);
      partial = lanes[worker];
      output = mine.get(Use.OUTPUT, headDim);
      tile = mine.get(Use.TILE, KEYS_OF_TILE);
    }

    void attend(int token) {
      query(token);
      int first = AttentionSpec.firstSeen(token, window);
      scores(first, token + 1);
      Arrays.fill(output, 0, headDim, 0);
      float sum = tiled ? weighTiles(first, token + 1) : weigh(first, token + 1);
      float inverse = sum == 0 ? 0 : 1 / sum;
      for (int k = 0; k < headDim; k++) {
        output[k] *= inverse;
      }
      Rotation.apply(output, 0, headDim, valueRotation);
      int r = kernels.rowTile();
      int at = RowTiles.index(token, shape.queryHeads() * headDim, r);
      for (int k = 0; k < headDim; k++) {
        buffers.attended()[at + attendedOrder.place(head * headDim + k) * r] = output[k];
      }
    }

    private void query(int token) {
      copyHead(weights, HeadWeights.QUERY, head, token, q);
      normalise(weights.queryNorm(), q);
      rope.turn(q, 0, token);
      for (int k = 0; spec.scalesQueries() && k < headDim; k++) {
        q[k] *= spec.scoreScale();
      }
      Rotation.apply(q, 0, headDim, keyRotation);
      if (integers) {
        codeQuery();
      } else if (!tiled) {
        keyCodec.roundTrip(q, 0, headDim, 1, headDim);
      }
    }

    /** Integers, scales, and the sums that meet the offsets of keys. */
    private void codeQuery() {
      for (int block = 0; block < blocks; block++) {
        float scale = QueryCodec.encodeIntegers(q, block * BLOCK);
        scales[block] = Fp16.round(scale);
        int sum = 0;
        for (int i = block * BLOCK; keyOffsets != null && i < (block + 1) * BLOCK; i++) {
          sum += (int) q[i];
        }
        sums[block] = Fp16.round(scale * sum);
      }
    }

    private void scores(int first, int end) {
      for (float[] sums : partial) {
        Arrays.fill(sums, first, end, 0);
      }
      if (integers) {
        scoresOfIntegers(first, end);
      } else if (tiled) {
        for (int k = 0; k < headDim; k++) {
          addProduct(q[k], keys[kvHead][k], partial[0], first, end);
        }
        System.arraycopy(partial[0], first, scores, first, end - first);
      } else {
        scoresOfHalves(first, end);
      }
      for (int j = first; j < end; j++) {
        scores[j] *= scoreScale;
      }
    }

    private void scoresOfIntegers(int first, int end) {
      int paired = blocksByTurns ? blocks / 2 * 2 : blocks;
      for (int block = 0; block < paired; block++) {
        int turn = blocksByTurns ? block % 2 * LANES : 0;
        for (int lane = 0; lane < LANES; lane++) {
          accumulate(block, lane, partial[turn + lane], first, end);
        }
      }
      addPairwise(blocksByTurns ? 2 * LANES : LANES, first, end);
      System.arraycopy(partial[0], first, scores, first, end - first);
      if (keyOffsets != null) {
        addOffsets(first, end);
      }
      for (int block = paired; block < blocks; block++) {
        addBlock(block, first, end);
      }
    }

    /** Channels after the last whole round of lanes are added one by one, in FP64. */
    private void scoresOfHalves(int first, int end) {
      int whole = headDim / LANES_OF_HALVES * LANES_OF_HALVES;
      for (int k = 0; k < whole; k++) {
        addProduct(q[k], keys[kvHead][k], partial[k % LANES_OF_HALVES], first, end);
      }
      addPairwise(LANES_OF_HALVES, first, end);
      for (int j = first; j < end; j++) {
        double sum = partial[0][j];
        for (int k = whole; k < headDim; k++) {
          sum += q[k] * keys[kvHead][k][j];
        }
        scores[j] = (float) sum;
      }
    }

    private static void addProduct(float factor, float[] x, float[] to, int first, int end) {
      for (int j = first; j < end; j++) {
        to[j] = Math.fma(factor, x[j], to[j]);
      }
    }

    private void addPairwise(int count, int first, int end) {
      for (int half = count / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          addRow(partial[i + half], partial[i], first, end);
        }
      }
    }

    private static void addRow(float[] x, float[] to, int first, int end) {
      for (int j = first; j < end; j++) {
        to[j] += x[j];
      }
    }

    /** One group of four channels: their products are whole numbers, and so is any sum of them. */
    private void accumulate(int block, int lane, float[] to, int first, int end) {
      int channel = block * BLOCK + lane * CHANNELS_OF_LANE;
      float[] scaleOfKey = keyScales[kvHead][block];
      float[] k0 = keys[kvHead][channel];
      float[] k1 = keys[kvHead][channel + 1];
      float[] k2 = keys[kvHead][channel + 2];
      float[] k3 = keys[kvHead][channel + 3];
      float scale = scales[block];
      float q0 = q[channel];
      float q1 = q[channel + 1];
      float q2 = q[channel + 2];
      float q3 = q[channel + 3];
      for (int j = first; j < end; j++) {
        float sum = q0 * k0[j] + q1 * k1[j] + q2 * k2[j] + q3 * k3[j];
        to[j] = Math.fma(scaleOfKey[j] * scale, sum, to[j]);
      }
    }

    /** Sums of blocks' offsets times queries, added to the rest when they are complete. */
    private void addOffsets(int first, int end) {
      for (int j = first; j < end; j++) {
        float sum = 0;
        for (int block = 0; block < blocks; block++) {
          sum = Math.fma(keyOffsets[kvHead][block][j], sums[block], sum);
        }
        scores[j] += sum;
      }
    }

    /** The last block where blocks alternate and their number is odd. */
    private void addBlock(int block, int first, int end) {
      for (int j = first; j < end; j++) {
        float sum = 0;
        for (int k = block * BLOCK; k < (block + 1) * BLOCK; k++) {
          sum += q[k] * keys[kvHead][k][j];
        }
        scores[j] += keyScales[kvHead][block][j] * scales[block] * sum;
      }
    }

    /** Weighs values one by one; returns the sum of weights. */
    private float weigh(int first, int end) {
      float max = Float.NEGATIVE_INFINITY;
      float sum = 0;
      int done = first;
      for (int j = first; j < end; j++) {
        if (scores[j] > max) {
          add(done, j);
          done = j;
          float shrink = GnuMath.exp(max - scores[j]);
          for (int k = 0; k < headDim; k++) {
            output[k] = halves ? Fp16.round(output[k] * shrink) : output[k] * shrink;
          }
          max = scores[j];
          scores[j] = 1;
          sum = Math.fma(sum, shrink, 1);
        } else {
          scores[j] = GnuMath.exp(scores[j] - max);
          sum += scores[j];
        }
      }
      add(done, end);
      return sum;
    }

    /** Weighs values tile by tile; returns the sum of weights. */
    private float weighTiles(int first, int end) {
      float max = Float.NEGATIVE_INFINITY;
      float sum = 0;
      for (int at = first / KEYS_OF_TILE * KEYS_OF_TILE; at < end; at += KEYS_OF_TILE) {
        int from = Math.max(first, at);
        int to = Math.min(end, at + KEYS_OF_TILE);
        float most = max;
        for (int j = from; j < to; j++) {
          most = Math.max(most, scores[j]);
        }
        if (most > max) {
          float shrink = GnuMath.exp(max - most);
          for (int k = 0; k < headDim; k++) {
            output[k] *= shrink;
          }
          sum *= shrink;
          max = most;
        }
        Arrays.fill(tile, 0, KEYS_OF_TILE, 0);
        for (int j = from; j < to; j++) {
          scores[j] = GgmlFunctions.exp(scores[j] - max);
          tile[j - at] = scores[j];
        }
        sum = (float) (sum + GgmlFunctions.sumOfVectors(tile, KEYS_OF_TILE));
        add(from, to);
      }
      return sum;
    }

    private void add(int first, int end) {
      if (end == first) {
        return;
      }
      var x = new RowMajor(values[kvHead], first * headDim, headDim);
      if (halves) {
        kernels.addWeightedInHalves(x, end - first, scores, first, output);
      } else {
        kernels.addWeighted(x, end - first, scores, first, output);
      }
    }
  }
}
