package janus.inference;

import janus.inference.DecoderState.Seen;
import janus.inference.arithmetic.AttentionSpec;
import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LayerAttention;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.RowTiles;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;
import janus.inference.arithmetic.Workers;
import janus.kvcache.AttentionSemantics;
import janus.kvcache.FloatCodec;
import janus.kvcache.KeptTokens;
import janus.kvcache.KeyRanges;
import janus.kvcache.KvCodec;
import janus.kvcache.KvScheme;
import janus.kvcache.Rotation;
import janus.transformer.AttentionShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Grouped-query attention of one layer over a whole sequence, {@code softmax(scale q k) v}, each
 * key and value seen in full, quantized or not at all as the scheme's semantics say.
 *
 * <p>Scores are computed transposed, {@code (key, query)} with one column tile of queries at a
 * time, so that a softmax runs down the columns and the weights are the right matrix of the product
 * with the values as they lie.
 */
final class Attention implements LayerAttention {
  static final int FULL = 0;
  static final int QUANTIZED = 1;

  /** Tokens whose keys and values one task prepares, at least. */
  private static final int TOKENS_OF_TASK = 32;

  /** Keys whose weights are multiplied with values at a time, so that they stay in the cache. */
  private static final int KEYS_AT_A_TIME = 256;

  /** Column tiles of queries that meet the keys together, at most: heads of a group, and each. */
  private static final int MOST_HEADS = 4;

  private static final int MOST_TILES_OF_HEAD = 2;

  private final AttentionSpec spec;
  private final AttentionShape shape;
  private final Kernels kernels;
  private final Workers workers;
  private final Scratch[] scratch;
  private final DecoderState state;
  private final int headDim;
  private final int group;
  private final int r;
  private final int c;
  private final int headsAtOnce;
  private final int tilesOfHead;
  private final float scoreScale;

  private final KvScheme scheme;
  private final int promptTokens;

  /** Codecs of every KV head, fitted to the layer that runs where they take a sample. */
  private List<KvCodec> keyCodecs;

  private List<KvCodec> valueCodecs;

  private final Seen seen;
  private final KeyRanges[] keyRanges;
  private final KeyRanges[] valueRanges;
  private final KvCodec fullKeys;
  private final KvCodec fullValues;
  private final int keyChannels;
  private final int keyRotation;
  private final int valueRotation;

  /**
   * Whether the query meets the keys in FP32 all the same: llama.cpp's flash attention over many
   * tokens keeps it so where keys and values are both f16.
   */
  private final boolean queryStaysFull;

  /**
   * For one sequence.
   *
   * @param machine what computes
   * @param spec the model's attention
   * @param promptTokens positions before are the prompt
   * @param state of a sequence as long as it is for
   */
  Attention(
      Machine machine, AttentionSpec spec, KvScheme scheme, int promptTokens, DecoderState state) {
    this.spec = spec;
    this.shape = spec.shape();
    this.kernels = machine.kernels();
    this.workers = machine.workers();
    this.scratch = machine.scratch();
    this.state = state;
    this.headDim = shape.headDim();
    this.group = spec.group();
    this.r = kernels.rowTile();
    this.c = kernels.columnTile();
    int wanted = Math.max(1, kernels.manyColumns() / c);
    this.headsAtOnce = Math.min(Math.min(group, MOST_HEADS), wanted);
    this.tilesOfHead = Math.max(1, Math.min(MOST_TILES_OF_HEAD, wanted / headsAtOnce));
    this.scoreScale = spec.scalesQueries() ? 1 : spec.scoreScale();
    scheme.requireHeadDim(headDim);
    this.scheme = scheme;
    this.promptTokens = promptTokens;
    keyCodecs = Collections.nCopies(shape.kvHeads(), scheme.keys());
    valueCodecs = Collections.nCopies(shape.kvHeads(), scheme.values());
    keyChannels = headDim + scheme.queries().extraChannels(scheme.keys(), headDim);
    keyRotation = scheme.rotation().keyBlock(scheme.keys(), headDim);
    valueRotation = scheme.rotation().valueBlock(scheme.values(), headDim);
    fullKeys = KvScheme.fullCodec(scheme.keys());
    fullValues = KvScheme.fullCodec(scheme.values());
    queryStaysFull = scheme.keys() == FloatCodec.F16 && scheme.values() == FloatCodec.F16;
    keyRanges = new KeyRanges[state.tokens];
    valueRanges = new KeyRanges[state.tokens];
    boolean full = false;
    boolean quantized = false;
    for (int t = 0; t < state.tokens; t++) {
      keyRanges[t] = scheme.semantics().keyRanges(t, promptTokens, scheme.keys().blockTokens());
      valueRanges[t] =
          scheme.semantics().valueRanges(t, promptTokens, scheme.values().blockTokens());
      full |= keyRanges[t].fullTokens() > 0 || valueRanges[t].fullTokens() > 0;
      quantized |= keyRanges[t].quantizedTokens() > 0 || valueRanges[t].quantizedTokens() > 0;
    }
    seen = new Seen(full, quantized);
    state.reserve(scheme, seen, headDim, r);
  }

