package janus.inference;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.Workers;
import janus.inference.scoring.ScoredWindow;
import janus.inference.scoring.WindowScores;

/** Compares one scheme's distributions over the vocabulary with a baseline's, row by row. */
final class Comparison {
  /** Reach of llama.cpp's 16-bit file below the largest log-probability, in nats. */
  private static final float FLOOR = 16;

  private final Kernels kernels;
  private final int vocabulary;
  private final boolean llamaCompatible;
  private final double[] divergence;
  private final double[] probabilityChange;
  private final boolean[] sameTop;

  Comparison(Kernels kernels, int vocabulary, int rows, boolean llamaCompatible) {
    this.kernels = kernels;
    this.vocabulary = vocabulary;
    this.llamaCompatible = llamaCompatible;
    this.divergence = new double[rows];
    this.probabilityChange = new double[rows];
    this.sameTop = new boolean[rows];
  }

  /** Rounds rows of log-probabilities as llama.cpp's file of them does. */
  static void roundAsLlama(float[] base, int rows, int vocabulary, Workers workers) {
    workers.run(rows, (row, worker) -> round(base, row * vocabulary, vocabulary));
  }

  /** {@code min + scale q} with q of 16 bits, {@code min} at most 16 nats below the maximum. */
  private static void round(float[] base, int at, int vocabulary) {
    float max = Float.NEGATIVE_INFINITY;
    float min = Float.POSITIVE_INFINITY;
    for (int i = at; i < at + vocabulary; i++) {
      max = Math.max(max, base[i]);
      min = Math.min(min, base[i]);
    }
    min = Math.max(min, max - FLOOR);
    float scale = (max - min) / 65535f;
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = at; i < at + vocabulary; i++) {
      float q = base[i] > min ? (float) Math.rint(inverse * (base[i] - min)) : 0;
      base[i] = scale * q + min;
    }
  }

  /**
   * Compares some rows.
   *
   * @param base the baseline's log-probabilities {@code (rows, vocabulary)}
   * @param other the scheme's
   * @param targets the scored token of each row
   * @param first number of the first row
   * @param loss the scheme's losses of all rows
   * @param baseLoss the baseline's
   */
  void add(
      float[] base,
      float[] other,
      int[] targets,
      int first,
      double[] loss,
      double[] baseLoss,
      Workers workers) {
    workers.run(
        targets.length,
        (row, worker) -> {
          int at = row * vocabulary;
          int i = first + row;
          divergence[i] =
              llamaCompatible
                  ? flooredDivergence(base, other, at)
                  : kernels.divergence(base, at, other, at, vocabulary);
          sameTop[i] = top(base, at) == top(other, at);
          double baseLog = llamaCompatible ? base[at + targets[row]] : -baseLoss[i];
          probabilityChange[i] = StrictMath.exp(-loss[i]) - StrictMath.exp(baseLog);
        });
  }

  WindowScores scores(ScoredWindow window, double[] loss) {
    return new WindowScores(window, loss, divergence, probabilityChange, sameTop);
  }

  /** Only where the baseline's log-probability is above -16, as llama.cpp sums. */
  private double flooredDivergence(float[] base, float[] other, int at) {
    double sum = 0;
    for (int i = at; i < at + vocabulary; i++) {
      if (base[i] > -FLOOR) {
        sum += (double) (Kernels.exp(base[i]) * (base[i] - other[i]));
      }
    }
    return sum;
  }

  private int top(float[] row, int at) {
    int top = 0;
    for (int i = 1; i < vocabulary; i++) {
      if (row[at + i] > row[at + top]) {
        top = i;
      }
    }
    return top;
  }
}
