package janus.search;

import janus.pareto.Objective;
import java.util.Arrays;
import java.util.List;

/**
 * One number for how much better a design is than another:
 *
 * <pre>
 *   gain = sum over objectives of (cost before - cost after) / scale
 * </pre>
 *
 * where the cost of a maximized objective is its negative. Gains of changes made one after another
 * add up to that of all of them.
 */
final class Merit {
  private final Goal goal;
  private final int[] places;
  private final double[] scales;

  private Merit(Goal goal, double[] scales) {
    this.goal = goal;
    this.scales = scales;
    places = goal.objectivePlaces();
  }

  /** Each objective in parts of a design's own value; of 0 and of none, as it is. */
  static Merit at(Goal goal, double[] values) {
    return new Merit(
        goal,
        Arrays.stream(goal.objectivePlaces()).mapToDouble(place -> size(values[place])).toArray());
  }

  private static double size(double value) {
    return value != 0 && Double.isFinite(value) ? Math.abs(value) : 1;
  }

  /** Each objective in parts of its range on a front; where that is 0, of the value there. */
  static Merit ofFront(Goal goal, List<double[]> front) {
    int[] places = goal.objectivePlaces();
    double[] scales = new double[places.length];
    for (int i = 0; i < scales.length; i++) {
      int place = places[i];
      var all = front.stream().mapToDouble(values -> values[place]).summaryStatistics();
      double range = all.getMax() - all.getMin();
      scales[i] = range > 0 ? range : size(all.getMax());
    }
    return new Merit(goal, scales);
  }

  /** What a change gains; NaN where an objective has no value before or after. */
  double gain(double[] before, double[] after) {
    double gain = 0;
    for (int i = 0; i < places.length; i++) {
      Objective objective = goal.objectives().get(i);
      gain += (objective.cost(before[places[i]]) - objective.cost(after[places[i]])) / scales[i];
    }
    return gain;
  }

  /** How many objectives have no value. */
  int unknown(double[] values) {
    return (int) Arrays.stream(places).filter(place -> Double.isNaN(values[place])).count();
  }
}
