package janus.command;

import janus.codesign.StepTime;
import janus.codesign.StepTime.Operator;
import janus.pareto.Objective;
import janus.search.Change;
import janus.search.Change.Effect;
import janus.search.Change.Verdict;
import janus.search.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Changes of designs, and where time goes, as tables for people. */
final class ChangeText {
  private final Goal goal;

  ChangeText(Goal goal) {
    this.goal = goal;
  }

  /** A table of changes with what each does to every objective. */
  TextTable table(List<Change> changes) {
    TextTable table = header("change", "verdict");
    for (Change change : changes) {
      row(table, shortened(change.change()), verdict(change), change);
    }
    return table;
  }

  /** Changes that change anything. */
  static List<Change> shown(List<Change> changes) {
    return changes.stream().filter(c -> c.verdict() != Verdict.CHANGES_NOTHING).toList();
  }

  /** Two columns of words, one for each objective, the gain and what binds. */
  TextTable header(String first, String second) {
    var header = new ArrayList<String>(List.of(first));
    goal.objectives().stream().map(Objective::name).forEach(header::add);
    header.addAll(List.of("gain", "binds", second));
    return new TextTable(header.toArray(String[]::new));
  }

  void row(TextTable table, String first, String second, Change change) {
    var cells = new ArrayList<Object>(List.of(first));
    change.effects().values().stream().map(ChangeText::effect).forEach(cells::add);
    String binds = change.binds() == null ? "-" : spaced(change.binds());
    cells.addAll(List.of(gain(change.gain()), binds, second));
    table.row(cells.toArray());
  }

  /** How many changes have each verdict. */
  static String counts(List<Change> changes) {
    return changes.stream()
        .collect(
            Collectors.groupingBy(
                Change::verdict,
                () -> new java.util.EnumMap<>(Verdict.class),
                Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getValue() + " " + spaced(entry.getKey().spelling()))
        .collect(Collectors.joining(", "));
  }

  private static String verdict(Change change) {
    boolean breaks = change.verdict() == Verdict.BREAKS_A_LIMIT;
    return breaks
        ? "breaks " + String.join(" ", change.broken())
        : spaced(change.verdict().spelling());
  }

  static String effect(Effect effect) {
    return effect.percent() == null
        ? Text.number(effect.from()) + " -> " + Text.number(effect.to())
        : String.format(Locale.ROOT, "%+.1f %%", effect.percent());
  }

  static String gain(Double gain) {
    return gain == null ? "-" : String.format(Locale.ROOT, "%+.3f", gain);
  }

  static String spaced(String name) {
    return name.replace('_', ' ');
  }

  /** A scheme without what it does not do. */
  static String shortened(String value) {
    return value
        .replace(" rotation=none", "")
        .replace(" queries=none", "")
        .replace(" semantics=all", "");
  }

  /** Time by what binds, then by operator. */
  static String time(StepTime time) {
    var shares = new TextTable("time of a step", "ms", "%");
    time.shares()
        .forEach(
            share ->
                shares.row(
                    spaced(share.binds()), Text.number(share.ms()), percent(share.stepPercent())));
    var operators = new TextTable("operator", "ms", "%", "binds", "utilization %");
    for (Operator each : time.operators()) {
      operators.row(
          each.operator(),
          Text.number(each.ms()),
          percent(each.stepPercent()),
          spaced(each.binds()),
          percent(each.utilizationPercent()));
    }
    return shares + "\n" + operators;
  }

  static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
