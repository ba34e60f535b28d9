package janus.kvcache;

import janus.units.Bounds;

/**
 * The scalar quantizer of least mean squared error for the standard normal distribution: each level
 * is the mean of the distribution between the midpoints to its neighbours. Found by iterating those
 * two conditions (Lloyd, "Least Squares Quantization in PCM", IEEE Trans. Information Theory 28(2),
 * 1982; Max, IRE Trans. Information Theory 6(1), 1960, prints the levels).
 */
public final class LloydMax {
  private static final double CONVERGED = 1e-13;
  private static final int MOST_ROUNDS = 100_000;

  private LloydMax() {}

  /**
   * The upper half of the levels, ascending; the lower half mirrors them.
   *
   * @param bits 1 to 6: 2<sup>bits</sup> levels
   */
  public static double[] upperLevels(int bits) {
    Bounds.within("bits", 1, 6, bits);
    int half = 1 << (bits - 1);
    var levels = new double[half];
    for (int i = 0; i < half; i++) {
      levels[i] = 3.0 * (i + 0.5) / half;
    }
    double change = 1;
    for (int round = 0; change > CONVERGED; round++) {
      if (round == MOST_ROUNDS) {
        throw new IllegalStateException("levels of " + bits + " bits did not converge");
      }
      change = improve(levels);
    }
    return levels;
  }

  private static double improve(double[] levels) {
    int half = levels.length;
    var edges = new double[half + 1];
    for (int i = 1; i < half; i++) {
      edges[i] = (levels[i - 1] + levels[i]) / 2;
    }
    edges[half] = Double.POSITIVE_INFINITY;
    double change = 0;
    for (int i = 0; i < half; i++) {
      double mean =
          (density(edges[i]) - density(edges[i + 1]))
              / (distribution(edges[i + 1]) - distribution(edges[i]));
      change = Math.max(change, Math.abs(mean - levels[i]));
      levels[i] = mean;
    }
    return change;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
  }

  /** The cumulative normal distribution for x &ge; 0: 1/2 + density(x) (x + x^3/3 + x^5/15 ...). */
  private static double distribution(double x) {
    if (x > 8) {
      return 1;
    }
    double term = x;
    double sum = x;
    for (int k = 3; term > sum * 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + density(x) * sum;
  }
}
