package janus.command;

import janus.catalog.DataFolder;
import janus.claims.audit.ClaimsAudit;
import janus.claims.audit.ClaimsAudit.ClaimRow;
import janus.claims.audit.ClaimsAudit.TopicRow;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.units.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus claims}: the claims of the published project, judged. */
@Command(
    name = "claims",
    mixinStandardHelpOptions = true,
    description =
        "Computes every claim of the published Janus-1 again: as claimed, as its own constants"
            + " give it, as ours with its range, and the verdict that follows from them.",
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus claims --topic thermal",
      "  janus-lib/janus claims"
    })
final class ClaimsCommand implements Callable<Integer> {
  /** Longest part of a sentence in a column; {@code --json} prints it whole. */
  private static final int MOST_LETTERS = 60;

  private static final MathContext DIGITS = new MathContext(5);

  @Option(
      names = "--topic",
      split = ",",
      paramLabel = "TOPIC",
      description =
          "Only claims of these topics: kv_cache, memory_power, area, system_power, compute,"
              + " efficiency_metric, simulation, refresh, thermal, weights, quantization, citation,"
              + " software.")
  private List<String> topics = List.of();

  @Option(names = "--json", description = "Print one JSON object, with formulas and sources.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var data = DataFolder.bundled();
    var audit = new ClaimsAudit(data);
    List<String> wanted =
        topics.stream().map(topic -> topic.toLowerCase(Locale.ROOT)).distinct().toList();
    var outcome = audit.judge(wanted.isEmpty() ? audit.topics() : wanted);
    var out = spec.commandLine().getOut();
    if (json) {
      var circumstances = Circumstances.current().withInput("data", data.sha256());
      out.print(Json.withCircumstances(outcome, circumstances));
    } else {
      out.print(claims(outcome.claims()));
      out.println();
      out.print(topics(outcome.topics()));
    }
    return Main.OK;
  }

  private static TextTable claims(List<ClaimRow> rows) {
    var table = new TextTable("id", "claim", "claimed", "its own", "ours", "unit", "verdict");
    for (ClaimRow row : rows) {
      table.row(
          row.id(),
          cut(row.claim()),
          row.claimed() + (row.part().isEmpty() ? "" : " (" + row.part() + ")"),
          value(row.own(), row.ownWord()),
          value(row.ours(), row.oursWord()),
          cut(row.unit()),
          row.verdict());
    }
    return table;
  }

  private static TextTable topics(List<TopicRow> rows) {
    var table = new TextTable("topic", "verdict", "claims");
    rows.stream()
        .filter(row -> row.claims() > 0)
        .forEach(row -> table.row(row.topic(), row.verdict(), row.claims()));
    return table;
  }

  private static String value(Range range, String word) {
    if (range == null) {
      return word == null ? "-" : word;
    }
    String typical = number(range.typical());
    return range.low() == range.high()
        ? typical
        : typical + " (" + number(range.low()) + " to " + number(range.high()) + ")";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : decimals(value);
  }

  private static String decimals(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String cut(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 3) + "...";
  }
}
