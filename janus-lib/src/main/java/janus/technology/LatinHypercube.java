package janus.technology;

import java.util.random.RandomGenerator;

/**
 * Latin hypercube sampling: every one of {@code n} equal slices of every dimension holds exactly
 * one point. See McKay, Beckman and Conover, Technometrics 21(2), 1979.
 */
public final class LatinHypercube {
  private LatinHypercube() {}

  /**
   * Points in the unit cube.
   *
   * @param n points, at least 1
   * @param dimensions at least 1
   * @return coordinates from 0 (inclusive) to 1 (exclusive), (point, dimension)
   */
  public static double[][] sample(int n, int dimensions, RandomGenerator random) {
    if (n < 1) {
      throw new IllegalArgumentException("samples must be at least 1: " + n);
    }
    double[][] points = new double[n][dimensions];
    int[] slice = new int[n];
    for (int dimension = 0; dimension < dimensions; dimension++) {
      for (int i = 0; i < n; i++) {
        slice[i] = i;
      }
      for (int i = n - 1; i > 0; i--) {
        int j = (int) (random.nextDouble() * (i + 1));
        int swap = slice[i];
        slice[i] = slice[j];
        slice[j] = swap;
      }
      for (int i = 0; i < n; i++) {
        points[i][dimension] = (slice[i] + random.nextDouble()) / n;
      }
    }
    return points;
  }
}