  @Override
  public void run(int index, HeadWeights weights, int firstRow) {
    RopeTable rope = shape.isSliding(index) ? state.slidingRope : state.rope;
    fit(weights, rope);
    prepareKeysAndValues(weights, rope);
    int window = spec.window(index);
    if (scheme.semantics() instanceof AttentionSemantics rule) {
      followAttention(rule, weights, rope, window, firstRow);
      return;
    }
    int queries = tilesOfHead * c;
    int firstStrip = firstRow / queries;
    int strips = (state.tokens + queries - 1) / queries - firstStrip;
    int partsOfGroup = (group + headsAtOnce - 1) / headsAtOnce;
    int parts = partsOfGroup * shape.kvHeads();
    workers.run(
        strips * parts,
        (task, worker) -> {
          // The longest first, so that no thread ends much later than the others.
          int firstQuery = (firstStrip + strips - 1 - task / parts) * queries;
          int kvHead = task % parts / partsOfGroup;
          int firstHead = kvHead * group + task % partsOfGroup * headsAtOnce;
          int heads = Math.min(headsAtOnce, (kvHead + 1) * group - firstHead);
          new Strip(firstHead, heads, firstQuery, weights, rope, window, scratch[worker])
              .run(firstRow);
        });
  }

  /** Each KV head by itself, or all together where they keep the same tokens. */
  private void followAttention(
      AttentionSemantics rule, HeadWeights weights, RopeTable rope, int window, int firstRow) {
    int together = rule.sharesTokensAmongHeads() ? shape.queryHeads() : group;
    workers.run(
        shape.queryHeads() / together,
        (task, worker) ->
            new FollowingHeads(task * together, together, weights, rope, window, scratch[worker])
                .run(rule.keeper(state.tokens, promptTokens), firstRow));
  }

  KvScheme scheme() {
    return scheme;
  }

  /** Whether any query of the sequence sees the key of a token quantized. */
  boolean[] keysSeenQuantized() {
    return seenQuantized(keyRanges);
  }

  /** Whether any query of the sequence sees the value of a token quantized. */
  boolean[] valuesSeenQuantized() {
    return seenQuantized(valueRanges);
  }

  private static boolean[] seenQuantized(KeyRanges[] ranges) {
    var seen = new boolean[ranges.length];
    int done = 0;
    // The ends of later queries are not before those of earlier ones.
    for (KeyRanges range : ranges) {
      if (range.quantizedEnd() > done) {
        Arrays.fill(seen, Math.max(done, range.unseenEnd()), range.quantizedEnd(), true);
        done = range.quantizedEnd();
      }
    }
    return seen;
  }

  /** Fits codecs to the keys and values of the first tokens, as they would be coded. */
  private void fit(HeadWeights weights, RopeTable rope) {
    int count = Math.min(state.tokens, KvCodec.SAMPLE_TOKENS);
    if (scheme.keys().takesSample()) {
      var sample = new ArrayList<float[]>();
      for (int head = 0; head < shape.kvHeads(); head++) {
        float[] x = new float[count * keyChannels];
        readKeys(weights, head, 0, count, x);
        beforeCoding(rope, x, 0, count);
        sample.add(withoutExtras(x, count));
      }
      keyCodecs = scheme.keys().fit(sample, headDim);
    }
    if (scheme.values().takesSample()) {
      var sample = new ArrayList<float[]>();
      for (int head = 0; head < shape.kvHeads(); head++) {
        float[] x = new float[count * headDim];
        readValues(weights, head, 0, count, x);
        sample.add(x);
      }
      valueCodecs = scheme.values().fit(sample, headDim);
    }
  }

