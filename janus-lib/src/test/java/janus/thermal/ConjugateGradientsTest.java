package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConjugateGradientsTest {
  private static final double[] TWO = {2, 2, 2};

  /** A chain of three cells: 2 on the diagonal, -1 beside it. */
  private static void chain(double[] x, double[] product) {
    product[0] = 2 * x[0] - x[1];
    product[1] = 2 * x[1] - x[0] - x[2];
    product[2] = 2 * x[2] - x[1];
  }

  // A (1, 2, 3) = (0, 0, 4). Exact arithmetic needs as many steps as there are unknowns.
  @Test
  void aChainIsSolvedInThreeSteps() {
    var gradients = new ConjugateGradients(ConjugateGradientsTest::chain, TWO, 1e-14);
    double[] x = {7, -5, 1};
    gradients.solve(new double[] {0, 0, 4}, x);
    assertArrayEquals(new double[] {1, 2, 3}, x, 1e-13);
    assertTrue(gradients.steps() <= 3, gradients.steps() + " steps");
    assertTrue(gradients.residual() <= 1e-14);
  }

  @Test
  void theSolutionAsAGuessNeedsNoStep() {
    var gradients = new ConjugateGradients(ConjugateGradientsTest::chain, TWO, 1e-12);
    double[] x = {1, 2, 3};
    gradients.solve(new double[] {0, 0, 4}, x);
    assertEquals(0, gradients.steps());
    assertArrayEquals(new double[] {1, 2, 3}, x);
  }

  @Test
  void aSolverSolvesAgainFromTheStart() {
    var gradients = new ConjugateGradients(ConjugateGradientsTest::chain, TWO, 1e-14);
    double[] first = new double[3];
    gradients.solve(new double[] {0, 0, 4}, first);
    double[] second = new double[3];
    gradients.solve(new double[] {0, 0, 4}, second);
    assertArrayEquals(first, second);
  }

  // (0, 1) is orthogonal to the range of a matrix that keeps x alone: no solution exists.
  @Test
  void aSystemWithoutSolutionIsRefused() {
    var gradients =
        new ConjugateGradients(
            (x, product) -> {
              Arrays.fill(product, 0);
              product[0] = x[0];
            },
            new double[] {1, 1},
            1e-12);
    assertThrows(
        IllegalStateException.class,
        () -> gradients.solve(new double[] {1, 1}, new double[] {0, 0}));
  }
}
