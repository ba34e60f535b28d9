package janus.inference.scoring;

import java.util.Arrays;

/** Sums of pairs of numbers, and the statistics llama.cpp derives from them. */
final class Moments {
  private long count;
  private double sumX;
  private double sumY;
  private double sumXx;
  private double sumYy;
  private double sumXy;

  void add(double x, double y) {
    count++;
    sumX += x;
    sumY += y;
    sumXx += x * x;
    sumYy += y * y;
    sumXy += x * y;
  }

  long count() {
    return count;
  }

  double meanX() {
    return sumX / count;
  }

  double meanY() {
    return sumY / count;
  }

  /** Variance of the mean of x: {@code (E[x^2] - E[x]^2) / (n - 1)}, not below 0. */
  double varianceOfMeanX() {
    return Math.max(0, sumXx / count - meanX() * meanX()) / (count - 1);
  }

  /** Variance of the mean of y. */
  double varianceOfMeanY() {
    return Math.max(0, sumYy / count - meanY() * meanY()) / (count - 1);
  }

  /** Covariance of both means: {@code (E[xy] - E[x] E[y]) / (n - 1)}. */
  double covarianceOfMeans() {
    return (sumXy / count - meanX() * meanY()) / (count - 1);
  }

  /**
   * A quantile with linear interpolation between order statistics, at {@code fraction * (n - 1)}.
   *
   * @param sorted ascending, at least one
   */
  static double quantile(double[] sorted, double fraction) {
    double place = fraction * (sorted.length - 1);
    int below = (int) Math.floor(place);
    if (below + 1 >= sorted.length) {
      return sorted[sorted.length - 1];
    }
    double part = place - below;
    return (1 - part) * sorted[below] + part * sorted[below + 1];
  }

  static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }
}