  private float[] withoutExtras(float[] x, int count) {
    if (keyChannels == headDim) {
      return x;
    }
    var plain = new float[count * headDim];
    for (int t = 0; t < count; t++) {
      System.arraycopy(x, t * keyChannels, plain, t * headDim, headDim);
    }
    return plain;
  }

  private void prepareKeysAndValues(HeadWeights weights, RopeTable rope) {
    int block = Math.max(scheme.keys().blockTokens(), scheme.values().blockTokens());
    int perTask = (TOKENS_OF_TASK + block - 1) / block * block;
    // Blocks of tokens begin behind the sinks, which are a task of their own.
    int sinks = Math.min(state.tokens, scheme.semantics().sinkTokens());
    int sinkTasks = (sinks + perTask - 1) / perTask;
    int tasks = sinkTasks + (state.tokens - sinks + perTask - 1) / perTask;
    workers.run(
        tasks * shape.kvHeads(),
        (task, worker) -> {
          int part = task / shape.kvHeads();
          int head = task % shape.kvHeads();
          int first = part < sinkTasks ? part * perTask : sinks + (part - sinkTasks) * perTask;
          int end = Math.min(part < sinkTasks ? sinks : state.tokens, first + perTask);
          Scratch mine = scratch[worker];
          keys(weights, rope, head, first, end, mine);
          values(weights, head, first, end, mine);
        });
  }

  private void keys(
      HeadWeights weights, RopeTable rope, int head, int first, int end, Scratch scratch) {
    int count = end - first;
    float[] x = scratch.get(Use.VECTORS, count * keyChannels);
    readKeys(weights, head, first, end, x);
    if (seen.quantized()) {
      float[] y = scratch.get(Use.OTHER_VECTORS, count * keyChannels);
      System.arraycopy(x, 0, y, 0, count * keyChannels);
      beforeCoding(rope, y, first, count);
      roundTrip(keyCodecs.get(head), y, keyChannels, count);
      if (scheme.keys().isBeforeRope()) {
        turn(rope, y, first, count);
      }
      for (int i = 0; keyChannels > headDim && i < count; i++) {
        scheme.queries().fillKeyExtras(scheme.keys(), y, i * keyChannels, headDim);
      }
      packKeys(y, first, count, state.keys[head][QUANTIZED]);
    }
    if (seen.full()) {
      turn(rope, x, first, count);
      for (int i = 0; i < count; i++) {
        int at = i * keyChannels;
        Rotation.apply(x, at, headDim, keyRotation);
        fullKeys.roundTrip(x, at, headDim, 1, headDim);
        Arrays.fill(x, at + headDim, at + keyChannels, 0);
      }
      packKeys(x, first, count, state.keys[head][FULL]);
    }
  }

  private void values(HeadWeights weights, int head, int first, int end, Scratch scratch) {
    int count = end - first;
    float[] x = scratch.get(Use.VECTORS, count * headDim);
    readValues(weights, head, first, end, x);
    if (seen.quantized()) {
      float[] y = scratch.get(Use.OTHER_VECTORS, count * headDim);
      System.arraycopy(x, 0, y, 0, count * headDim);
      roundTrip(valueCodecs.get(head), y, headDim, count);
      packValues(y, first, count, state.values[head][QUANTIZED]);
    }
    if (seen.full()) {
      fullValues.roundTrip(x, 0, headDim, count, headDim);
      packValues(x, first, count, state.values[head][FULL]);
    }
  }

  /** Keys before their position, {@code keyChannels} apart. */
  private void readKeys(HeadWeights weights, int head, int first, int end, float[] x) {
    for (int t = first; t < end; t++) {
      copyHead(weights, HeadWeights.KEY, head, t, x, (t - first) * keyChannels);
    }
    for (int at = 0; at < (end - first) * keyChannels; at += keyChannels) {
      weights.addBias(HeadWeights.KEY, head, x, at, headDim);
      normalise(weights.keyNorm(), x, at);
    }
  }

  /** Turns and rotates keys, unless they are coded before. */
  private void beforeCoding(RopeTable rope, float[] x, int first, int count) {
    if (!scheme.keys().isBeforeRope()) {
      turn(rope, x, first, count);
      for (int i = 0; i < count; i++) {
        Rotation.apply(x, i * keyChannels, headDim, keyRotation);
      }
    }
  }

