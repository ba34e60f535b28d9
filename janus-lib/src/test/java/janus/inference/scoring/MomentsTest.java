package janus.inference.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MomentsTest {
  private static Moments of(double[] x, double[] y) {
    var moments = new Moments();
    for (int i = 0; i < x.length; i++) {
      moments.add(x[i], y[i]);
    }
    return moments;
  }

  // 1, 2, 3, 4 have the sample variance 5 / 3; their mean has a quarter of it.
  @Test
  void theMeanVariesByTheSampleVarianceOverTheCount() {
    Moments moments = of(new double[] {1, 2, 3, 4}, new double[] {2, 4, 6, 8});
    assertEquals(2.5, moments.meanX());
    assertEquals(5.0 / 12, moments.varianceOfMeanX(), 1e-15);
    assertEquals(4 * 5.0 / 12, moments.varianceOfMeanY(), 1e-15);
    assertEquals(2 * 5.0 / 12, moments.covarianceOfMeans(), 1e-15);
  }

  // Rounding must not make the variance of equal numbers negative.
  @Test
  void equalNumbersDoNotVary() {
    Moments moments = of(new double[] {0.1, 0.1, 0.1}, new double[] {0.7, 0.7, 0.7});
    assertEquals(0, moments.varianceOfMeanX(), 1e-17);
    assertEquals(0, moments.varianceOfMeanY(), 1e-16);
  }

  // At 0.9 of the way from rank 0 to rank 3 stands rank 2.7.
  @Test
  void quantilesInterpolateBetweenNeighbours() {
    double[] sorted = Moments.sorted(new double[] {4, 1, 3, 2});
    assertEquals(3.7, Moments.quantile(sorted, 0.9), 1e-12);
    assertEquals(1, Moments.quantile(sorted, 0));
    assertEquals(4, Moments.quantile(sorted, 1));
  }
}
