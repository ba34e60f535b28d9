package janus.inference;

import janus.inference.DecoderState.Scratch;
import janus.inference.DecoderState.Scratch.Use;
import janus.inference.DecoderWeights.Layer;
import janus.kvcache.Fp16;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;
import janus.progress.Progress;
import java.util.Arrays;

/**
 * Runs a transformer decoder over a whole sequence at once, with keys and values seen as a {@link
 * KvScheme} says. All layers are {@code x += Wo attention(norm(x)); x += Wd (gate(Wg norm(x)) * Wu
 * norm(x))}, with the variations of {@link DecoderSpec}. Arithmetic is FP32, in an order that does
 * not depend on the number of threads. Where a scheme rounds queries as ggml does, the GELU of a
 * gemma3 model is rounded as there too, so that results can be held against llama.cpp's.
 */
final class Decoder {
  private static final int ROWS_OF_TASK = 32;

  private final DecoderWeights weights;
  private final DecoderSpec spec;
  private final Kernels kernels;
  private final Workers workers;
  private final Attention attention;
  private final int r;

  Decoder(DecoderWeights weights, Workers workers) {
    this.weights = weights;
    this.spec = weights.spec();
    this.kernels = weights.kernels();
    this.workers = workers;
    this.attention = new Attention(spec, kernels, workers);
    this.r = kernels.rowTile();
  }

  /** What happens to a finished piece of a product. */
  @FunctionalInterface
  private interface Epilogue {
    /**
     * @param c holds the piece, row-major, {@code tiles * r} rows of {@code columns}, from {@link
     *     Kernels#START} on
     * @param firstRow its first row in the sequence
     * @param firstColumn its first column in the product
     */
    void accept(float[] c, int firstRow, int tiles, int firstColumn, int columns);
  }

  /**
   * Runs over a sequence.
   *
   * @param tokens token ids, as many as the state is for
   * @param firstScored first position whose hidden state is wanted; positions before are the prompt
   * @param room receives the hidden states if it is long enough; may be null
   * @param errors told when a layer has attended, or null
   * @return final normalised hidden states of positions {@code firstScored} to the end, in row
   *     tiles
   */
  float[] run(
      int[] tokens,
      int firstScored,
      KvScheme scheme,
      DecoderState state,
      float[] room,
      LayerErrors errors) {
    int hidden = spec.shape().hiddenDim();
    int layers = spec.shape().layers();
    embed(tokens, state);
    attention.begin(scheme, firstScored, state);
    for (int i = 0; i < layers; i++) {
      Progress.checkInterrupted();
      Layer layer = weights.layer(i);
      // After the last layer's keys and values only scored positions matter.
      int firstTile = i == layers - 1 ? firstScored / r : 0;
      normalise(state.residual, layer.attentionNorm, 0, state);
      queryKeyValue(layer, firstTile, state);
      attention.run(i, layer, firstTile * r, state);
      if (errors != null) {
        errors.add(i, layer, firstTile * r, state);
      }
      addProduct(
          layer.attentionOutput,
          state.attended,
          layer.attentionOutputBias,
          layer.afterAttentionNorm,
          firstTile,
          state);
      normalise(state.residual, layer.feedForwardNorm, firstTile, state);
      gateUp(layer, firstTile, scheme, state);
      addProduct(layer.down, state.gated, null, layer.afterFeedForwardNorm, firstTile, state);
    }
    int rows = tokens.length - firstScored;
    float[] out = DecoderState.atLeast(room, (rows + r - 1) / r * r * hidden);
    var tile = new float[r * hidden];
    for (int row = 0; row < rows; row += r) {
      int from = (firstScored + row) * hidden;
      normaliseTile(state.residual, from, Math.min(r, rows - row), weights.outputNorm(), tile);
      RowTiles.write(tile, 0, hidden, hidden, out, row * hidden, r);
    }
    return out;
  }