  /** Rotated values. */
  private void readValues(HeadWeights weights, int head, int first, int end, float[] x) {
    for (int t = first; t < end; t++) {
      int at = (t - first) * headDim;
      copyHead(weights, HeadWeights.VALUE, head, t, x, at);
      weights.addBias(HeadWeights.VALUE, head, x, at, headDim);
      Rotation.apply(x, at, headDim, valueRotation);
    }
  }

  private void copyHead(HeadWeights weights, int part, int head, int token, float[] to, int at) {
    System.arraycopy(state.queryKeyValue, weights.at(part, head, token, headDim), to, at, headDim);
  }

  private void normalise(float[] norm, float[] x, int at) {
    if (norm == null) {
      return;
    }
    float inverse =
        JanusArithmetic.inverseRootMeanSquare(
            kernels.sumSquares(x, at, headDim), headDim, spec.epsilon());
    for (int i = 0; i < headDim; i++) {
      x[at + i] = x[at + i] * inverse * norm[i];
    }
  }

  private void turn(RopeTable rope, float[] x, int first, int count) {
    for (int i = 0; i < count; i++) {
      rope.turn(x, i * keyChannels, first + i);
    }
  }

  private void roundTrip(KvCodec codec, float[] x, int stride, int count) {
    int block = codec.blockTokens();
    if (block == 1) {
      for (int i = 0; i < count; i++) {
        codec.roundTrip(x, i * stride, stride, 1, headDim);
      }
      return;
    }
    for (int i = 0; i < count; i += block) {
      codec.roundTrip(x, i * stride, stride, Math.min(block, count - i), headDim);
    }
  }

  private void packKeys(float[] x, int first, int count, float[] to) {
    int i = 0;
    while (i < count) {
      int t = first + i;
      int some = Math.min(count - i, r - t % r);
      int at = RowTiles.index(t, keyChannels, r);
      RowTiles.write(new RowMajor(x, i * keyChannels, keyChannels), some, keyChannels, to, at, r);
      i += some;
    }
  }

  private void packValues(float[] x, int first, int count, float[] to) {
    for (int k = 0; k < headDim; k += r) {
      int channels = Math.min(r, headDim - k);
      for (int i = 0; i < count; i++) {
        int from = i * headDim + k;
        int at = k * state.tokens + (first + i) * r;
        for (int n = 0; n < channels; n++) {
          to[at + n] = x[from + n];
        }
      }
    }
  }

  /** Makes of a query, {@code row[at]} and on, what the dot product sees. */
  private void query(
      HeadWeights weights, RopeTable rope, int head, int token, float[] row, int at) {
    weights.addBias(HeadWeights.QUERY, head, row, at, headDim);
    normalise(weights.queryNorm(), row, at);
    rope.turn(row, at, token);
    for (int k = at; spec.scalesQueries() && k < at + headDim; k++) {
      row[k] *= spec.scoreScale();
    }
    Rotation.apply(row, at, headDim, keyRotation);
    if (!queryStaysFull) {
      scheme.queries().encodeQuery(scheme.keys(), row, at, headDim);
    }
  }

  /** Index in {@code state.attended} of a head's output. */
  private int attendedAt(int head, int token) {
    return RowTiles.index(token, shape.queryHeads() * headDim, r) + head * headDim * r;
  }

  private void store(float[] output, int head, int token) {
    int to = attendedAt(head, token);
    for (int k = 0; k < headDim; k++) {
      state.attended[to + k * r] = output[k];
    }
  }

  /**
   * Queries that share keys and values and meet them together: some column tiles of queries in a
   * row, of some heads of a group. Queries, scores and weights lie tile by tile, each {@code
   * (channel or key, query)}; outputs lie side by side, {@code (channel, tile and query)}.
   */
  private final class Strip {
    private final int firstHead;
    private final int firstQuery;
    private final int end;
    private final int tilesOfHead;
    private final int tiles;
    private final int width;
    private final int kvHead;
    private final int start;
    private final int rowTiles;
    private final int sizeOfTile;
    private final HeadWeights weights;
    private final RopeTable rope;
    private final int window;
    private final Scratch scratch;

