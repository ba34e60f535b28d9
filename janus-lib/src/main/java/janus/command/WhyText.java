package janus.command;

import janus.codesign.DesignReport;
import janus.codesign.DesignRun.PowerRow;
import janus.codesign.ResolvedDesign;
import janus.codesign.UnitCost;
import janus.search.Change;
import janus.search.Goal;
import janus.search.Path;
import janus.search.Why;
import janus.search.Why.Tightness;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Why a design is recommended, for people. */
final class WhyText {
  private static final int MOST_CHANGES = 12;

  private final Why why;
  private final ChangeText changes;

  WhyText(Why why, Goal goal) {
    this.why = why;
    changes = new ChangeText(goal);
  }

  String people() {
    return String.join(
        "\n", head(), path(), single(), ChangeText.time(why.time()), parts(), limits());
  }

  private String head() {
    return String.format(
        Locale.ROOT,
        "Recommended is design %d: %s.%n%s binds, with %s %% of the time of a step.%n",
        why.design(),
        why.rule(),
        ChangeText.spaced(why.time().binds()),
        ChangeText.percent(why.time().shares().get(0).stepPercent()));
  }

  private String path() {
    TextTable table =
        changes.header("from the " + why.from().spelling() + " design", "bound before");
    for (Path.Step step : why.path().steps()) {
      String before = step.bindsBefore() == null ? "-" : ChangeText.spaced(step.bindsBefore());
      changes.row(table, ChangeText.shortened(step.taken().change()), before, step.taken());
    }
    var text = new StringBuilder(table.toString());
    String whole =
        why.path().effects().entrySet().stream()
            .map(effect -> effect.getKey() + " " + ChangeText.effect(effect.getValue()))
            .collect(Collectors.joining(", "));
    text.append("all: " + whole + ", gain " + ChangeText.gain(why.path().gain()) + '\n');
    why.path().steps().forEach(step -> text.append(notTaken(step)));
    return text.toString();
  }

  private static String notTaken(Path.Step step) {
    String others =
        step.notTaken().stream()
            .map(
                other -> ChangeText.shortened(other.change()) + " " + ChangeText.gain(other.gain()))
            .collect(Collectors.joining("; "));
    return others.isEmpty()
        ? ""
        : "  not taken for " + ChangeText.shortened(step.taken().change()) + ": " + others + '\n';
  }

  private String single() {
    List<Change> shown = ChangeText.shown(why.changes()).stream().limit(MOST_CHANGES).toList();
    return (why.noSingleChangeHelps() ? "No single change helps: of " : "Of ")
        + why.changes().size()
        + ", "
        + ChangeText.counts(why.changes())
        + ".\n"
        + changes.table(shown);
  }

  private String parts() {
    DesignReport chip = why.chip();
    var energy = new TextTable("energy of a token", "mJ", "%");
    for (PowerRow row : chip.power()) {
      double watts = row.watts().typical();
      energy.row(
          row.component() + ", " + row.cause(),
          Text.number(1e3 * watts / chip.sustainedTokensPerS()),
          ChangeText.percent(100 * watts / chip.powerRangeW().typical()));
    }
    var area = new TextTable("area", "mm2", "%");
    for (ResolvedDesign.Part part : chip.area()) {
      double mm2 = part.mm2().typical();
      area.row(part.part(), Text.number(mm2), ChangeText.percent(100 * mm2 / chip.dieMm2()));
    }
    var money = new TextTable("money", "USD", "%");
    for (UnitCost.Part part : chip.cost()) {
      double usd = part.usd().typical();
      money.row(
          part.part(), Text.number(usd), ChangeText.percent(100 * usd / chip.unitUsd().typical()));
    }
    money.row(UnitCost.NOT_PRICED + ": not priced", "-", "-");
    return energy + "\n" + area + (chip.cost().isEmpty() ? "" : "\n" + money);
  }

  private String limits() {
    var table = new TextTable("limit", "value", "slack %", "what looser by a percent buys");
    for (Tightness limit : why.limits()) {
      table.row(
          limit.limit(),
          Text.number(limit.value()),
          Text.number(limit.slackPercent()),
          buys(limit));
    }
    return table.toString();
  }

  private static String buys(Tightness limit) {
    if (!limit.tight() || limit.neededPercent() == null) {
      return "nothing by a single change";
    }
    String bought =
        limit.boughtPercentPerPercent().entrySet().stream()
            .map(WhyText::signed)
            .collect(Collectors.joining(", "));
    return bought
        + " each, for "
        + Text.number(limit.neededPercent())
        + " % and "
        + ChangeText.shortened(limit.buys().change());
  }

  private static String signed(Map.Entry<String, Double> bought) {
    return String.format(Locale.ROOT, "%s %+.2f %%", bought.getKey(), bought.getValue());
  }
}
