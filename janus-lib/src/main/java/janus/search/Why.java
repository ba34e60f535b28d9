package janus.search;

import com.fasterxml.jackson.annotation.JsonValue;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.NullDesign;
import janus.codesign.StepTime;
import janus.search.Answer.FoundDesign;
import janus.search.Change.Effect;
import janus.search.Change.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why a design is recommended.
 *
 * @param design its number
 * @param rule that chose it
 * @param from the baseline of the path
 * @param path from the baseline to it
 * @param changes every single change of it within the space, the best first
 * @param noSingleChangeHelps whether none of them has a gain and keeps the limits
 * @param limits how near it is to each
 * @param time where the time of a step goes
 * @param chip what it reaches, where energy, area and money go
 */
public record Why(
    long design,
    String rule,
    Baseline from,
    Path path,
    List<Change> changes,
    boolean noSingleChangeHelps,
    List<Tightness> limits,
    StepTime time,
    DesignReport chip) {

  /** Where a path begins. */
  public enum Baseline {
    /** The published chip. */
    PUBLISHED,
    /** It without tier 2 and with the smallest tier 1. */
    NULL;

    /** The design. */
    public Design of(Design published) {
      return this == PUBLISHED ? published : NullDesign.least(published);
    }

    /** As it is typed. */
    @JsonValue
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How near a design is to a limit.
   *
   * @param limit as it is typed
   * @param value of the design
   * @param slackPercent how far the value is from the bound, in percent of the bound
   * @param tight whether some single change would help if this limit alone were looser
   * @param buys of those the change that gains most for each percent by which the bound must be
   *     looser for it; null where none does
   * @param neededPercent by how much the bound must be looser for it
   * @param boughtPercentPerPercent what it changes of every objective for each of these percent
   */
  public record Tightness(
      String limit,
      Double value,
      Double slackPercent,
      boolean tight,
      Change buys,
      Double neededPercent,
      Map<String, Double> boughtPercentPerPercent) {}

  public Why {
    changes = List.copyOf(changes);
    limits = List.copyOf(limits);
  }

  /**
   * Why the recommended design of an answer is recommended.
   *
   * @return null where the front is empty
   */
  public static Why of(Answer answer, DesignEvaluator evaluator, Baseline baseline) {
    FoundDesign best = answer.recommended();
    if (best == null) {
      return null;
    }
    Question question = answer.question();
    Goal goal = question.goal();
    var evaluation = new PointEvaluation(evaluator, question.accuracy());
    Merit merit = Merit.ofFront(goal, answer.front().stream().map(FoundDesign::values).toList());
    var changes = new Changes(evaluation, goal, question.space().variables().values(), merit);
    DesignPoint point = question.space().point(best.number());
    DesignPoint start = question.space().start();
    var from = new DesignPoint(baseline.of(start.design()), start.workload());
    List<Change> single = changes.of(point);
    return new Why(
        best.number(),
        Answer.RULE,
        baseline,
        Path.of(changes, from, point),
        single,
        single.stream().noneMatch(change -> change.verdict() == Verdict.HELPS),
        tightness(goal, best.values(), single),
        evaluation.stepTime(point),
        evaluator.evaluate(point.design(), point.workload()));
  }

  private static List<Tightness> tightness(Goal goal, double[] values, List<Change> changes) {
    var all = new ArrayList<Tightness>();
    for (Limit limit : goal.limits()) {
      double value = values[goal.quantities().indexOf(limit.quantity())];
      double slack = limit.atMost() ? limit.bound() - value : value - limit.bound();
      Change buys =
          changes.stream()
              .filter(change -> change.broken().equals(List.of(limit.spelling())))
              .filter(change -> change.gain() != null && change.gain() > 0)
              .max(Comparator.comparingDouble(change -> gainPerPercent(limit, change)))
              .orElse(null);
      Double needed = buys == null ? null : neededPercent(limit, buys);
      all.add(
          new Tightness(
              limit.spelling(),
              Change.known(value),
              Change.known(percent(slack, limit)),
              buys != null,
              buys,
              needed,
              buys == null ? Map.of() : boughtPerPercent(buys, needed)));
    }
    return all;
  }

  private static double percent(double part, Limit limit) {
    return limit.bound() == 0 ? Double.NaN : 100 * part / Math.abs(limit.bound());
  }

  private static double gainPerPercent(Limit limit, Change change) {
    Double needed = neededPercent(limit, change);
    return needed == null ? 0 : change.gain() / needed;
  }

  private static Double neededPercent(Limit limit, Change buys) {
    Double value =
        buys.limits().stream()
            .filter(state -> state.limit().equals(limit.spelling()))
            .findFirst()
            .orElseThrow()
            .value();
    return value == null ? null : Change.known(percent(Math.abs(value - limit.bound()), limit));
  }

  private static Map<String, Double> boughtPerPercent(Change buys, Double needed) {
    var bought = new LinkedHashMap<String, Double>();
    for (Map.Entry<String, Effect> effect : buys.effects().entrySet()) {
      Double percent = effect.getValue().percent();
      if (percent != null && needed != null) {
        bought.put(effect.getKey(), percent / needed);
      }
    }
    return bought;
  }
}
