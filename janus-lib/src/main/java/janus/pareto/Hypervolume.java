package janus.pareto;

import java.util.Arrays;

/**
 * The hypervolume of a set of points: the volume of all that lies between a point of the set and a
 * reference point that is worse than it in every cost. With one cost it is a length, with two an
 * area.
 *
 * <p>The volume is the sum of what each point adds to the points after it. What a point adds is its
 * own box less what the later points cover of that box, which is the hypervolume of the later
 * points moved into the box (While, Bradstreet and Barone, "A Fast Way of Calculating Exact
 * Hypervolumes", IEEE Transactions on Evolutionary Computation 16(1), 2012). Points are taken from
 * the worst last cost to the best: every later point, moved into the box, then has the box's own
 * last cost, so that the inner problem has one cost fewer.
 */
public final class Hypervolume {
  private Hypervolume() {}

  /**
   * The hypervolume of some points. A point that is not better than the reference in every cost
   * adds nothing.
   *
   * @param costs of the points, {@code (point, objective)}
   * @param reference costs of the reference point
   * @throws IllegalArgumentException if a cost is not finite
   */
  public static double of(double[][] costs, double[] reference) {
    double[][] within =
        Arrays.stream(costs).filter(point -> isBetter(point, reference)).toArray(double[][]::new);
    for (double[] point : within) {
      if (!Arrays.stream(point).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "costs must be finite for a hypervolume: " + Arrays.toString(point));
      }
    }
    return volume(within, reference, reference.length);
  }

  private static boolean isBetter(double[] point, double[] reference) {
    for (int i = 0; i < reference.length; i++) {
      if (!(point[i] < reference[i])) {
        return false;
      }
    }
    return true;
  }

  /** The volume in the first few dimensions. */
  private static double volume(double[][] points, double[] reference, int dimensions) {
    if (points.length == 0) {
      return 0;
    }
    if (dimensions == 1) {
      return reference[0] - Arrays.stream(points).mapToDouble(p -> p[0]).min().orElseThrow();
    }
    double[][] front = Dominance.distinctFront(cut(points, dimensions));
    return dimensions == 2 ? area(front, reference) : sum(front, reference, dimensions);
  }

  private static double[][] cut(double[][] points, int dimensions) {
    return Arrays.stream(points)
        .map(point -> Arrays.copyOf(point, dimensions))
        .toArray(double[][]::new);
  }

  /** The area of a sorted front: rectangles from one point to the next. */
  private static double area(double[][] front, double[] reference) {
    double area = 0;
    double top = reference[1];
    for (double[] point : front) {
      area += (reference[0] - point[0]) * (top - point[1]);
      top = point[1];
    }
    return area;
  }

  private static double sum(double[][] front, double[] reference, int dimensions) {
    int last = dimensions - 1;
    Arrays.sort(front, (a, b) -> Double.compare(b[last], a[last]));
    double sum = 0;
    for (int i = 0; i < front.length; i++) {
      double[][] moved = movedInto(front[i], front, i + 1, last);
      double base = box(front[i], reference, last) - volume(moved, reference, last);
      sum += base * (reference[last] - front[i][last]);
    }
    return sum;
  }

  /** The points from {@code first} on, moved into the box of a point. */
  private static double[][] movedInto(
      double[] corner, double[][] points, int first, int dimensions) {
    var moved = new double[points.length - first][dimensions];
    for (int p = 0; p < moved.length; p++) {
      for (int i = 0; i < dimensions; i++) {
        moved[p][i] = Math.max(corner[i], points[first + p][i]);
      }
    }
    return moved;
  }

  private static double box(double[] corner, double[] reference, int dimensions) {
    double volume = 1;
    for (int i = 0; i < dimensions; i++) {
      volume *= reference[i] - corner[i];
    }
    return volume;
  }
}
