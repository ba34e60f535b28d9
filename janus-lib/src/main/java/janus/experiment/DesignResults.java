package janus.experiment;

import janus.provenance.Circumstances;
import janus.results.ResultsFolder;
import janus.search.Accuracy;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.ChipCommandLine;
import janus.search.DesignPoint;
import janus.search.FrontRanges;
import janus.search.FrontSamples;
import janus.search.Limit;
import janus.search.Why;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of an answer: the front, and how many designs each limit excluded. */
public final class DesignResults {
  private static final String MEASURED_ON = "quality_measured_on";
  private static final String COMMAND = "command";

  private static final String ON_FRONT = "on_front_probability";
  private static final String BEATS_NULL = "beats_null_probability";
  private static final String REGRET = "regret_percent";

  private DesignResults() {}

  /** Designs that a limit excludes. */
  record ExcludedRow(String limit, long designs) {}

  /** The front as rows with what its accuracy was measured on and the command of each design. */
  public static List<Map<String, Object>> front(Answer answer) {
    return answer.front().stream().map(design -> row(answer, design)).toList();
  }

  /** One design as such a row. */
  public static Map<String, Object> row(Answer answer, FoundDesign design) {
    var question = answer.question();
    Map<String, Object> row =
        question.rows().row(design.number(), design.fields(), design.values());
    DesignPoint point = question.space().point(design.number());
    Accuracy.Measurement measured = question.accuracy().of(point.workload().scheme());
    row.put(MEASURED_ON, measured == null ? null : measured.where());
    row.put(COMMAND, ChipCommandLine.of(point));
    if (answer.samples() != null) {
      putRanges(row, answer, answer.samples().byNumber().get(design.number()));
    }
    return row;
  }

  /** Of facts sampled over their ranges: 5 %, median and 95 % of the objectives, and shares. */
  private static void putRanges(
      Map<String, Object> row, Answer answer, FrontSamples.OfFront design) {
    List<String> names = rangeColumns(answer);
    for (String name : names) {
      row.put(name, null);
    }
    if (design == null) {
      return;
    }
    List<FrontRanges.Quantiles> quantiles = design.ranges().objectives();
    for (int o = 0; o < quantiles.size(); o++) {
      FrontRanges.Quantiles of = quantiles.get(o);
      if (of != null) {
        row.put(names.get(3 * o), of.low());
        row.put(names.get(3 * o + 1), of.typical());
        row.put(names.get(3 * o + 2), of.high());
      }
    }
    row.put(ON_FRONT, design.ranges().onFront());
    row.put(BEATS_NULL, design.beatsNull());
    row.put(REGRET, design.ranges().regretPercent());
  }

  private static List<String> rangeColumns(Answer answer) {
    var columns = new ArrayList<String>();
    for (var objective : answer.question().goal().objectives()) {
      columns.add(objective.name() + "_low");
      columns.add(objective.name() + "_median");
      columns.add(objective.name() + "_high");
    }
    columns.addAll(List.of(ON_FRONT, BEATS_NULL, REGRET));
    return columns;
  }

  /** Designs that break each limit, in the order of the limits. */
  public static Map<String, Long> excluded(Answer answer) {
    var excluded = new LinkedHashMap<String, Long>();
    List<Limit> limits = answer.question().goal().limits();
    for (int i = 0; i < limits.size(); i++) {
      excluded.put(limits.get(i).spelling(), answer.state().breaking().get(i));
    }
    return excluded;
  }

  /**
   * Writes the tables.
   *
   * @param why its recommended design is recommended; null for an empty front
   * @param folder below the results folder
   * @param name of the results, with the step's number and name
   * @param quick whether the space was reduced
   * @throws janus.provenance.BadInputException if they cannot be written
   */
  public static void write(
      Answer answer,
      Why why,
      Path folder,
      String name,
      boolean quick,
      double seconds,
      Circumstances circumstances) {
    var results = new ResultsFolder(folder);
    var header = new ArrayList<>(answer.question().rows().header());
    header.addAll(List.of(MEASURED_ON, COMMAND));
    if (answer.samples() != null) {
      header.addAll(rangeColumns(answer));
    }
    results.table("front", header, front(answer));
    results.table(
        "excluded",
        ExcludedRow.class,
        excluded(answer).entrySet().stream()
            .map(entry -> new ExcludedRow(entry.getKey(), entry.getValue()))
            .toList());
    if (why != null) {
      results.document("why", why);
    }
    results.write(name, quick, settings(answer), seconds, circumstances);
  }

  private static Map<String, Object> settings(Answer answer) {
    var settings = new LinkedHashMap<String, Object>();
    var question = answer.question();
    settings.put("workload", question.space().start().workload());
    settings.put("objectives", question.goal().objectives());
    settings.put("limits", question.goal().limits().stream().map(Limit::spelling).toList());
    if (answer.samples() != null) {
      settings.put("samples", answer.samples().samples());
      settings.put("seed", answer.samples().seed());
    }
    settings.put("designs", answer.state().designs());
    settings.put("evaluated", answer.state().evaluated());
    settings.put("pruned", answer.state().pruned());
    settings.put("impossible", answer.state().impossible());
    settings.put("excluded", answer.state().excluded());
    settings.put("finished", answer.state().isWhole());
    settings.put("space", question.space().variables().keySet());
    return settings;
  }
}
