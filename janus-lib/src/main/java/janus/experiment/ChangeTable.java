package janus.experiment;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.pareto.Objective;
import janus.search.Accuracy;
import janus.search.Change;
import janus.search.Change.Effect;
import janus.search.Changes;
import janus.search.DesignPoint;
import janus.search.Goal;
import janus.search.PointEvaluation;
import janus.search.Quantity;
import janus.search.StandardSpace;
import janus.search.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * What single changes of the published chip are worth, and three together. The worth is the sum of
 * what energy, area, rate and price gain, each in parts of the published value. Schemes of the
 * cache stay, since what they lose is no part of the sum.
 */
final class ChangeTable {
  private static final int MOST_ROWS = 20;
  private static final int TOGETHER = 3;
  private static final List<Quantity> OBJECTIVES =
      List.of(
          Quantity.JOULE_PER_TOKEN,
          Quantity.DIE_MM2,
          Quantity.SUSTAINED_TOKENS_PER_S,
          Quantity.UNIT_USD);

  /**
   * A change of the published chip.
   *
   * @param changes how many variables it sets
   * @param verdict what to think of it
   * @param gain sum over objectives, in parts of the published value
   * @param binds what takes most of the time of a step after it
   */
  record Row(
      int changes,
      String change,
      String verdict,
      Double gain,
      Double joulePerTokenPercent,
      Double dieMm2Percent,
      Double sustainedTokensPerSPercent,
      Double unitUsdPercent,
      String binds) {}

  private final Changes changes;
  private final DesignPoint published = new DesignPoint(Design.janus1(), Workload.janus1());

  ChangeTable(Facts facts, Accuracy accuracy) {
    List<Variable> variables =
        StandardSpace.of(facts, accuracy).stream()
            .filter(variable -> !variable.name().equals("scheme"))
            .toList();
    var evaluation = new PointEvaluation(new DesignEvaluator(facts), accuracy);
    changes = Changes.at(published, evaluation, goal(), variables);
  }

  private static Goal goal() {
    List<Objective> objectives =
        OBJECTIVES.stream()
            .map(q -> new Objective(q.column(), q == Quantity.SUSTAINED_TOKENS_PER_S))
            .toList();
    return Goal.of(objectives, List.of());
  }

  /**
   * The best single changes, then the best three together.
   *
   * @param values of each variable that are tried together, the best alone
   */
  List<Row> rows(int values) {
    var rows = new ArrayList<Row>();
    changes.of(published).stream().limit(MOST_ROWS).map(c -> row(1, c)).forEach(rows::add);
    changes.together(published, TOGETHER, values).stream()
        .limit(MOST_ROWS)
        .map(change -> row(TOGETHER, change))
        .forEach(rows::add);
    return List.copyOf(rows);
  }

  private static Row row(int number, Change change) {
    return new Row(
        number,
        change.change(),
        change.verdict().spelling(),
        change.gain(),
        percent(change, Quantity.JOULE_PER_TOKEN),
        percent(change, Quantity.DIE_MM2),
        percent(change, Quantity.SUSTAINED_TOKENS_PER_S),
        percent(change, Quantity.UNIT_USD),
        change.binds());
  }

  private static Double percent(Change change, Quantity quantity) {
    Effect effect = change.effects().get(quantity.column());
    return effect.percent();
  }
}
