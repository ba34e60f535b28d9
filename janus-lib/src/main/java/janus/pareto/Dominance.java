package janus.pareto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pareto dominance. A point dominates another if it is at most as large in every cost and smaller
 * in one. Equal points do not dominate each other.
 *
 * <p>Front 0 of a set holds the points that no point dominates, front k those that only points of
 * fronts below k dominate. Points are sorted by their costs, so that none is dominated by a later
 * one, and each goes to the first front that does not dominate it, found by binary search (Zhang et
 * al., "An Efficient Approach to Nondominated Sorting for Evolutionary Multiobjective
 * Optimization", IEEE Transactions on Evolutionary Computation 19(2), 2015).
 */
public final class Dominance {
  private Dominance() {}

  /** Whether a point dominates another; both are costs of the same objectives. */
  public static boolean dominates(double[] point, double[] other) {
    boolean smaller = false;
    for (int i = 0; i < point.length; i++) {
      if (point[i] > other[i]) {
        return false;
      }
      smaller |= point[i] < other[i];
    }
    return smaller;
  }

  /**
   * The front of every point.
   *
   * @param costs of the points, {@code (point, objective)}, none of them NaN
   * @return the number of its front, from 0, in the order of the points
   */
  public static int[] fronts(double[][] costs) {
    var fronts = new ArrayList<List<double[]>>();
    var frontOf = new int[costs.length];
    for (int point : inOrder(costs)) {
      int front = firstThatDoesNotDominate(fronts, costs[point]);
      if (front == fronts.size()) {
        fronts.add(new ArrayList<>());
      }
      fronts.get(front).add(costs[point]);
      frontOf[point] = front;
    }
    return frontOf;
  }

  /** Numbers of the points, sorted by the first cost, then the second, and so on. */
  private static int[] inOrder(double[][] costs) {
    return IntStream.range(0, costs.length)
        .boxed()
        .sorted(Comparator.comparing(point -> costs[point], Dominance::compare))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Compares by the first cost that differs; 0 and -0 are equal. */
  static int compare(double[] point, double[] other) {
    for (int i = 0; i < point.length; i++) {
      if (point[i] != other[i]) {
        return point[i] < other[i] ? -1 : 1;
      }
    }
    return 0;
  }

  private static int firstThatDoesNotDominate(List<List<double[]>> fronts, double[] point) {
    int low = 0;
    int high = fronts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isDominated(fronts.get(middle), point)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether a front, in sorted order, dominates a point that comes after all of it. */
  private static boolean isDominated(List<double[]> front, double[] point) {
    // With two costs, the last point of a front has the smallest second cost of all of it.
    int first = point.length <= 2 ? front.size() - 1 : 0;
    for (int i = front.size() - 1; i >= first; i--) {
      if (dominates(front.get(i), point)) {
        return true;
      }
    }
    return false;
  }

  /** The points that no other dominates, each once, in sorted order. */
  public static double[][] distinctFront(double[][] costs) {
    int[] frontOf = fronts(costs);
    return distinct(
        IntStream.range(0, costs.length)
            .filter(point -> frontOf[point] == 0)
            .mapToObj(point -> costs[point])
            .toList());
  }

  /** Each of the points once, in sorted order. */
  static double[][] distinct(List<double[]> points) {
    List<double[]> sorted = points.stream().sorted(Dominance::compare).toList();
    return IntStream.range(0, sorted.size())
        .filter(i -> i == 0 || compare(sorted.get(i - 1), sorted.get(i)) != 0)
        .mapToObj(sorted::get)
        .toArray(double[][]::new);
  }

  /** Points of each front, from front 0 on. */
  static int[] sizes(int[] frontOf) {
    var sizes = new int[Arrays.stream(frontOf).max().orElse(-1) + 1];
    for (int front : frontOf) {
      sizes[front]++;
    }
    return sizes;
  }
}