  private void embed(int[] tokens, DecoderState state) {
    int hidden = spec.shape().hiddenDim();
    float scale = spec.embeddingScale();
    workers.run(
        (tokens.length + ROWS_OF_TASK - 1) / ROWS_OF_TASK,
        (task, worker) -> {
          int end = Math.min(tokens.length, (task + 1) * ROWS_OF_TASK);
          for (int t = task * ROWS_OF_TASK; t < end; t++) {
            weights.embedding().copyRow(tokens[t], state.residual, t * hidden);
            for (int k = 0; scale != 1 && k < hidden; k++) {
              state.residual[t * hidden + k] *= scale;
            }
          }
        });
  }

  private void normalise(float[] x, float[] weight, int firstTile, DecoderState state) {
    int hidden = spec.shape().hiddenDim();
    int tilesOfTask = Math.max(1, ROWS_OF_TASK / r);
    int tiles = state.rowTiles - firstTile;
    workers.run(
        (tiles + tilesOfTask - 1) / tilesOfTask,
        (task, worker) -> {
          int first = firstTile + task * tilesOfTask;
          int end = Math.min(state.rowTiles, first + tilesOfTask);
          float[] rows = state.scratch[worker].get(Use.TILE, r * hidden);
          for (int tile = first; tile < end; tile++) {
            int at = tile * r * hidden;
            normaliseTile(x, at, Math.min(r, state.tokens - tile * r), weight, rows);
            RowTiles.write(rows, 0, hidden, hidden, state.normalised, at, r);
          }
        });
  }

  /** {@code x / sqrt(mean(x^2) + epsilon) * weight} of some rows, row-major; zeros behind them. */
  private void normaliseTile(float[] x, int at, int count, float[] weight, float[] rows) {
    int n = weight.length;
    for (int row = 0; row < count; row++) {
      int from = at + row * n;
      float inverse = inverseRootMeanSquare(kernels.sumSquares(x, from, n), n, spec.epsilon());
      for (int k = 0; k < n; k++) {
        rows[row * n + k] = x[from + k] * inverse * weight[k];
      }
    }
    Arrays.fill(rows, count * n, r * n, 0);
  }

  static float inverseRootMeanSquare(float sumSquares, int n, float epsilon) {
    return 1f / (float) Math.sqrt(sumSquares / n + epsilon);
  }

  private void queryKeyValue(Layer layer, int firstTile, DecoderState state) {
    Matrix matrix = layer.queryKeyValue;
    int width = matrix.columns();
    int queryTiles = matrix.firstColumn(1) / kernels.columnTile();
    product(matrix, 0, queryTiles, state.normalised, firstTile, state, null, width);
    product(
        matrix, queryTiles, matrix.tiles() - queryTiles, state.normalised, 0, state, null, width);
  }

  /**
   * GELU as llama.cpp's CPU backend looks it up: argument and value rounded to binary16, within 10
   * of 0.
   */
  private void roundedGelu(float[] c, int at, int rows, int stride) {
    int width = kernels.columnTile();
    for (int row = 0; row < rows; row++) {
      for (int i = at + row * stride; i < at + row * stride + width; i++) {
        float x = c[i];
        float y = x <= -10 ? 0 : x;
        if (x > -10 && x < 10) {
          y = Fp16.round(PlainKernels.gelu(Fp16.round(x)));
        }
        c[i] = y * c[i + width];
      }
    }
  }

  private void gateUp(Layer layer, int firstTile, KvScheme scheme, DecoderState state) {
    boolean rounded = scheme.queries() == QueryCodec.GGML;
    Matrix matrix = layer.gateUp;
    int width = kernels.columnTile();
    int ffn = layer.down.inputs();
    Epilogue gate =
        (c, firstRow, tiles, firstColumn, columns) -> {
          for (int column = 0; column < columns; column += 2 * width) {
            int firstK = (firstColumn + column) / 2;
            int count = Math.min(width, ffn - firstK);
            int from = Kernels.START + column;
            if (spec.gelu() && rounded) {
              roundedGelu(c, from, tiles * r, columns);
            } else if (spec.gelu()) {
              kernels.gelu(c, from, tiles * r, columns);
            } else {
              kernels.silu(c, from, tiles * r, columns);
            }
            for (int tile = 0; tile < tiles; tile++) {
              int to = (firstRow + tile * r) * ffn + firstK * r;
              RowTiles.write(c, from + tile * r * columns, columns, count, state.gated, to, r);
            }
          }
        };
    product(matrix, 0, matrix.tiles(), state.normalised, firstTile, state, gate, 0);
  }

