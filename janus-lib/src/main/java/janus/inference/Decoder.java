package janus.inference;

import janus.inference.DecoderWeights.Layer;
import janus.inference.Scratch.Use;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;
import janus.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/**
 * Runs a transformer decoder over whole sequences at once, with keys and values seen as a {@link
 * KvScheme} says. Sequences that run together share nothing but the weights, which come to the
 * processor once for all of them. All layers are {@code x += Wo attention(norm(x)); x += Wd
 * (gate(Wg norm(x)) * Wu norm(x))}, with the variations of {@link DecoderSpec}. Arithmetic is FP32,
 * in an order that does not depend on the number of threads; for schemes of llama.cpp's own it is
 * that program's, see {@link GgmlArithmetic}. Wherever a scheme rounds queries as ggml does, the
 * GELU of a gemma3 model is looked up as there.
 */
final class Decoder {
  private static final int ROWS_OF_TASK = 32;

  private final DecoderWeights weights;
  private final DecoderSpec spec;
  private final Kernels kernels;
  private final Workers workers;
  private final Scratch[] scratch;
  private final int r;

  /**
   * Makes one.
   *
   * @param scratch one for each worker
   */
  Decoder(DecoderWeights weights, Workers workers, Scratch[] scratch) {
    this.weights = weights;
    this.spec = weights.spec();
    this.kernels = weights.kernels();
    this.workers = workers;
    this.scratch = scratch;
    this.r = kernels.rowTile();
  }

  /** A sequence on its way through the layers. */
  private record Running(Sequence sequence, DecoderState state, LayerAttention attention) {
    private boolean asGgml() {
      return attention instanceof GgmlAttention;
    }

    private int firstScored() {
      return sequence.firstScored;
    }

    /** The first position whose query is wanted in the last layer. */
    private int firstQuery() {
      return sequence.scheme.semantics().followsAttention() ? 0 : firstScored();
    }
  }

  /** Some row tiles of a sequence, which one task takes. */
  private record Piece(Running running, int firstTile, int tiles) {
    DecoderState state() {
      return running.state();
    }
  }

  /**
   * Pieces of all sequences.
   *
   * @param large pieces for products
   * @param small pieces for what is done row by row
   */
  private record Pieces(List<Piece> large, List<Piece> small) {}

  private Pieces rows(List<Running> all, ToIntFunction<Running> firstRow) {
    return new Pieces(
        pieces(all, firstRow, kernels.rowTilesAtOnce()),
        pieces(all, firstRow, Math.max(1, ROWS_OF_TASK / r)));
  }

  private List<Piece> pieces(List<Running> all, ToIntFunction<Running> firstRow, int most) {
    var pieces = new ArrayList<Piece>();
    for (Running running : all) {
      int end = running.state().rowTiles;
      for (int tile = firstRow.applyAsInt(running) / r; tile < end; tile += most) {
        pieces.add(new Piece(running, tile, Math.min(most, end - tile)));
      }
    }
    return pieces;
  }

  /** What happens to a finished piece of a product. */
  @FunctionalInterface
  private interface Epilogue {
    /**
     * @param c holds the product of the piece, row-major, {@code columns} wide, from {@link
     *     Kernels#START} on
     * @param firstColumn its first column in the product
     */
    void accept(float[] c, Piece piece, int firstColumn, int columns);
  }

