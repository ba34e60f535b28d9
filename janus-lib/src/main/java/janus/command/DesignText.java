package janus.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.NullDesign;
import janus.experiment.DesignResults;
import janus.pareto.Objective;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.ChipCommandLine;
import janus.search.DesignPoint;
import janus.search.FrontRanges;
import janus.search.FrontSamples;
import janus.search.Goal;
import janus.search.Limit;
import janus.search.SearchState;
import janus.search.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The answer of a search for people and for programs. */
final class DesignText {
  private static final int MOST_SHOWN = 8;

  private final Answer answer;
  private final DesignEvaluator evaluator;
  private final Why why;
  private final Goal goal;

  /**
   * @param why the recommended design is recommended; null for an empty front
   */
  DesignText(Answer answer, DesignEvaluator evaluator, Why why) {
    this.answer = answer;
    this.evaluator = evaluator;
    this.why = why;
    goal = answer.question().goal();
  }

  /**
   * What {@code --json} prints.
   *
   * @param finished whether every design is done
   * @param designs in the space
   * @param evaluated of them
   * @param pruned left out with proof
   * @param impossible evaluated, and no chip
   * @param excludedDesigns evaluated, and break a limit
   * @param excluded designs that break each limit
   * @param front rows of the designs that no other beats
   * @param worthBuilding numbers of those that people are shown
   * @param samples of the facts over their ranges; null where they were not sampled
   * @param seed of the samples, likewise
   * @param nearest where the front is empty, the design that breaks the fewest limits by the least
   * @param why one design of the front is recommended; null where the front is empty
   */
  private record Output(
      boolean finished,
      long designs,
      long evaluated,
      long pruned,
      long impossible,
      long excludedDesigns,
      Map<String, Long> excluded,
      List<Objective> objectives,
      List<Map<String, Object>> front,
      List<Long> worthBuilding,
      Integer samples,
      Long seed,
      Map<String, Object> nearest,
      Why why) {}

  String json(Circumstances circumstances) {
    return Json.withCircumstances(output(), circumstances);
  }

  /** The answer for a page with details of the front; where that is empty, with the reason. */
  String forPage() {
    ObjectNode node = Json.MAPPER.valueToTree(output());
    node.remove(List.of("front", "circumstances"));
    node.set("details", Json.MAPPER.valueToTree(DesignDetail.ofFront(answer, evaluator)));
    if (why == null) {
      node.put("nothing", nothing());
    }
    return Json.of(node);
  }

  private Output output() {
    SearchState state = answer.state();
    boolean empty = answer.front().isEmpty() && answer.nearest() != null;
    return new Output(
        state.isWhole(),
        state.designs(),
        state.evaluated(),
        state.pruned(),
        state.impossible(),
        state.excluded(),
        DesignResults.excluded(answer),
        goal.objectives(),
        DesignResults.front(answer),
        shown().stream().map(FoundDesign::number).toList(),
        answer.samples() == null ? null : (Integer) answer.samples().samples(),
        answer.samples() == null ? null : (Long) answer.samples().seed(),
        empty ? DesignResults.row(answer, answer.nearest()) : null,
        why);
  }

  String people() {
    var text = new StringBuilder(counts());
    if (answer.front().isEmpty()) {
      return text.append(nothing()).toString();
    }
    text.append(new FrontChart(answer).text()).append('\n');
    List<FoundDesign> shown = shown();
    text.append(table(shown)).append('\n');
    shown.forEach(design -> text.append(explained(design)));
    return text.append('\n').append(new WhyText(why, goal).people()).toString();
  }

  /** The designs worth building, the recommended one among them. */
  private List<FoundDesign> shown() {
    List<FoundDesign> worth = answer.worthBuilding(MOST_SHOWN);
    FoundDesign best = answer.recommended();
    if (best == null || worth.contains(best)) {
      return worth;
    }
    var all = new ArrayList<>(worth);
    all.set(all.size() - 1, best);
    return all;
  }

