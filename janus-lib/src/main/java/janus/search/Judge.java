package janus.search;

import janus.pareto.Objective;
import java.util.List;

/**
 * Judges designs by a goal: counts which limits each breaks, and keeps the front of those that
 * break none. Not for several threads.
 */
final class Judge {
  private final List<Limit> limits;
  private final int[] limitPlaces;
  private final double[] bounds;
  private final boolean[] atMost;
  private final int[] objectivePlaces;
  private final boolean[] maximized;
  private final double[] cost;
  private final Archive archive;

  Judge(Goal goal) {
    limits = goal.limits();
    limitPlaces = goal.limitPlaces();
    bounds = limits.stream().mapToDouble(Limit::bound).toArray();
    atMost = new boolean[bounds.length];
    for (int i = 0; i < atMost.length; i++) {
      atMost[i] = limits.get(i).atMost();
    }
    objectivePlaces = goal.objectivePlaces();
    maximized = new boolean[objectivePlaces.length];
    for (int i = 0; i < maximized.length; i++) {
      Objective objective = goal.objectives().get(i);
      maximized[i] = objective.maximized();
    }
    cost = new double[objectivePlaces.length];
    archive = new Archive(cost.length);
  }

  Archive archive() {
    return archive;
  }

  /** A copy of the costs of the design that was judged last. */
  double[] cost() {
    return cost.clone();
  }

  /**
   * Judges a design. A value that does not exist breaks no limit, yet no design without a value of
   * every objective and limit joins the front.
   *
   * @return whether it joins the front
   */
  boolean judge(long number, double[] values, Tally tally) {
    tally.evaluated++;
    boolean known = setCost(values);
    int broken = 0;
    for (int i = 0; i < bounds.length; i++) {
      double value = values[limitPlaces[i]];
      if (atMost[i] ? value > bounds[i] : value < bounds[i]) {
        tally.breaking[i]++;
        broken++;
      }
      known &= !Double.isNaN(value);
    }
    if (broken > 0) {
      tally.exclude(number, broken, tally.mayBeNearest(broken) ? excess(values) : 0);
      return false;
    }
    if (!known) {
      tally.impossible++;
      return false;
    }
    return archive.offer(number, cost);
  }

  /** Whether the design has a value of every objective. */
  private boolean setCost(double[] values) {
    boolean complete = true;
    for (int i = 0; i < cost.length; i++) {
      double value = values[objectivePlaces[i]];
      cost[i] = maximized[i] ? -value : value;
      complete &= !Double.isNaN(value);
    }
    return complete;
  }

  private double excess(double[] values) {
    double excess = 0;
    for (int i = 0; i < bounds.length; i++) {
      excess += limits.get(i).excess(values[limitPlaces[i]]);
    }
    return excess;
  }
}