  /**
   * Runs over some sequences.
   *
   * @param states one for each sequence, as long as it is
   * @param errors told when a layer of the first sequence has attended, or null
   * @return for each, final normalised hidden states of positions {@code firstScored} to the end,
   *     in row tiles
   */
  List<float[]> run(List<Sequence> sequences, List<DecoderState> states, LayerErrors errors) {
    var all = new ArrayList<Running>();
    for (int i = 0; i < sequences.size(); i++) {
      Sequence sequence = sequences.get(i);
      DecoderState state = states.get(i);
      int headDim = spec.shape().attention().headDim();
      // Errors of layers are compared with a second attention, in our own order.
      boolean asGgml = errors == null && GgmlArithmetic.appliesTo(sequence.scheme, headDim);
      LayerAttention attention =
          asGgml
              ? new GgmlAttention(weights, workers, scratch, sequence.scheme, state)
              : new Attention(
                  weights, workers, scratch, sequence.scheme, sequence.firstScored, state);
      all.add(new Running(sequence, state, attention));
    }
    Pieces every = rows(all, running -> 0);
    Pieces queried = rows(all, Running::firstQuery);
    Pieces scored = rows(all, Running::firstScored);
    embed(every);
    int layers = spec.shape().layers();
    for (int i = 0; i < layers; i++) {
      Progress.checkInterrupted();
      Layer layer = weights.layer(i);
      // After the last layer's keys and values only scored positions matter, and what they rest on.
      boolean last = i == layers - 1 && errors == null;
      Pieces rows = last ? scored : every;
      normalise(layer.attentionNorm, every);
      queryKeyValue(layer, last ? queried : every, every);
      for (Running running : all) {
        int firstRow = last ? running.firstScored() / r * r : 0;
        running.attention().run(i, layer, firstRow);
        if (errors != null) {
          errors.add(i, layer, (Attention) running.attention(), running.state());
        }
      }
      addProduct(
          layer.attentionOutput,
          state -> state.attended,
          layer.attentionOutputBias,
          layer.afterAttentionNorm,
          rows);
      normalise(layer.feedForwardNorm, rows);
      gateUp(layer, rows);
      addProduct(
          layer.down, state -> state.gated, layer.downBias, layer.afterFeedForwardNorm, rows);
    }
    return all.stream().map(this::hiddenStates).toList();
  }

  private float[] hiddenStates(Running running) {
    int hidden = spec.shape().hiddenDim();
    int firstScored = running.firstScored();
    int rows = running.state().tokens - firstScored;
    int tiles = (rows + r - 1) / r;
    float[] out = DecoderState.atLeast(running.sequence().room, tiles * r * hidden);
    workers.run(
        tiles,
        (tile, worker) -> {
          int from = (firstScored + tile * r) * hidden;
          float[] normed = scratch[worker].get(Use.TILE, r * hidden);
          int count = Math.min(r, rows - tile * r);
          normaliseTile(
              running, running.state().residual, from, count, weights.outputNorm(), normed);
          RowTiles.write(normed, 0, hidden, r, hidden, out, tile * r * hidden, r);
        });
    return out;
  }

  private void embed(Pieces rows) {
    int hidden = spec.shape().hiddenDim();
    float scale = spec.embeddingScale();
    forEach(
        rows.small(),
        (piece, worker) -> {
          float[] x = piece.state().residual;
          int[] tokens = piece.running().sequence().tokens;
          int end = Math.min(tokens.length, (piece.firstTile() + piece.tiles()) * r);
          for (int t = piece.firstTile() * r; t < end; t++) {
            weights.embedding().copyRow(tokens[t], x, t * hidden);
            for (int k = 0; scale != 1 && k < hidden; k++) {
              x[t * hidden + k] *= scale;
            }
          }
        });
  }

  private void forEach(List<Piece> pieces, ObjIntConsumer<Piece> action) {
    workers.run(pieces.size(), (task, worker) -> action.accept(pieces.get(task), worker));
  }

  private void normalise(float[] weight, Pieces rows) {
    int hidden = spec.shape().hiddenDim();
    forEach(
        rows.small(),
        (piece, worker) -> {
          DecoderState state = piece.state();
          float[] normed = scratch[worker].get(Use.TILE, r * hidden);
          for (int i = 0; i < piece.tiles(); i++) {
            int tile = piece.firstTile() + i;
            int count = Math.min(r, state.tokens - tile * r);
            int from = tile * r * hidden;
            normaliseTile(piece.running(), state.residual, from, count, weight, normed);
            write(piece, normed, 0, hidden, state.normalised, tile, hidden, 0, hidden);
          }
        });
  }

  /** {@code x / sqrt(mean(x^2) + epsilon) * weight} of some rows, row-major; zeros behind them. */
  private void normaliseTile(
      Running running, float[] x, int at, int count, float[] weight, float[] rows) {
    int n = weight.length;
    for (int row = 0; row < count; row++) {
      int from = at + row * n;
      if (running.asGgml()) {
        GgmlArithmetic.normalise(x, from, weight, spec.epsilon(), rows, row * n);
        continue;
      }
      float inverse = inverseRootMeanSquare(kernels.sumSquares(x, from, n), n, spec.epsilon());
      kernels.scale(x, from, inverse, weight, rows, row * n);
    }
    Arrays.fill(rows, count * n, r * n, 0);
  }