  /** Adds {@code matrix * input} to the residual stream, normalised first where there is a norm. */
  private void addProduct(
      Matrix matrix, float[] input, float[] bias, float[] norm, int firstTile, DecoderState state) {
    int hidden = spec.shape().hiddenDim();
    float[] target = norm == null ? state.residual : state.unadded;
    Epilogue add =
        (c, firstRow, tiles, firstColumn, columns) -> {
          int count = Math.min(columns, hidden - firstColumn);
          for (int row = 0; row < tiles * r; row++) {
            int from = Kernels.START + row * columns;
            int to = (firstRow + row) * hidden + firstColumn;
            if (bias != null) {
              add(bias, firstColumn, c, from, count);
            }
            if (norm == null) {
              add(c, from, target, to, count);
            } else {
              System.arraycopy(c, from, target, to, count);
            }
          }
        };
    product(matrix, 0, matrix.tiles(), input, firstTile, state, add, 0);
    if (norm != null) {
      addNormalised(norm, firstTile * r, state);
    }
  }

  private static void add(float[] x, int at, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += x[at + i];
    }
  }

  private void addNormalised(float[] norm, int firstRow, DecoderState state) {
    int hidden = spec.shape().hiddenDim();
    int rows = state.tokens - firstRow;
    workers.run(
        (rows + ROWS_OF_TASK - 1) / ROWS_OF_TASK,
        (task, worker) -> {
          int first = firstRow + task * ROWS_OF_TASK;
          for (int t = first; t < Math.min(state.tokens, first + ROWS_OF_TASK); t++) {
            int at = t * hidden;
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
   * Some column tiles of {@code input * matrix}, for row tiles from {@code firstTile} on.
   *
   * @param epilogue receives the pieces; if null they go to {@code state.queryKeyValue}, whose rows
   *     are {@code stride} long
   */
  private void product(
      Matrix matrix,
      int firstColumnTile,
      int columnTiles,
      float[] input,
      int firstTile,
      DecoderState state,
      Epilogue epilogue,
      int stride) {
    int width = kernels.columnTile();
    int depth = matrix.inputs();
    int group = matrix.isPacked() ? kernels.columnTilesAtOnce(depth) : 2;
    int groups = (columnTiles + group - 1) / group;
    int rowTiles = state.rowTiles - firstTile;
    int perTask = matrix.isPacked() ? kernels.rowTilesAtOnce() : rowTiles;
    int rowTasks = (rowTiles + perTask - 1) / perTask;
    workers.run(
        groups * rowTasks,
        (task, worker) -> {
          int column = task / rowTasks * group;
          int count = Math.min(group, columnTiles - column);
          int row = firstTile + task % rowTasks * perTask;
          int rows = Math.min(perTask, state.rowTiles - row);
          Scratch scratch = state.scratch[worker];
          float[] room =
              matrix.isPacked()
                  ? null
                  : scratch.get(Use.WEIGHTS, Kernels.START + group * width * depth);
          int first = firstColumnTile + column;
          float[] b = matrix.tiles(first, count, room);
          int bAt = matrix.tileAt(first);
          int bStride = depth * width;
          if (epilogue == null) {
            kernels.multiply(
                input,
                row * r * depth,
                r * depth,
                rows,
                b,
                bAt,
                bStride,
                count,
                depth,
                state.queryKeyValue,
                row * r * stride + first * width,
                stride,
                false);
            return;
          }
          int columns = count * width;
          int most = Math.min(rows, kernels.rowTilesAtOnce());
          float[] c = scratch.get(Use.TILE, Kernels.START + most * r * columns);
          for (int tile = row; tile < row + rows; tile += most) {
            int tiles = Math.min(most, row + rows - tile);
            kernels.multiply(
                input,
                tile * r * depth,
                r * depth,
                tiles,
                b,
                bAt,
                bStride,
                count,
                depth,
                c,
                Kernels.START,
                columns,
                false);
            epilogue.accept(c, tile * r, tiles, first * width, columns);
          }
        });
  }
}
