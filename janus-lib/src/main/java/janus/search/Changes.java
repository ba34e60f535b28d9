package janus.search;

import janus.codesign.StepTime;
import janus.search.Change.Effect;
import janus.search.Change.LimitState;
import janus.search.Change.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What single changes of a design do: every value of every variable but the design's own. */
public final class Changes {
  private final PointEvaluation evaluation;
  private final Goal goal;
  private final List<Variable> variables;
  private final Merit merit;

  /** A design with its values, and the change that made it. */
  static final class Judged {
    private final DesignPoint point;
    private final double[] values;
    private final Change change;

    Judged(DesignPoint point, double[] values, Change change) {
      this.point = point;
      this.values = values.clone();
      this.change = change;
    }

    DesignPoint point() {
      return point;
    }

    double[] values() {
      return values.clone();
    }

    Change change() {
      return change;
    }
  }

  Changes(PointEvaluation evaluation, Goal goal, Collection<Variable> variables, Merit merit) {
    this.evaluation = evaluation;
    this.goal = goal;
    this.variables = List.copyOf(variables);
    this.merit = merit;
  }

  /** Changes whose gains are in parts of the values of a design. */
  public static Changes at(
      DesignPoint point, PointEvaluation evaluation, Goal goal, Collection<Variable> variables) {
    return new Changes(evaluation, goal, variables, Merit.at(goal, evaluation.known(point)));
  }

  /** Every single change of a design, the best first. */
  public List<Change> of(DesignPoint from) {
    return ranked(from, evaluation.known(from), everySet(from)).stream()
        .map(Judged::change)
        .toList();
  }

  /**
   * The best changes of several variables together: all combinations of the best values of each.
   *
   * @param many how many variables
   * @param each values of each variable, the best alone
   */
  public List<Change> together(DesignPoint from, int many, int each) {
    double[] values = evaluation.known(from);
    Map<String, String> now = Fields.of(from);
    List<List<Map<String, String>>> best =
        variables.stream().map(v -> best(from, values, sets(now, v), each)).toList();
    return ranked(from, values, combinations(best, many)).stream().map(Judged::change).toList();
  }

  private List<Map<String, String>> best(
      DesignPoint from, double[] values, List<Map<String, String>> sets, int most) {
    return ranked(from, values, sets).stream()
        .limit(most)
        .map(judged -> judged.change().set())
        .toList();
  }

  /** One setting of each of so many variables, in every way. */
  private static List<Map<String, String>> combinations(
      List<List<Map<String, String>>> ofVariables, int many) {
    if (many == 0) {
      return List.of(Map.of());
    }
    var all = new ArrayList<Map<String, String>>();
    for (int first = 0; first < ofVariables.size(); first++) {
      var others = ofVariables.subList(first + 1, ofVariables.size());
      for (Map<String, String> rest : combinations(others, many - 1)) {
        for (Map<String, String> set : ofVariables.get(first)) {
          var joined = new TreeMap<>(rest);
          joined.putAll(set);
          all.add(joined);
        }
      }
    }
    return List.copyOf(all);
  }

  private static List<Map<String, String>> sets(Map<String, String> now, Variable variable) {
    return variable.choices().stream()
        .map(choice -> differing(now, choice))
        .filter(set -> !set.isEmpty())
        .toList();
  }

  /** Of some settings of fields, what each does to a design, the best first. */
  List<Judged> ranked(DesignPoint from, double[] values, List<Map<String, String>> sets) {
    return sets.stream().map(set -> judged(from, values, set)).sorted(order()).toList();
  }

  private Comparator<Judged> order() {
    return Comparator.<Judged>comparingInt(judged -> merit.unknown(judged.values()))
        .thenComparingInt(judged -> judged.change().broken().size())
        .thenComparing(
            judged -> judged.change().gain() == null ? 0 : judged.change().gain(),
            Comparator.reverseOrder());
  }

  /** All settings of one variable that differ from a design. */
  List<Map<String, String>> everySet(DesignPoint from) {
    Map<String, String> now = Fields.of(from);
    var sets = new ArrayList<Map<String, String>>();
    variables.forEach(variable -> sets.addAll(sets(now, variable)));
    return sets;
  }