  /**
   * Writes some columns of a row tile of a left matrix {@code (tokens, depth)}, in the order its
   * products want.
   *
   * @param x rows of the tile, {@code stride} apart
   */
  private void write(
      Piece piece,
      float[] x,
      int at,
      int stride,
      float[] to,
      int tile,
      int depth,
      int firstColumn,
      int columns) {
    int toAt = tile * r * depth;
    if (!piece.running().asGgml()) {
      RowTiles.write(x, at, stride, r, columns, to, toAt + firstColumn * r, r);
      return;
    }
    LaneOrder order = LaneOrder.of(depth);
    for (int k = 0; k < columns; k++) {
      int first = toAt + order.place(firstColumn + k) * r;
      for (int row = 0; row < r; row++) {
        to[first + row] = x[at + row * stride + k];
      }
    }
  }

  static float inverseRootMeanSquare(float sumSquares, int n, float epsilon) {
    return 1f / (float) Math.sqrt(sumSquares / n + epsilon);
  }

  private void queryKeyValue(Layer layer, Pieces queried, Pieces every) {
    Matrix matrix = layer.queryKeyValue;
    Function<DecoderState, float[]> input = state -> state.normalised;
    if (queried.equals(every)) {
      product(matrix, 0, matrix.tiles(), input, every, null);
      return;
    }
    int queryTiles = matrix.firstColumn(1) / kernels.columnTile();
    product(matrix, 0, queryTiles, input, queried, null);
    product(matrix, queryTiles, matrix.tiles() - queryTiles, input, every, null);
  }

  private void gateUp(Layer layer, Pieces rows) {
    Matrix matrix = layer.gateUp;
    int width = kernels.columnTile();
    int ffn = layer.down.inputs();
    Epilogue gate =
        (c, piece, firstColumn, columns) -> {
          boolean rounded = piece.running().sequence().scheme.queries() == QueryCodec.GGML;
          for (int column = 0; column < columns; column += 2 * width) {
            int firstK = (firstColumn + column) / 2;
            int count = Math.min(width, ffn - firstK);
            int from = Kernels.START + column;
            for (int row = 0; row < piece.tiles() * r; row++) {
              addBias(layer.gateBias, firstK, c, from + row * columns, count);
              addBias(layer.upBias, firstK, c, from + row * columns + width, count);
            }
            if (spec.gelu() && rounded) {
              GgmlArithmetic.gelu(c, from, piece.tiles() * r, columns, width);
            } else if (spec.gelu()) {
              kernels.gelu(c, from, piece.tiles() * r, columns);
            } else if (piece.running().asGgml()) {
              GgmlArithmetic.silu(c, from, piece.tiles() * r, columns, width, firstK, count, ffn);
            } else {
              kernels.silu(c, from, piece.tiles() * r, columns);
            }
            float[] gated = piece.state().gated;
            for (int tile = 0; tile < piece.tiles(); tile++) {
              int row = from + tile * r * columns;
              write(piece, c, row, columns, gated, piece.firstTile() + tile, ffn, firstK, count);
            }
          }
        };
    product(matrix, 0, matrix.tiles(), state -> state.normalised, rows, gate);
  }

  /** Adds {@code matrix * input} to the residual stream, normalised first where there is a norm. */
  private void addProduct(
      Matrix matrix,
      Function<DecoderState, float[]> input,
      float[] bias,
      float[] norm,
      Pieces rows) {
    int hidden = spec.shape().hiddenDim();
    Epilogue add =
        (c, piece, firstColumn, columns) -> {
          float[] target = norm == null ? piece.state().residual : piece.state().unadded;
          int count = Math.min(columns, hidden - firstColumn);
          for (int row = 0; row < piece.tiles() * r; row++) {
            int from = Kernels.START + row * columns;
            int to = (piece.firstTile() * r + row) * hidden + firstColumn;
            addBias(bias, firstColumn, c, from, count);
            if (norm == null) {
              kernels.add(c, from, target, to, count);
            } else {
              System.arraycopy(c, from, target, to, count);
            }
          }
        };
    product(matrix, 0, matrix.tiles(), input, rows, add);
    if (norm != null) {
      addNormalised(norm, rows);
    }
  }

  private void addBias(float[] bias, int firstColumn, float[] to, int at, int count) {
    if (bias != null) {
      kernels.add(bias, firstColumn, to, at, count);
    }
  }