  private String counts() {
    SearchState state = answer.state();
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s%d designs: %d evaluated, %d pruned; %d break a limit, %d are no chip;"
                    + " %d on the front%n",
                state.isWhole() ? "" : "UNFINISHED: ",
                state.designs(),
                state.evaluated(),
                state.pruned(),
                state.excluded(),
                state.impossible(),
                state.front().size()));
    DesignResults.excluded(answer)
        .forEach((limit, designs) -> text.append("  " + limit + " excludes " + designs + '\n'));
    return text.append('\n').toString();
  }

  String nothing() {
    Map.Entry<Limit, Long> strictest = answer.strictest();
    FoundDesign nearest = answer.nearest();
    if (strictest == null || nearest == null) {
      return "No design is a chip that can be evaluated.\n";
    }
    List<String> broken =
        goal.broken(nearest.values()).stream()
            .map(limit -> limit.spelling() + " (has " + value(nearest, limit.quantity()) + ")")
            .toList();
    return String.format(
        Locale.ROOT,
        "No design keeps all limits. %s excludes most, %d of %d.%n"
            + "Design %d breaks the fewest by the least: %s.%n  %s%n",
        strictest.getKey().spelling(),
        strictest.getValue(),
        answer.state().evaluated(),
        nearest.number(),
        String.join(", ", broken),
        ChipCommandLine.of(point(nearest)));
  }

  private DesignPoint point(FoundDesign design) {
    return answer.question().space().point(design.number());
  }

  private String value(FoundDesign design, String quantity) {
    return Text.number(design.values()[goal.quantities().indexOf(quantity)]);
  }

  /** The fields in which the designs differ, objectives, and what is limited. */
  private TextTable table(List<FoundDesign> designs) {
    List<String> fields =
        designs.get(0).fields().keySet().stream().filter(field -> varies(designs, field)).toList();
    Set<String> quantities = new java.util.LinkedHashSet<>();
    goal.objectives().forEach(objective -> quantities.add(objective.name()));
    goal.limits().forEach(limit -> quantities.add(limit.quantity()));
    var header = new ArrayList<String>(List.of("design"));
    header.addAll(quantities);
    header.addAll(fields);
    var table = new TextTable(header.toArray(String[]::new));
    for (FoundDesign design : designs) {
      var cells = new ArrayList<Object>(List.of(design.number()));
      quantities.forEach(quantity -> cells.add(value(design, quantity)));
      fields.forEach(field -> cells.add(ChangeText.shortened(design.fields().get(field))));
      table.row(cells.toArray());
    }
    return table;
  }

  private static boolean varies(List<FoundDesign> designs, String field) {
    return designs.stream().map(design -> design.fields().get(field)).distinct().count() > 1;
  }

  private String explained(FoundDesign design) {
    DesignPoint point = point(design);
    DesignReport report = evaluator.evaluate(point.design(), point.workload());
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d: %s binds%s%s%n",
            design.number(),
            report.binds().replace('_', ' '),
            nearest(design),
            nulls(report)));
    text.append(sampled(design));
    return text.append("  " + ChipCommandLine.of(point) + '\n').toString();
  }

  /** What the ranges of the facts mean for a design; empty where they were not sampled. */
  private String sampled(FoundDesign design) {
    FrontSamples samples = answer.samples();
    if (samples == null) {
      return "";
    }
    FrontSamples.OfFront of = samples.byNumber().get(design.number());
    var text = new StringBuilder("  ");
    for (int o = 0; o < goal.objectives().size(); o++) {
      FrontRanges.Quantiles range = of.ranges().objectives().get(o);
      if (range != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s %s to %s, ",
                goal.objectives().get(o).name(),
                Text.number(range.low()),
                Text.number(range.high())));
      }
    }
    text.append(
        String.format(
            Locale.ROOT,
            "on the front in %.0f %% of %d samples, regret %.1f %%",
            100 * of.ranges().onFront(),
            samples.samples(),
            of.ranges().regretPercent()));
    if (of.beatsNull() != null) {
      text.append(
          String.format(Locale.ROOT, ", beats its null designs in %.0f %%", 100 * of.beatsNull()));
    }
    return text.append('\n').toString();
  }

  private String nearest(FoundDesign design) {
    FoundDesign other = answer.nearestOther(design);
    if (other == null) {
      return "";
    }
    var changes = new ArrayList<String>();
    for (Objective objective : goal.objectives()) {
      int place = goal.quantities().indexOf(objective.name());
      changes.add(objective.name() + percent(design.values()[place], other.values()[place]));
    }
    return "; nearest is "
        + other.number()
        + ": "
        + ChangeText.shortened(String.join(", ", Answer.differences(design, other)))
        + " ("
        + String.join(", ", changes)
        + ")";
  }

  private static String percent(double from, double to) {
    return String.format(Locale.ROOT, " %+.1f %%", 100 * (to / from - 1));
  }

  private static String nulls(DesignReport report) {
    var text = new StringBuilder();
    for (NullDesign without : report.nullDesigns()) {
      text.append(
          String.format(
              Locale.ROOT,
              "; with %s J/token%s, tokens/s%s",
              without.name(),
              percent(report.joulePerToken(), without.joulePerToken()),
              percent(report.decodeTokensPerS(), without.decodeTokensPerS())));
    }
    return text.toString();
  }
}
