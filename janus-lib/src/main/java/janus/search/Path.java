package janus.search;

import janus.search.Change.Effect;
import janus.search.Changes.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From one design to another by single changes, each the best of those that are left. Limits come
 * first: of two changes, that which leaves fewer broken is better. The gains of the steps add up to
 * the whole.
 *
 * @param steps the changes in their order
 * @param effects of all of them on every objective
 * @param gain of all of them; null where an objective has no value at one end
 */
public record Path(List<Step> steps, Map<String, Effect> effects, Double gain) {
  private static final int MOST_NOT_TAKEN = 3;

  /**
   * A change and what else there was.
   *
   * @param taken the change
   * @param bindsBefore what took most of the time before it; after it, see the change
   * @param notTaken the best other changes at this place, of all variables
   */
  public record Step(Change taken, String bindsBefore, List<Change> notTaken) {}

  public Path {
    steps = List.copyOf(steps);
  }

  /** The path between two designs. */
  static Path of(Changes changes, DesignPoint from, DesignPoint to) {
    var steps = new ArrayList<Step>();
    DesignPoint at = from;
    double[] values = changes.values(from);
    String binds = changes.binds(from);
    double[] before = values;
    List<Map<String, String>> left = changes.sets(from, to);
    while (!left.isEmpty()) {
      Judged best = changes.ranked(at, values, left).get(0);
      steps.add(new Step(best.change(), binds, notTaken(changes, at, values, best)));
      at = best.point();
      values = best.values();
      binds = best.change().binds();
      left = changes.sets(at, to);
    }
    return new Path(
        steps, changes.effects(before, values), Change.known(changes.merit().gain(before, values)));
  }

  private static List<Change> notTaken(
      Changes changes, DesignPoint at, double[] values, Judged taken) {
    return changes.ranked(at, values, changes.everySet(at)).stream()
        .map(Judged::change)
        .filter(change -> !change.set().equals(taken.change().set()))
        .filter(change -> change.verdict() != Change.Verdict.CHANGES_NOTHING)
        .limit(MOST_NOT_TAKEN)
        .toList();
  }
}