  private void addNormalised(float[] norm, Pieces rows) {
    int hidden = spec.shape().hiddenDim();
    forEach(
        rows.small(),
        (piece, worker) -> {
          DecoderState state = piece.state();
          int end = Math.min(state.tokens, (piece.firstTile() + piece.tiles()) * r);
          for (int t = piece.firstTile() * r; t < end; t++) {
            int at = t * hidden;
            if (piece.running().asGgml()) {
              GgmlArithmetic.normalise(state.unadded, at, norm, spec.epsilon(), state.unadded, at);
              kernels.add(state.unadded, at, state.residual, at, hidden);
              continue;
            }
            float inverse =
                inverseRootMeanSquare(
                    kernels.sumSquares(state.unadded, at, hidden), hidden, spec.epsilon());
            for (int k = 0; k < hidden; k++) {
              state.residual[at + k] += state.unadded[at + k] * inverse * norm[k];
            }
          }
        });
  }

  /**
   * Some column tiles of {@code input * matrix}. A task multiplies one piece of rows with some
   * column tiles of weights, or all pieces, where it has to expand the weights first.
   *
   * @param input the left matrix of a sequence, in row tiles
   * @param epilogue receives the pieces; if null they go to {@code state.queryKeyValue}
   */
  private void product(
      Matrix matrix,
      int firstColumnTile,
      int columnTiles,
      Function<DecoderState, float[]> input,
      Pieces rows,
      Epilogue epilogue) {
    int width = kernels.columnTile();
    int depth = matrix.inputs();
    int group = matrix.isPacked() ? kernels.columnTilesAtOnce(depth) : 2;
    int groups = (columnTiles + group - 1) / group;
    List<Piece> pieces = rows.large();
    int tasksOfGroup = matrix.isPacked() ? pieces.size() : 1;
    LaneOrder order = LaneOrder.of(depth);
    boolean arranges = pieces.stream().anyMatch(piece -> piece.running().asGgml());
    // The group of weights each thread has brought into its cache.
    var fetched = new int[workers.count()];
    Arrays.fill(fetched, -1);
    workers.run(
        groups,
        tasksOfGroup,
        (task, worker) -> {
          int column = task / tasksOfGroup * group;
          int count = Math.min(group, columnTiles - column);
          int first = firstColumnTile + column;
          int firstPiece = task % tasksOfGroup;
          int endPiece = matrix.isPacked() ? firstPiece + 1 : pieces.size();
          Scratch mine = scratch[worker];
          float[] room =
              matrix.isPacked()
                  ? null
                  : mine.get(Use.WEIGHTS, Kernels.START + group * width * depth);
          float[] b = matrix.tiles(first, count, room);
          float[] arranged =
              arranges
                  ? mine.get(Use.ARRANGED_WEIGHTS, Kernels.START + group * width * depth)
                  : null;
          if (fetched[worker] != task / tasksOfGroup) {
            fetched[worker] = task / tasksOfGroup;
            mine.fetched = kernels.fetch(b, matrix.tileAt(first), depth * width, count);
            if (arranges) {
              int at = matrix.tileAt(first);
              GgmlArithmetic.arrange(order, b, at, count, width, arranged, Kernels.START);
            }
          }
          for (Piece piece : pieces.subList(firstPiece, endPiece)) {
            float[] c = piece.state().queryKeyValue;
            int stride = matrix.columns();
            int to = piece.firstTile() * r * stride + first * width;
            if (epilogue != null) {
              stride = count * width;
              c = mine.get(Use.TILE, Kernels.START + piece.tiles() * r * stride);
              to = Kernels.START;
            }
            float[] a = input.apply(piece.state());
            int aAt = piece.firstTile() * r * depth;
            if (piece.running().asGgml()) {
              GgmlArithmetic.multiply(
                  kernels,
                  order,
                  a,
                  aAt,
                  piece.tiles(),
                  arranged,
                  Kernels.START,
                  count,
                  c,
                  to,
                  stride,
                  mine);
            } else {
              kernels.multiply(
                  a,
                  aAt,
                  r * depth,
                  piece.tiles(),
                  b,
                  matrix.tileAt(first),
                  depth * width,
                  count,
                  depth,
                  c,
                  to,
                  stride,
                  false);
            }
            if (epilogue != null) {
              epilogue.accept(c, piece, first * width, stride);
            }
          }
        });
  }
}
