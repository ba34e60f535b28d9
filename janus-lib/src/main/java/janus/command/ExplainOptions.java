package janus.command;

import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.experiment.MeasuredAccuracy;
import janus.provenance.BadInputException;
import janus.search.Accuracy;
import janus.search.Change;
import janus.search.Change.LimitState;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.Explanation;
import janus.search.Goal;
import janus.search.SpaceFile;
import janus.search.StandardSpace;
import janus.search.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code janus chip --explain} and what it is asked. */
final class ExplainOptions {
  @Option(
      names = "--explain",
      description =
          "Also tell what every change of one field would do, and where the time of every operator"
              + " goes.")
  private boolean explain;

  @Mixin private ObjectiveOptions objectives;

  @Option(
      names = "--limit",
      paramLabel = "QUANTITY<=NUMBER",
      description = "What the design must keep, <= or >=. May be repeated. Needs --explain.")
  private List<String> limits = List.of();

  @Option(
      names = "--space",
      paramLabel = "FILE.json",
      description =
          "Values to try, as janus design --print-space writes them. Needs --explain. Default: the"
              + " standard space")
  private Path spaceFile;

  @Option(
      names = "--allow-unmeasured",
      description = "Try schemes whose accuracy nobody measured, too. Needs --explain.")
  private boolean allowUnmeasured;

  /**
   * Whether an explanation is asked for.
   *
   * @throws BadInputException if an option is given that needs it
   */
  boolean asked(CommandSpec command) {
    GivenOptions.need(
        command,
        "--explain",
        explain,
        "--limit",
        "--space",
        "--allow-unmeasured",
        "--minimize",
        "--maximize");
    return explain;
  }

  Explanation explain(DesignPoint point, DesignEvaluator evaluator) {
    Accuracy accuracy =
        MeasuredAccuracy.read(MeasuredAccuracy.committed(), point.workload().model(), true);
    List<Variable> variables = accuracy.spelledOut(variables(evaluator.facts(), point, accuracy));
    var space = new DesignSpace(point, variables);
    if (!allowUnmeasured) {
      accuracy.requireMeasured(space);
    }
    return Explanation.of(point, evaluator, accuracy, goal(), variables);
  }

  private Goal goal() {
    return Goal.of(objectives.given() ? objectives.objectives() : Goal.USUAL, limits);
  }

  private List<Variable> variables(Facts facts, DesignPoint point, Accuracy accuracy) {
    if (spaceFile == null) {
      return StandardSpace.of(facts, accuracy);
    }
    try {
      return SpaceFile.read(spaceFile.toString(), Files.readString(spaceFile), point);
    } catch (IOException e) {
      throw new BadInputException(
          spaceFile + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  String people(Explanation explanation) {
    var limits = new TextTable("limit", "value", "");
    for (LimitState limit : explanation.limits()) {
      limits.row(limit.limit(), Text.number(limit.value()), limit.kept() ? "kept" : "BROKEN");
    }
    List<Change> changes = explanation.changes();
    var table = new ChangeText(goal()).table(ChangeText.shown(changes));
    return String.join(
        "\n",
        ChangeText.time(explanation.time()),
        limits.toString(),
        "Of " + changes.size() + " single changes, " + ChangeText.counts(changes) + ".\n" + table);
  }
}
