package janus.inference;

import janus.inference.DecoderState.Scratch;
import janus.inference.DecoderState.Scratch.Use;
import java.util.Arrays;

/**
 * Log-probabilities of tokens from final hidden states: {@code ln softmax(W h)}. Logits are made a
 * block of the vocabulary at a time and only their maximum and sum are kept, {@code ln sum exp(l) =
 * max + ln sum_b s_b exp(max_b - max)}, unless all of them are asked for.
 */
final class Scorer {
  /** Tokens of the vocabulary in a block, a multiple of every column tile. */
  private static final int BLOCK = 128;

  /** Rows that are multiplied together. */
  private static final int ROWS = 32;

  private final Kernels kernels;
  private final Workers workers;
  private final Matrix matrix;
  private final int vocabulary;
  private final int r;
  private final Scratch[] scratch;

  Scorer(DecoderWeights weights, Workers workers) {
    this.kernels = weights.kernels();
    this.workers = workers;
    this.matrix = weights.output();
    this.vocabulary = weights.spec().shape().vocabulary();
    this.r = kernels.rowTile();
    this.scratch = new Scratch[workers.count()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch();
    }
  }

  int vocabulary() {
    return vocabulary;
  }

  /**
   * Scores rows.
   *
   * @param hidden hidden states in row tiles
   * @param firstRow first row, a multiple of the row tile
   * @param targets one token for each row
   * @param losses receives {@code -ln p} of each target, from {@code at} on
   * @param all receives log-probabilities of the whole vocabulary, {@code (rows, vocabulary)}, or
   *     null
   */
  void score(float[] hidden, int firstRow, int[] targets, double[] losses, int at, float[] all) {
    var targetLogits = new float[targets.length];
    double[] normalisers =
        normalisers(hidden, firstRow, targets.length, targets, targetLogits, all);
    for (int row = 0; row < targets.length; row++) {
      losses[at + row] = normalisers[row] - targetLogits[row];
    }
    if (all != null) {
      workers.run(
          targets.length,
          (row, worker) -> {
            float normaliser = (float) normalisers[row];
            for (int i = row * vocabulary; i < (row + 1) * vocabulary; i++) {
              all[i] -= normaliser;
            }
          });
    }
  }

  private double[] normalisers(
      float[] hidden, int firstRow, int rows, int[] targets, float[] targetLogits, float[] logits) {
    int blocks = (vocabulary + BLOCK - 1) / BLOCK;
    int columnsAtOnce = kernels.columnTilesAtOnce(matrix.inputs()) * kernels.columnTile();
    int atOnce = matrix.isPacked() ? Math.max(1, columnsAtOnce / BLOCK) : 1;
    var maxima = new float[blocks * rows];
    var sums = new float[blocks * rows];
    workers.run(
        (blocks + atOnce - 1) / atOnce,
        (task, worker) ->
            blocks(
                hidden,
                firstRow,
                rows,
                task * atOnce,
                Math.min(blocks, (task + 1) * atOnce),
                targets,
                targetLogits,
                logits,
                maxima,
                sums,
                scratch[worker]));
    var normalisers = new double[rows];
    workers.run(
        rows,
        (row, worker) -> {
          float max = Float.NEGATIVE_INFINITY;
          for (int block = 0; block < blocks; block++) {
            max = Math.max(max, maxima[block * rows + row]);
          }
          double sum = 0;
          for (int block = 0; block < blocks; block++) {
            sum +=
                sums[block * rows + row]
                    * StrictMath.exp((double) maxima[block * rows + row] - max);
          }
          normalisers[row] = max + StrictMath.log(sum);
        });
    return normalisers;
  }

  private void blocks(
      float[] hidden,
      int firstRow,
      int rows,
      int firstBlock,
      int endBlock,
      int[] targets,
      float[] targetLogits,
      float[] logits,
      float[] maxima,
      float[] sums,
      Scratch scratch) {
    int width = kernels.columnTile();
    int depth = matrix.inputs();
    int firstTile = firstBlock * BLOCK / width;
    int stride = (endBlock - firstBlock) * BLOCK;
    int tiles = Math.min(stride / width, matrix.tiles() - firstTile);
    float[] room =
        matrix.isPacked() ? null : scratch.get(Use.WEIGHTS, Kernels.START + stride * depth);
    float[] b = matrix.tiles(firstTile, tiles, room);
    int bAt = matrix.tileAt(firstTile);
    int bStride = depth * width;
    int aStride = r * depth;
    int rowsAtOnce = Math.max(r, ROWS / r * r);
    float[] c = scratch.get(Use.TILE, Kernels.START + rowsAtOnce * stride);
    for (int first = 0; first < rows; first += rowsAtOnce) {
      int end = Math.min(rows, first + rowsAtOnce);
      int rowTiles = (end - first + r - 1) / r;
      int from = (firstRow + first) * depth;
      kernels.multiply(
          hidden,
          from,
          aStride,
          rowTiles,
          b,
          bAt,
          bStride,
          tiles,
          depth,
          c,
          Kernels.START,
          stride,
          false);
      for (int row = first; row < end; row++) {
        for (int block = firstBlock; block < endBlock; block++) {
          int at = Kernels.START + (row - first) * stride + (block - firstBlock) * BLOCK;
          int columns = Math.min(BLOCK, vocabulary - block * BLOCK);
          Arrays.fill(c, at + columns, at + BLOCK, Float.NEGATIVE_INFINITY);
          float max = kernels.max(c, at, BLOCK);
          maxima[block * rows + row] = max;
          sums[block * rows + row] = kernels.sumExp(c, at, BLOCK, max);
          int target = targets[row] - block * BLOCK;
          if (target >= 0 && target < columns) {
            targetLogits[row] = c[at + target];
          }
          if (logits != null) {
            System.arraycopy(c, at, logits, row * vocabulary + block * BLOCK, columns);
          }
        }
      }
    }
  }
}
