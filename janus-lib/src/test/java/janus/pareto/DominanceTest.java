package janus.pareto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DominanceTest {
  @Test
  void pointDominatesWhereItIsNowhereLargerAndOnceSmaller() {
    assertTrue(Dominance.dominates(new double[] {1, 2}, new double[] {1, 3}));
    assertFalse(Dominance.dominates(new double[] {1, 2}, new double[] {0, 3}));
  }

  @Test
  void equalPointsShareAFront() {
    assertFalse(Dominance.dominates(new double[] {1, 2}, new double[] {1, 2}));
    assertArrayEquals(new int[] {0, 0, 1}, Dominance.fronts(new double[][] {{1}, {1}, {2}}));
  }

  @Test
  void zeroAndMinusZeroAreEqual() {
    double[][] costs = {{0.0, 1}, {-0.0, 1}};
    assertArrayEquals(new int[] {0, 0}, Dominance.fronts(costs));
    assertEquals(1, Dominance.distinctFront(costs).length);
  }

  @Test
  void noPointsHaveNoFront() {
    assertEquals(0, Dominance.fronts(new double[0][]).length);
    assertEquals(0, Dominance.sizes(new int[0]).length);
  }

  // By definition: the front of a point is one above the highest front of a point that dominates
  // it.
  @Test
  void frontsFollowTheirDefinition() {
    var random = new Random(3);
    for (int trial = 0; trial < 300; trial++) {
      var costs = new double[1 + random.nextInt(60)][1 + trial % 5];
      for (double[] point : costs) {
        for (int i = 0; i < point.length; i++) {
          point[i] = random.nextInt(6);
        }
      }
      int[] frontOf = Dominance.fronts(costs);
      for (int p = 0; p < costs.length; p++) {
        int expected = 0;
        for (int q = 0; q < costs.length; q++) {
          if (Dominance.dominates(costs[q], costs[p])) {
            expected = Math.max(expected, frontOf[q] + 1);
          }
        }
        assertEquals(expected, frontOf[p]);
      }
    }
  }
}
