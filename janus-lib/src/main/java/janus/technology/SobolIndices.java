package janus.technology;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * Variance-based sensitivity of a function of independent inputs that are uniform on (0, 1).
 *
 * <pre>
 * first order  S_i  = mean( f(B) (f(AB_i) - f(A)) ) / V       Saltelli et al., 2010
 * total        ST_i = mean( (f(A) - f(AB_i))^2 ) / (2 V)      Jansen, 1999
 * </pre>
 *
 * <p>A and B are two halves of a Sobol sequence, shifted by a seeded random vector modulo 1; AB_i
 * is A with column i of B; V is the variance of f over A and B. See Saltelli et al., "Variance
 * based sensitivity analysis of model output", Computer Physics Communications 181(2), 2010.
 */
public final class SobolIndices {
  private SobolIndices() {}

  /**
   * The indices of one input.
   *
   * @param input its name
   * @param firstOrder share of the variance it explains alone
   * @param total share of the variance it takes part in
   */
  public record Index(String input, double firstOrder, double total) {}

  /**
   * Estimates the indices of every input with {@code n (k + 2)} evaluations of the function.
   *
   * @param inputs names, one per dimension, at least 1
   * @param function of a point in the unit cube, (dimension)
   * @param n points of each half, at least 2
   * @param seed of the random shift
   * @return one index per input; all 0 where the function is constant
   */
  public static List<Index> of(
      List<String> inputs, ToDoubleFunction<double[]> function, int n, long seed) {
    if (n < 2) {
      throw new IllegalArgumentException("points must be at least 2: " + n);
    }
    int k = inputs.size();
    var random = new SplittableRandom(seed);
    double[] shift = new double[2 * k];
    for (int i = 0; i < shift.length; i++) {
      shift[i] = random.nextDouble();
    }
    var sequence = new SobolSequenceGenerator(2 * k);
    double[] atA = new double[n];
    double[] atB = new double[n];
    double[][] atMixed = new double[k][n];
    for (int row = 0; row < n; row++) {
      double[] point = sequence.nextVector();
      double[] a = new double[k];
      double[] b = new double[k];
      for (int i = 0; i < k; i++) {
        a[i] = shifted(point[i], shift[i]);
        b[i] = shifted(point[k + i], shift[k + i]);
      }
      atA[row] = function.applyAsDouble(a);
      atB[row] = function.applyAsDouble(b);
      for (int i = 0; i < k; i++) {
        double keep = a[i];
        a[i] = b[i];
        atMixed[i][row] = function.applyAsDouble(a);
        a[i] = keep;
      }
    }
    return indices(inputs, atA, atB, atMixed);
  }

  private static List<Index> indices(
      List<String> inputs, double[] atA, double[] atB, double[][] atMixed) {
    int n = atA.length;
    double mean = 0;
    for (int row = 0; row < n; row++) {
      mean += atA[row] + atB[row];
    }
    mean /= 2.0 * n;
    double variance = 0;
    for (int row = 0; row < n; row++) {
      variance += (atA[row] - mean) * (atA[row] - mean) + (atB[row] - mean) * (atB[row] - mean);
    }
    variance /= 2.0 * n - 1;
    var indices = new ArrayList<Index>();
    for (int i = 0; i < inputs.size(); i++) {
      double first = 0;
      double total = 0;
      for (int row = 0; row < n; row++) {
        double change = atMixed[i][row] - atA[row];
        first += (atB[row] - mean) * change;
        total += change * change;
      }
      indices.add(
          variance == 0
              ? new Index(inputs.get(i), 0, 0)
              : new Index(inputs.get(i), first / n / variance, total / (2.0 * n) / variance));
    }
    return List.copyOf(indices);
  }

  private static double shifted(double coordinate, double shift) {
    double sum = coordinate + shift;
    return sum >= 1 ? sum - 1 : sum;
  }
}
