package janus.search;

import janus.codesign.DesignEvaluator;
import janus.codesign.StepTime;
import janus.pareto.Objective;
import janus.search.Change.LimitState;
import java.util.Collection;
import java.util.List;

/**
 * A design explained: what binds it, and what every change of one variable would do. Gains are in
 * parts of the design's own values.
 *
 * @param objectives what is better
 * @param limits the state of every limit
 * @param time where the time of a step goes
 * @param changes every single change, the best first
 */
public record Explanation(
    List<Objective> objectives, List<LimitState> limits, StepTime time, List<Change> changes) {
  public Explanation {
    objectives = List.copyOf(objectives);
    limits = List.copyOf(limits);
    changes = List.copyOf(changes);
  }

  /**
   * Explains a design.
   *
   * @param variables with the values that are tried
   */
  public static Explanation of(
      DesignPoint point,
      DesignEvaluator evaluator,
      Accuracy accuracy,
      Goal goal,
      Collection<Variable> variables) {
    var evaluation = new PointEvaluation(evaluator, accuracy);
    return new Explanation(
        goal.objectives(),
        LimitState.of(goal, evaluation.known(point)),
        evaluation.stepTime(point),
        Changes.at(point, evaluation, goal, variables).of(point));
  }

  /** Whether every limit is kept. */
  public boolean keepsLimits() {
    return limits.stream().allMatch(LimitState::kept);
  }
}
