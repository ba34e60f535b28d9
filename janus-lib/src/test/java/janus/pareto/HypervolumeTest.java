package janus.pareto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HypervolumeTest {
  // (1, 3) covers 3 x 1 and (2, 1) covers 2 x 3 of the square to (4, 4); they share 2 x 1.
  @Test
  void overlapCountsOnce() {
    assertEquals(
        3 * 1 + 2 * 3 - 2 * 1,
        Hypervolume.of(new double[][] {{1, 3}, {2, 1}}, new double[] {4, 4}));
  }

  @Test
  void oneCostGivesALength() {
    assertEquals(3, Hypervolume.of(new double[][] {{2}, {1}}, new double[] {4}));
  }

  @Test
  void pointsThatAreNotBetterThanTheReferenceAddNothing() {
    double[] reference = {1, 1, 1};
    assertEquals(0, Hypervolume.of(new double[][] {{1, 0, 0}, {0, 2, 0}}, reference));
    assertEquals(0, Hypervolume.of(new double[0][], reference));
  }

  @Test
  void infiniteCostIsRefused() {
    double[][] costs = {{Double.NEGATIVE_INFINITY, 0}};
    assertThrows(IllegalArgumentException.class, () -> Hypervolume.of(costs, new double[] {1, 1}));
  }

  // Unit cells of a grid are covered or not, so that counting them gives the volume.
  @Test
  void volumeEqualsCountedCells() {
    var random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      int dimensions = 2 + trial % 4;
      var costs = new double[1 + random.nextInt(12)][dimensions];
      for (double[] point : costs) {
        for (int i = 0; i < dimensions; i++) {
          point[i] = random.nextInt(5);
        }
      }
      var reference = new double[dimensions];
      java.util.Arrays.fill(reference, 5);
      assertEquals(countedCells(costs, dimensions), Hypervolume.of(costs, reference));
    }
  }

  private static int countedCells(double[][] costs, int dimensions) {
    int cells = 0;
    for (int cell = 0; cell < Math.pow(5, dimensions); cell++) {
      var corner = new double[dimensions];
      for (int i = 0, rest = cell; i < dimensions; i++, rest /= 5) {
        corner[i] = rest % 5;
      }
      boolean covered = false;
      for (double[] point : costs) {
        boolean below = true;
        for (int i = 0; i < dimensions; i++) {
          below &= point[i] <= corner[i];
        }
        covered |= below;
      }
      cells += covered ? 1 : 0;
    }
    return cells;
  }
}
