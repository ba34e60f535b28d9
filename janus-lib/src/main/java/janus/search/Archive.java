package janus.search;

import java.util.Arrays;

/**
 * The points offered so far that no other of them dominates, with the numbers of the designs that
 * lie there. Which points are kept does not depend on the order in which they are offered.
 *
 * <p>A point that is dominated by one of the archive dominates none of it, since the archive's
 * points do not dominate each other. So one pass both finds a dominating point and removes the
 * dominated ones. A dominating point moves half the way to the front, where the next search begins.
 */
final class Archive {
  private static final int START = 16;

  private final int costs;
  private double[] points = new double[0];
  private long[][] numbers = new long[0][];
  private int[] counts = new int[0];
  private int size;

  /**
   * @param costs of a point, all minimized
   */
  Archive(int costs) {
    this.costs = costs;
  }

  /** Different points. */
  int size() {
    return size;
  }

  /**
   * Offers a design.
   *
   * @param cost none of them NaN; not kept
   * @return whether it was kept
   */
  boolean offer(long number, double[] cost) {
    int point = 0;
    while (point < size) {
      int at = point * costs;
      if (atMost(points, at, cost, 0)) {
        if (atMost(cost, 0, points, at)) {
          addNumber(point, number);
          return true;
        }
        swap(point, point / 2);
        return false;
      }
      if (atMost(cost, 0, points, at)) {
        remove(point);
      } else {
        point++;
      }
    }
    add(number, cost);
    return true;
  }

  /** Whether a point is at most as large as another in every cost. */
  private boolean atMost(double[] one, int oneAt, double[] other, int otherAt) {
    for (int i = 0; i < costs; i++) {
      if (one[oneAt + i] > other[otherAt + i]) {
        return false;
      }
    }
    return true;
  }

  private void add(long number, double[] cost) {
    if (size == counts.length) {
      int room = Math.max(START, 2 * size);
      points = Arrays.copyOf(points, room * costs);
      numbers = Arrays.copyOf(numbers, room);
      counts = Arrays.copyOf(counts, room);
    }
    System.arraycopy(cost, 0, points, size * costs, costs);
    numbers[size] = new long[] {number};
    counts[size++] = 1;
  }

  private void addNumber(int point, long number) {
    if (counts[point] == numbers[point].length) {
      numbers[point] = Arrays.copyOf(numbers[point], 2 * counts[point]);
    }
    numbers[point][counts[point]++] = number;
  }

  private void remove(int point) {
    swap(point, size - 1);
    numbers[--size] = null;
  }

  private void swap(int one, int other) {
    for (int i = 0; i < costs; i++) {
      double cost = points[one * costs + i];
      points[one * costs + i] = points[other * costs + i];
      points[other * costs + i] = cost;
    }
    long[] number = numbers[one];
    numbers[one] = numbers[other];
    numbers[other] = number;
    int count = counts[one];
    counts[one] = counts[other];
    counts[other] = count;
  }

  /** Numbers of all designs kept, rising. */
  long[] numbers() {
    int all = 0;
    for (int point = 0; point < size; point++) {
      all += counts[point];
    }
    var sorted = new long[all];
    int at = 0;
    for (int point = 0; point < size; point++) {
      System.arraycopy(numbers[point], 0, sorted, at, counts[point]);
      at += counts[point];
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