  /**
   * What is left to change a design to another: the fields of each variable that differ, and other
   * fields one by one. Of a tier that the other has not, the capacity alone.
   */
  List<Map<String, String>> sets(DesignPoint from, DesignPoint to) {
    Map<String, String> now = Fields.of(from);
    Map<String, String> wanted = differing(now, Fields.of(to));
    for (String tier : List.of("tier1.", "tier2.")) {
      if (Fields.of(to).get(tier + "capacityMib").equals("0")) {
        wanted.keySet().removeIf(f -> f.startsWith(tier) && !f.equals(tier + "capacityMib"));
      }
    }
    var sets = new ArrayList<Map<String, String>>();
    for (Variable variable : variables) {
      var set = new TreeMap<>(wanted);
      set.keySet().retainAll(variable.fields());
      wanted.keySet().removeAll(set.keySet());
      if (!set.isEmpty()) {
        sets.add(set);
      }
    }
    wanted.forEach((field, value) -> sets.add(Map.of(field, value)));
    return sets;
  }

  /** The fields of a choice that differ from those of a design, as a design prints them. */
  static Map<String, String> differing(Map<String, String> now, Map<String, String> choice) {
    var set = new TreeMap<>(choice);
    set.entrySet().removeIf(field -> field.getValue().equals(now.get(field.getKey())));
    return set;
  }

  private Judged judged(DesignPoint from, double[] before, Map<String, String> set) {
    DesignPoint point = Fields.with("change", from, set);
    double[] after = evaluation.known(point);
    StepTime time = evaluation.stepTime(point);
    var change =
        new Change(
            words(Fields.of(from), set),
            set,
            verdict(before, after),
            Change.known(merit.gain(before, after)),
            time == null ? null : time.binds(),
            effects(before, after),
            LimitState.of(goal, after));
    return new Judged(point, after, change);
  }

  private static String words(Map<String, String> now, Map<String, String> set) {
    return String.join(
        ", ",
        set.entrySet().stream()
            .map(
                field -> field.getKey() + " " + now.get(field.getKey()) + " -> " + field.getValue())
            .toList());
  }

  /** What becomes of every objective. */
  Map<String, Effect> effects(double[] before, double[] after) {
    var effects = new LinkedHashMap<String, Effect>();
    int[] places = goal.objectivePlaces();
    for (int i = 0; i < places.length; i++) {
      String name = goal.objectives().get(i).name();
      effects.put(name, Effect.of(before[places[i]], after[places[i]]));
    }
    return effects;
  }

  private Verdict verdict(double[] before, double[] after) {
    if (!goal.broken(after).isEmpty()) {
      return Verdict.BREAKS_A_LIMIT;
    }
    if (merit.unknown(after) > 0 || !goal.limits().stream().allMatch(l -> holds(l, after))) {
      return Verdict.IS_NO_CHIP;
    }
    double gain = merit.gain(before, after);
    return gain > 0 || Double.isNaN(gain) ? Verdict.HELPS : withoutGain(before, after);
  }

  private Verdict withoutGain(double[] before, double[] after) {
    int better = 0;
    int worse = 0;
    int[] places = goal.objectivePlaces();
    for (int i = 0; i < places.length; i++) {
      var objective = goal.objectives().get(i);
      int compared =
          Double.compare(objective.cost(before[places[i]]), objective.cost(after[places[i]]));
      better += compared > 0 ? 1 : 0;
      worse += compared < 0 ? 1 : 0;
    }
    if (better == 0) {
      return worse == 0 ? Verdict.CHANGES_NOTHING : Verdict.GAINS_NOTHING;
    }
    return Verdict.COSTS_MORE_THAN_IT_GAINS;
  }

  private boolean holds(Limit limit, double[] values) {
    return limit.holds(values[goal.quantities().indexOf(limit.quantity())]);
  }

  Merit merit() {
    return merit;
  }

  /** What takes most of the time of a step of a design; null where it is no chip. */
  String binds(DesignPoint point) {
    StepTime time = evaluation.stepTime(point);
    return time == null ? null : time.binds();
  }

  double[] values(DesignPoint point) {
    return evaluation.known(point);
  }
}
