package janus.inference;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.Machine;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;
import janus.inference.arithmetic.Workers;
import java.util.Arrays;
import java.util.List;

/**
 * Log-probabilities of tokens from final hidden states: {@code ln softmax(W h)}. Logits are made a
 * block of the vocabulary at a time and only their maximum and sum are kept, {@code ln sum exp(l) =
 * max + ln sum_b s_b exp(max_b - max)}, unless all of them are asked for.
 */
final class Scorer {
  /** Tokens of the vocabulary in a block, a multiple of every column tile. */
  private static final int BLOCK = 128;

  private final Kernels kernels;
  private final Workers workers;
  private final Matrix matrix;
  private final int vocabulary;
  private final int blocks;
  private final int r;
  private final Scratch[] scratch;

  Scorer(DecoderWeights weights, Machine machine) {
    this.kernels = machine.kernels();
    this.workers = machine.workers();
    this.scratch = machine.scratch();
    this.matrix = weights.output();
    this.vocabulary = weights.spec().shape().vocabulary();
    this.blocks = (vocabulary + BLOCK - 1) / BLOCK;
    this.r = kernels.rowTile();
  }

  int vocabulary() {
    return vocabulary;
  }

  /** Rows to score. */
  static final class Rows {
    private final float[] hidden;
    private final int firstRow;
    private final int[] targets;
    private final double[] losses;
    private final boolean[] correct;
    private final int at;

    /**
     * Describes them.
     *
     * @param hidden hidden states in row tiles, the first of these rows first
     * @param targets one token for each row
     */
    Rows(float[] hidden, int[] targets) {
      this(hidden, 0, targets, new double[targets.length], new boolean[targets.length], 0);
    }

    private Rows(
        float[] hidden, int firstRow, int[] targets, double[] losses, boolean[] correct, int at) {
      this.hidden = hidden;
      this.firstRow = firstRow;
      this.targets = targets;
      this.losses = losses;
      this.correct = correct;
      this.at = at;
    }

    int count() {
      return targets.length;
    }

    int[] targets() {
      return targets;
    }

    /** Once scored, {@code -ln p} of each target; of all rows that this is a part of. */
    double[] losses() {
      return losses;
    }

    /** Once scored, whether no token is likelier than the target; likewise. */
    boolean[] correct() {
      return correct;
    }

    /** Some of these rows; the first must begin a row tile. */
    Rows part(int first, int most) {
      int[] some = Arrays.copyOfRange(targets, first, Math.min(count(), first + most));
      return new Rows(hidden, firstRow + first, some, losses, correct, at + first);
    }
  }

  /** Scores some rows, all together. */
  void score(List<Rows> all) {
    score(all, null);
  }

  /**
   * Scores rows.
   *
   * @param logP receives log-probabilities of the whole vocabulary, {@code (rows, vocabulary)}
   */
  void score(Rows rows, float[] logP) {
    score(List.of(rows), logP);
  }

  private void score(List<Rows> all, float[] logits) {
    var scoring = new Scoring(all, logits);
    double[] normalisers = scoring.normalisers();
    int first = 0;
    for (Rows rows : all) {
      for (int row = 0; row < rows.count(); row++) {
        float logit = scoring.targetLogits[first + row];
        rows.losses[rows.at + row] = normalisers[first + row] - logit;
        rows.correct[rows.at + row] = logit >= scoring.max(first + row);
      }
      first += rows.count();
    }
    if (logits != null) {
      workers.run(
          normalisers.length,
          (row, worker) -> {
            float normaliser = (float) normalisers[row];
            for (int i = row * vocabulary; i < (row + 1) * vocabulary; i++) {
              logits[i] -= normaliser;
            }
          });
    }
  }

  /** Rows being scored, numbered across all sequences. */
  private final class Scoring {
    private final List<Rows> all;
    private final int count;
    private final float[] targetLogits;

    /** Of every block {@code (block, row)}. */
    private final float[] maxima;

    private final float[] sums;

    /** All of them {@code (row, vocabulary)}, or null. */
    private final float[] logits;

    Scoring(List<Rows> all, float[] logits) {
      this.all = all;
      this.count = all.stream().mapToInt(Rows::count).sum();
      this.targetLogits = new float[count];
      this.maxima = new float[blocks * count];
      this.sums = new float[blocks * count];
      this.logits = logits;
    }

    /** The largest logit of a row. */
    float max(int row) {
      float max = Float.NEGATIVE_INFINITY;
      for (int block = 0; block < blocks; block++) {
        max = Math.max(max, maxima[block * count + row]);
      }
      return max;
    }

    double[] normalisers() {
      int columnsAtOnce = kernels.columnTilesAtOnce(matrix.inputs()) * kernels.columnTile();
      int atOnce = matrix.isPacked() ? Math.max(1, columnsAtOnce / BLOCK) : 1;
      workers.run(
          (blocks + atOnce - 1) / atOnce,
          (task, worker) ->
              score(task * atOnce, Math.min(blocks, (task + 1) * atOnce), scratch[worker]));
      var normalisers = new double[count];
      workers.run(count, (row, worker) -> normalisers[row] = normaliser(row));
      return normalisers;
    }

    private double normaliser(int row) {
      float max = max(row);
      double sum = 0;
      for (int block = 0; block < blocks; block++) {
        sum +=
            sums[block * count + row] * StrictMath.exp((double) maxima[block * count + row] - max);
      }
      return max + StrictMath.log(sum);
    }

    /** All rows, some blocks of the vocabulary. */
    private void score(int firstBlock, int endBlock, Scratch scratch) {
      int width = kernels.columnTile();
      int depth = matrix.inputs();
      int firstTile = firstBlock * BLOCK / width;
      int stride = (endBlock - firstBlock) * BLOCK;
      int tiles = Math.min(stride / width, matrix.tiles() - firstTile);
      Tiles b = matrix.tiles(firstTile, tiles, scratch);
      scratch.fetched = kernels.fetch(b);
      int atOnce = kernels.rowTilesAtOnce() * r;
      float[] c = scratch.get(Use.TILE, Kernels.START + atOnce * stride);
      var out = new RowMajor(c, Kernels.START, stride);
      int row = 0;
      for (Rows rows : all) {
        for (int first = 0; first < rows.count(); first += atOnce) {
          int some = Math.min(atOnce, rows.count() - first);
          int at = (rows.firstRow + first) * depth;
          var a = new Tiles(rows.hidden, at, r * depth, (some + r - 1) / r);
          kernels.multiply(a, b, depth, out, false);
          for (int i = 0; i < some; i++, row++) {
            for (int block = firstBlock; block < endBlock; block++) {
              sumUp(
                  c, out.at(i) + (block - firstBlock) * BLOCK, block, row, rows.targets[first + i]);
            }
          }
        }
      }
    }

    private void sumUp(float[] c, int at, int block, int row, int target) {
      int columns = Math.min(BLOCK, vocabulary - block * BLOCK);
      Arrays.fill(c, at + columns, at + BLOCK, Float.NEGATIVE_INFINITY);
      float max = kernels.max(c, at, BLOCK);
      maxima[block * count + row] = max;
      sums[block * count + row] = kernels.sumExp(c, at, BLOCK, max);
      int inBlock = target - block * BLOCK;
      if (inBlock >= 0 && inBlock < columns) {
        targetLogits[row] = c[at + inBlock];
      }
      if (logits != null) {
        System.arraycopy(c, at, logits, row * vocabulary + block * BLOCK, columns);
      }
    }
  }
}
