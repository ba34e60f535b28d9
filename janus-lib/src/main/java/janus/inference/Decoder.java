package janus.inference;

import janus.inference.DecoderWeights.Layer;
import janus.inference.Product.Epilogue;
import janus.inference.arithmetic.Arithmetic;
import janus.inference.arithmetic.AttentionBuffers;
import janus.inference.arithmetic.AttentionSpec;
import janus.inference.arithmetic.GateTile;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LayerAttention;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.RowTiles;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.llamacpp.GgmlArithmetic;
import janus.inference.llamacpp.GgmlAttention;
import janus.inference.llamacpp.GgmlFunctions;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;
import janus.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/**
 * Runs a transformer decoder over whole sequences at once, with keys and values seen as a {@link
 * KvScheme} says. Sequences that run together share nothing but the weights, which come to the
 * processor once for all of them. All layers are {@code x += Wo attention(norm(x)); x += Wd
 * (gate(Wg norm(x)) * Wu norm(x))}, with the variations of {@link DecoderSpec}. Numbers are FP32,
 * added in an order that does not depend on the number of threads: Janus's own, or llama.cpp's for
 * schemes that {@link GgmlArithmetic#appliesTo} names. Wherever a scheme rounds queries as ggml
 * does, the GELU of a gemma3 model is looked up as there.
 */
final class Decoder {
  private static final int ROWS_OF_TASK = 32;

  private final DecoderWeights weights;
  private final DecoderSpec spec;
  private final AttentionSpec attentionSpec;
  private final Machine machine;
  private final Kernels kernels;
  private final int r;
  private final int hidden;
  private final Arithmetic own;
  private final Arithmetic ownWithGgmlGate;
  private final Arithmetic ggml;