    Strip(
        int firstHead,
        int heads,
        int firstQuery,
        HeadWeights weights,
        RopeTable rope,
        int window,
        Scratch scratch) {
      this.firstHead = firstHead;
      this.firstQuery = firstQuery;
      this.end = Math.min(state.tokens, firstQuery + Attention.this.tilesOfHead * c);
      this.tilesOfHead = (end - firstQuery + c - 1) / c;
      this.tiles = heads * tilesOfHead;
      this.width = tiles * c;
      this.kvHead = firstHead / group;
      int firstSeen = AttentionSpec.firstSeen(firstQuery, window);
      // Rows of scores begin at a row tile.
      this.start = firstSeen / r * r;
      this.rowTiles = (end - start + r - 1) / r;
      this.sizeOfTile = rowTiles * r * c;
      this.weights = weights;
      this.rope = rope;
      this.window = window;
      this.scratch = scratch;
    }

    private int head(int tile) {
      return firstHead + tile / tilesOfHead;
    }

    private int firstQuery(int tile) {
      return firstQuery + tile % tilesOfHead * c;
    }

    private int queries(int tile) {
      return Math.min(c, end - firstQuery(tile));
    }

    void run(int firstWanted) {
      float[] s = scores(queries());
      float[] maxima = scratch.get(Use.MAXIMA, c);
      float[] sumsOfTile = scratch.get(Use.SUMS_OF_TILE, c);
      float[] sums = scratch.get(Use.SUMS, width);
      for (int tile = 0; tile < tiles; tile++) {
        int at = Kernels.START + tile * sizeOfTile;
        mask(s, at, firstQuery(tile), queries(tile));
        kernels.softmaxColumns(s, at, end - start, scoreScale, maxima, sumsOfTile);
        System.arraycopy(sumsOfTile, 0, sums, tile * c, c);
      }
      float[] out = weigh(s);
      kernels.divideColumns(out, Kernels.START, headDim, sums, width);
      for (int tile = 0; tile < tiles; tile++) {
        write(out, tile, firstWanted);
      }
    }

    private float[] queries() {
      float[] q = scratch.get(Use.QUERIES, Kernels.START + keyChannels * width);
      float[] rows = scratch.zeros(Use.VECTORS, c * keyChannels);
      for (int tile = 0; tile < tiles; tile++) {
        int count = queries(tile);
        // All copied first, so that the processor waits for several rows of memory at once.
        for (int j = 0; j < count; j++) {
          copyHead(
              weights, HeadWeights.QUERY, head(tile), firstQuery(tile) + j, rows, j * keyChannels);
        }
        for (int j = 0; j < count; j++) {
          query(weights, rope, head(tile), firstQuery(tile) + j, rows, j * keyChannels);
        }
        Arrays.fill(rows, count * keyChannels, c * keyChannels, 0);
        int at = Kernels.START + tile * keyChannels * c;
        RowTiles.write(new RowMajor(rows, 0, keyChannels), c, keyChannels, q, at, c);
      }
      return q;
    }

    /** Scores of keys from {@code start} on. */
    private float[] scores(float[] q) {
      float[] s = scratch.get(Use.SCORES, Kernels.START + tiles * sizeOfTile);
      float[][] keys = state.keys[kvHead];
      Mix mix = Mix.of(keyRanges, firstQuery, end);
      if (!mix.both()) {
        multiplyKeys(keys[mix.full ? FULL : QUANTIZED], q, 0, rowTiles, s);
        return s;
      }
      multiplyKeys(keys[QUANTIZED], q, 0, rowTiles, s);
      float[] full = scratch.get(Use.OTHER_SCORES, Kernels.START + tiles * sizeOfTile);
      int sinkTiles = Math.min(rowTiles, Math.max(0, mix.sinkEnd - start + r - 1) / r);
      int recentTile = Math.max(sinkTiles, Math.max(0, mix.quantizedEnd - start) / r);
      multiplyKeys(keys[FULL], q, 0, sinkTiles, full);
      multiplyKeys(keys[FULL], q, recentTile, rowTiles, full);
      for (int tile = 0; tile < tiles; tile++) {
        for (int j = 0; j < queries(tile); j++) {
          KeyRanges ranges = keyRanges[firstQuery(tile) + j];
          int at = Kernels.START + tile * sizeOfTile - start * c + j;
          for (int key = start; key < ranges.sinkEnd(); key++) {
            s[at + key * c] = full[at + key * c];
          }
          for (int key = Math.max(start, ranges.quantizedEnd()); key < ranges.end(); key++) {
            s[at + key * c] = full[at + key * c];
          }
        }
      }
      return s;
    }

