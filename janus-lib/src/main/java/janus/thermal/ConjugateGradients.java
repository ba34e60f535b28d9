package janus.thermal;

import java.util.Arrays;

/**
 * Conjugate gradients for A x = b with a symmetric positive definite A, preconditioned by a
 * diagonal. See Hestenes and Stiefel, Journal of Research of the NBS 49(6), 1952.
 */
final class ConjugateGradients {
  private static final int MOST_STEPS = 2000;
  private static final double LARGEST_RESIDUAL = 1e-9;

  /** The matrix A. */
  @FunctionalInterface
  interface Matrix {
    void multiply(double[] vector, double[] product);
  }

  private final Matrix matrix;
  private final double[] diagonal;
  private final double tolerance;

  private final double[] rest;
  private final double[] conditioned;
  private final double[] direction;
  private final double[] image;
  private double residual;
  private int steps;

  /**
   * @param diagonal the preconditioner, near the diagonal of A
   * @param tolerance relative residual to reach
   */
  ConjugateGradients(Matrix matrix, double[] diagonal, double tolerance) {
    this.matrix = matrix;
    this.diagonal = diagonal;
    this.tolerance = tolerance;
    rest = new double[diagonal.length];
    conditioned = new double[diagonal.length];
    direction = new double[diagonal.length];
    image = new double[diagonal.length];
  }

  /** Relative residual of the last solution, in the norm of the preconditioner. */
  double residual() {
    return residual;
  }

  /** Steps of the last solution. */
  int steps() {
    return steps;
  }

  /**
   * Solves for x.
   *
   * @param right b
   * @param x a first guess, then the solution
   * @throws IllegalStateException if the residual stays above the tolerance and above 1e-9
   */
  void solve(double[] right, double[] x) {
    double scale = start(right, x);
    double rho = 0;
    while (scale > 0) {
      double next = condition();
      residual = Math.sqrt(next / scale);
      if (residual <= tolerance || steps == MOST_STEPS) {
        break;
      }
      advance(x, steps == 0 ? 0 : next / rho, next);
      rho = next;
      steps++;
    }
    if (!(residual <= Math.max(LARGEST_RESIDUAL, tolerance))) {
      throw new IllegalStateException("edge flows did not converge: " + residual);
    }
  }

  private double start(double[] right, double[] x) {
    Arrays.fill(direction, 0);
    steps = 0;
    residual = 0;
    matrix.multiply(x, image);
    double scale = 0;
    for (int k = 0; k < x.length; k++) {
      rest[k] = right[k] - image[k];
      scale += right[k] * right[k] / diagonal[k];
    }
    return scale;
  }

  private double condition() {
    double product = 0;
    for (int k = 0; k < rest.length; k++) {
      conditioned[k] = rest[k] / diagonal[k];
      product += rest[k] * conditioned[k];
    }
    return product;
  }

  private void advance(double[] x, double beta, double rho) {
    for (int k = 0; k < x.length; k++) {
      direction[k] = conditioned[k] + beta * direction[k];
    }
    matrix.multiply(direction, image);
    double curvature = 0;
    for (int k = 0; k < x.length; k++) {
      curvature += direction[k] * image[k];
    }
    double step = rho / curvature;
    for (int k = 0; k < x.length; k++) {
      x[k] += step * direction[k];
      rest[k] -= step * image[k];
    }
  }
}