  /**
   * For one model.
   *
   * @param machine has the kernels that the weights were made for
   */
  Decoder(DecoderWeights weights, Machine machine) {
    this.weights = weights;
    this.spec = weights.spec();
    this.attentionSpec = weights.attentionSpec();
    this.machine = machine;
    this.kernels = machine.kernels();
    this.r = kernels.rowTile();
    this.hidden = spec.shape().hiddenDim();
    Consumer<GateTile> gate =
        spec.gelu()
            ? tile -> kernels.gelu(tile.x().data(), tile.x().at(), tile.rows(), tile.x().stride())
            : tile -> kernels.silu(tile.x().data(), tile.x().at(), tile.rows(), tile.x().stride());
    own = new JanusArithmetic(kernels, spec.epsilon(), gate);
    ownWithGgmlGate = new JanusArithmetic(kernels, spec.epsilon(), GgmlFunctions::gelu);
    ggml = new GgmlArithmetic(kernels, spec.epsilon(), spec.gelu());
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
        Piece.of(all, firstRow, r, kernels.rowTilesAtOnce()),
        Piece.of(all, firstRow, r, Math.max(1, ROWS_OF_TASK / r)));
  }

  /** Chooses how a sequence is computed. */
  private Running running(Sequence sequence, DecoderState state, boolean comparesLayers) {
    KvScheme scheme = sequence.scheme;
    // Errors of layers are compared with a second attention, in Janus's own order.
    if (!comparesLayers && GgmlArithmetic.appliesTo(scheme, attentionSpec.shape().headDim())) {
      var buffers = new AttentionBuffers(state.tokens, state.queryKeyValue, state.attended);
      LayerAttention attention = new GgmlAttention(machine, attentionSpec, scheme, buffers);
      return new Running(sequence, state, ggml, attention);
    }
    boolean ggmlGate = spec.gelu() && scheme.queries() == QueryCodec.GGML;
    int layers = spec.shape().layers();
    var attention =
        new LayeredAttention(machine, attentionSpec, scheme, layers, sequence.firstScored, state);
    return new Running(sequence, state, ggmlGate ? ownWithGgmlGate : own, attention);
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
      all.add(running(sequences.get(i), states.get(i), errors != null));
    }
    Pieces every = rows(all, running -> 0);
    embed(every);
    int last = spec.shape().layers() - 1;
    for (int i = 0; i < last; i++) {
      runLayer(i, all, every, every, every, errors);
    }
    // After the last layer's keys and values only scored positions matter, and what they rest on.
    Pieces queried = errors == null ? rows(all, Running::firstQuery) : every;
    Pieces scored = errors == null ? rows(all, Running::firstScored) : every;
    runLayer(last, all, every, queried, scored, errors);
    return all.stream().map(this::hiddenStates).toList();
  }

  /**
   * One layer.
   *
   * @param every all rows, whose keys and values are wanted
   * @param queried rows whose queries are wanted
   * @param rows rows whose output is wanted
   */
  private void runLayer(
      int index, List<Running> all, Pieces every, Pieces queried, Pieces rows, LayerErrors errors) {
    Progress.checkInterrupted();
    Layer layer = weights.layer(index);
    normalise(layer.attentionNorm, every);
    queryKeyValue(layer, queried, every);
    for (Running running : all) {
      int firstRow = rows.equals(every) ? 0 : running.firstScored() / r * r;
      running.attention().run(index, layer.heads, firstRow);
      if (errors != null) {
        Attention attention = ((LayeredAttention) running.attention()).of(index);
        errors.add(index, layer.heads, attention, running.state());
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
    addProduct(layer.down, state -> state.gated, layer.downBias, layer.afterFeedForwardNorm, rows);
  }

  private float[] hiddenStates(Running running) {
    int firstScored = running.firstScored();
    int rows = running.state().tokens - firstScored;
    int tiles = (rows + r - 1) / r;
    float[] out = DecoderState.atLeast(running.sequence().room, tiles * r * hidden);
    machine
        .workers()
        .run(
            tiles,
            (tile, worker) -> {
              int from = (firstScored + tile * r) * hidden;
              int count = Math.min(r, rows - tile * r);
              RowMajor normed = normaliseTile(running, from, count, weights.outputNorm(), worker);
              RowTiles.write(normed, r, hidden, out, tile * r * hidden, r);
            });
    return out;
  }

  private void embed(Pieces rows) {
    float scale = spec.embeddingScale();
    forEach(
        rows.small(),
        (piece, worker) -> {
          float[] x = piece.state().residual;
          int[] tokens = piece.running().sequence().tokens;
          for (int t = piece.firstTile() * r; t < piece.endToken(r); t++) {
            weights.embedding().copyRow(tokens[t], x, t * hidden);
            for (int k = 0; scale != 1 && k < hidden; k++) {
              x[t * hidden + k] *= scale;
            }
          }
        });
  }

  private void forEach(List<Piece> pieces, ObjIntConsumer<Piece> action) {
    machine.workers().run(pieces.size(), (task, worker) -> action.accept(pieces.get(task), worker));
  }

  private void normalise(float[] weight, Pieces rows) {
    forEach(
        rows.small(),
        (piece, worker) -> {
          var to = new LeftMatrix(piece.state().normalised, hidden);
          for (int i = 0; i < piece.tiles(); i++) {
            int tile = piece.firstTile() + i;
            int count = Math.min(r, piece.state().tokens - tile * r);
            RowMajor normed =
                normaliseTile(piece.running(), tile * r * hidden, count, weight, worker);
            piece.arithmetic().write(normed, hidden, to, tile, 0);
          }
        });
  }

  /**
   * Normalises some rows of the residual stream.
   *
   * @param at index of the first
   * @param count number of rows
   * @return these rows, and zeros up to a row tile
   */
  private RowMajor normaliseTile(Running running, int at, int count, float[] weight, int worker) {
    float[] rows = machine.scratch()[worker].get(Use.TILE, r * hidden);
    for (int row = 0; row < count; row++) {
      int from = at + row * hidden;
      running.arithmetic().normalise(running.state().residual, from, weight, rows, row * hidden);
    }
    Arrays.fill(rows, count * hidden, r * hidden, 0);
    return new RowMajor(rows, 0, hidden);
  }

  private void queryKeyValue(Layer layer, Pieces queried, Pieces every) {
    Matrix matrix = layer.queryKeyValue;
    if (queried.equals(every)) {
      product(matrix, 0, state -> state.normalised, every, null);
      return;
    }
    int queryTiles = matrix.firstColumn(1) / kernels.columnTile();
    Function<DecoderState, float[]> input = state -> state.normalised;
    new Product(machine, matrix, 0, queryTiles, input, queried.large(), null).run();
    product(matrix, queryTiles, input, every, null);
  }

  private void gateUp(Layer layer, Pieces rows) {
    Epilogue gate =
        (c, piece, firstColumn, columns) -> {
          for (int column = 0; column < columns; column += 2 * kernels.columnTile()) {
            var x = new RowMajor(c.data(), c.at() + column, c.stride());
            gate(layer, x, piece, (firstColumn + column) / 2);
          }
        };
    product(layer.gateUp, 0, state -> state.normalised, rows, gate);
  }

  /** One column tile of gates and the one it scales, of one piece. */
  private void gate(Layer layer, RowMajor x, Piece piece, int firstColumn) {
    int width = kernels.columnTile();
    int ffn = layer.down.inputs();
    var tile = new GateTile(x, piece.tiles() * r, width, firstColumn, ffn);
    int count = tile.count();
    for (int row = 0; row < tile.rows(); row++) {
      addBias(layer.gateBias, firstColumn, x.data(), x.at(row), count);
      addBias(layer.upBias, firstColumn, x.data(), x.at(row) + width, count);
    }
    piece.arithmetic().gate(tile);
    var gated = new LeftMatrix(piece.state().gated, ffn);
    for (int i = 0; i < piece.tiles(); i++) {
      var from = new RowMajor(x.data(), x.at(i * r), x.stride());
      piece.arithmetic().write(from, count, gated, piece.firstTile() + i, firstColumn);
    }
  }

  /** Adds {@code matrix * input} to the residual stream, normalised first where there is a norm. */
  private void addProduct(
      Matrix matrix,
      Function<DecoderState, float[]> input,
      float[] bias,
      float[] norm,
      Pieces rows) {
    Epilogue add =
        (c, piece, firstColumn, columns) -> {
          float[] target = norm == null ? piece.state().residual : piece.state().unadded;
          int count = Math.min(columns, hidden - firstColumn);
          for (int row = 0; row < piece.tiles() * r; row++) {
            int from = c.at(row);
            int to = (piece.firstTile() * r + row) * hidden + firstColumn;
            addBias(bias, firstColumn, c.data(), from, count);
            if (norm == null) {
              kernels.add(c.data(), from, target, to, count);
            } else {
              System.arraycopy(c.data(), from, target, to, count);
            }
          }
        };
    product(matrix, 0, input, rows, add);
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
    forEach(
        rows.small(),
        (piece, worker) -> {
          DecoderState state = piece.state();
          for (int t = piece.firstTile() * r; t < piece.endToken(r); t++) {
            piece.arithmetic().addNormalised(state.unadded, t * hidden, norm, state.residual);
          }
        });
  }

  /** Column tiles from {@code firstTile} on. */
  private void product(
      Matrix matrix,
      int firstTile,
      Function<DecoderState, float[]> input,
      Pieces rows,
      Epilogue epilogue) {
    int tiles = matrix.tiles() - firstTile;
    new Product(machine, matrix, firstTile, tiles, input, rows.large(), epilogue).run();
  }
}