    private void multiplyKeys(float[] keys, float[] q, int firstTile, int endTile, float[] s) {
      int atOnce = tiles == 1 ? endTile - firstTile : KEYS_AT_A_TIME / r;
      float[] side =
          tiles == 1 ? s : scratch.get(Use.SIDE_BY_SIDE, Kernels.START + atOnce * r * width);
      for (int first = firstTile; first < endTile; first += atOnce) {
        int some = Math.min(atOnce, endTile - first);
        kernels.multiply(
            new Tiles(keys, (start + first * r) * keyChannels, r * keyChannels, some),
            new Tiles(q, Kernels.START, keyChannels * c, tiles),
            keyChannels,
            new RowMajor(side, Kernels.START + (tiles == 1 ? first * r * c : 0), width),
            false);
        for (int i = 0; tiles > 1 && i < some * r; i++) {
          for (int tile = 0; tile < tiles; tile++) {
            int from = Kernels.START + i * width + tile * c;
            int to = Kernels.START + tile * sizeOfTile + (first * r + i) * c;
            System.arraycopy(side, from, s, to, c);
          }
        }
      }
    }

    private void mask(float[] s, int at, int firstQuery, int queries) {
      for (int j = 0; j < queries; j++) {
        int t = firstQuery + j;
        KeyRanges ranges = keyRanges[t];
        int firstSeen = AttentionSpec.firstSeen(t, window);
        hide(s, at + j, start, Math.min(end, firstSeen));
        hide(s, at + j, Math.max(start, ranges.sinkEnd()), ranges.unseenEnd());
        hide(s, at + j, t + 1, end);
      }
    }

    private void hide(float[] s, int at, int from, int to) {
      for (int key = from; key < to; key++) {
        s[at + (key - start) * c] = Float.NEGATIVE_INFINITY;
      }
    }

    /** Weighted sums of values. */
    private float[] weigh(float[] s) {
      int size = Kernels.START + (headDim + r - 1) / r * r * width;
      float[] out = scratch.zeros(Use.OUTPUT, size);
      float[][] values = state.values[kvHead];
      Mix mix = Mix.of(valueRanges, firstQuery, end);
      if (!mix.both()) {
        multiplyValues(values[mix.full ? FULL : QUANTIZED], s, start, end, out);
        return out;
      }
      float[] full = scratch.zeros(Use.OTHER_SCORES, Kernels.START + tiles * sizeOfTile);
      for (int tile = 0; tile < tiles; tile++) {
        for (int j = 0; j < queries(tile); j++) {
          KeyRanges ranges = valueRanges[firstQuery(tile) + j];
          int at = Kernels.START + tile * sizeOfTile + j;
          move(s, full, at, start, ranges.sinkEnd());
          move(s, full, at, Math.max(start, ranges.quantizedEnd()), ranges.end());
        }
      }
      multiplyValues(values[QUANTIZED], s, Math.max(start, mix.unseenEnd), mix.lastQuantized, out);
      float[] other = scratch.zeros(Use.OTHER_OUTPUT, size);
      multiplyValues(values[FULL], full, start, mix.sinkEnd, other);
      int recent = Math.max(start, Math.max(mix.sinkEnd, mix.quantizedEnd));
      multiplyValues(values[FULL], full, recent, end, other);
      for (int i = 0; i < size; i++) {
        out[i] += other[i];
      }
      return out;
    }

    private void move(float[] from, float[] to, int column, int first, int end) {
      for (int key = first; key < end; key++) {
        int at = column + (key - start) * c;
        to[at] = from[at];
        from[at] = 0;
      }
    }

    private void multiplyValues(float[] values, float[] s, int first, int end, float[] out) {
      for (int key = first; key < end; key += KEYS_AT_A_TIME) {
        kernels.multiply(
            new Tiles(values, key * r, r * state.tokens, (headDim + r - 1) / r),
            new Tiles(s, Kernels.START + (key - start) * c, sizeOfTile, tiles),
            Math.min(KEYS_AT_A_TIME, end - key),
            new RowMajor(out, Kernels.START, width),
            true);
      }
    }

    private void write(float[] out, int tile, int firstWanted) {
      int count = queries(tile);
      int j = Math.max(0, firstWanted - firstQuery(tile));
      while (j < count) {
        int t = firstQuery(tile) + j;
        if (valueRotation == 1) {
          // Queries of a row tile lie side by side here and there.
          int some = Math.min(count - j, r - t % r);
          write(out, tile, j, some);
          j += some;
        } else {
          float[] row = scratch.get(Use.QUERY_ROW, headDim);
          for (int k = 0; k < headDim; k++) {
            row[k] = out[Kernels.START + k * width + tile * c + j];
          }
          Rotation.apply(row, 0, headDim, valueRotation);
          store(row, head(tile), t);
          j++;
        }
      }
    }

    private void write(float[] out, int tile, int first, int count) {
      int at = attendedAt(head(tile), firstQuery(tile) + first);
      for (int k = 0; k < headDim; k++) {
        int from = Kernels.START + k * width + tile * c + first;
        int to = at + k * r;
        for (int j = 0; j < count; j++) {
          state.attended[to + j] = out[from + j];
        }
      }
    }
  }

  /** The union of the ranges that the queries of one strip see. */
  private static final class Mix {
    private boolean full;
    private boolean quantized;
    private int sinkEnd;
    private int unseenEnd = Integer.MAX_VALUE;
    private int quantizedEnd = Integer.MAX_VALUE;
    private int lastQuantized;

    static Mix of(KeyRanges[] ranges, int firstQuery, int end) {
      var mix = new Mix();
      for (int t = firstQuery; t < end; t++) {
        KeyRanges range = ranges[t];
        mix.full |= range.fullTokens() > 0;
        mix.quantized |= range.quantizedTokens() > 0;
        mix.sinkEnd = Math.max(mix.sinkEnd, range.sinkEnd());
        mix.unseenEnd = Math.min(mix.unseenEnd, range.unseenEnd());
        mix.quantizedEnd = Math.min(mix.quantizedEnd, range.quantizedEnd());
        mix.lastQuantized = Math.max(mix.lastQuantized, range.quantizedEnd());
      }
      return mix;
    }

    boolean both() {
      return full && quantized;
    }
  }

  /** Heads that keep the same tokens under a rule that follows attention: query by query. */
  private final class FollowingHeads {
    private final int firstHead;
    private final int endHead;
    private final HeadWeights weights;
    private final RopeTable rope;
    private final int window;
    private final Scratch scratch;

    FollowingHeads(
        int firstHead,
        int heads,
        HeadWeights weights,
        RopeTable rope,
        int window,
        Scratch scratch) {
      this.firstHead = firstHead;
      this.endHead = firstHead + heads;
      this.weights = weights;
      this.rope = rope;
      this.window = window;
      this.scratch = scratch;
    }

    void run(KeptTokens kept, int firstRow) {
      float[] q = scratch.get(Use.QUERY_ROW, keyChannels);
      float[] s = scratch.get(Use.SCORES, state.tokens);
      float[] out = scratch.get(Use.OUTPUT, headDim);
      for (int t = 0; t < state.tokens; t++) {
        kept.admit();
        for (int head = firstHead; head < endHead; head++) {
          copyHead(weights, HeadWeights.QUERY, head, t, q, 0);
          query(weights, rope, head, t, q, 0);
          weights(kept, t, q, s, state.keys[head / group][QUANTIZED]);
          kept.observe(s, 0);
          if (t >= firstRow) {
            output(kept, s, state.values[head / group][QUANTIZED], out);
            store(out, head, t);
          }
        }
        kept.evict();
      }
    }

    private void weights(KeptTokens kept, int t, float[] q, float[] s, float[] keys) {
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < kept.count(); i++) {
        int key = kept.token(i);
        int at = RowTiles.index(key, keyChannels, r);
        float dot = 0;
        for (int k = 0; k < keyChannels; k++) {
          dot = Math.fma(q[k], keys[at + k * r], dot);
        }
        s[i] = t - key < window ? dot : Float.NEGATIVE_INFINITY;
        max = Math.max(max, s[i]);
      }
      float sum = 0;
      for (int i = 0; i < kept.count(); i++) {
        s[i] = s[i] == Float.NEGATIVE_INFINITY ? 0 : Kernels.exp(scoreScale * (s[i] - max));
        sum += s[i];
      }
      for (int i = 0; i < kept.count(); i++) {
        s[i] /= sum;
      }
    }

    private void output(KeptTokens kept, float[] s, float[] values, float[] out) {
      for (int k = 0; k < headDim; k++) {
        int at = k / r * r * state.tokens + k % r;
        float sum = 0;
        for (int i = 0; i < kept.count(); i++) {
          sum = Math.fma(s[i], values[at + kept.token(i) * r], sum);
        }
        out[k] = sum;
      }
      Rotation.apply(out, 0, headDim, valueRotation);
    }
  }
}
