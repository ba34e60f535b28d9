package janus.command;

import janus.pareto.Objective;
import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --minimize} and {@code --maximize}: what is better. */
public final class ObjectiveOptions {
  @Option(
      names = "--minimize",
      split = ",",
      paramLabel = "QUANTITY",
      description = "Less of it is better.")
  private List<String> minimized = List.of();

  @Option(
      names = "--maximize",
      split = ",",
      paramLabel = "QUANTITY",
      description = "More of it is better.")
  private List<String> maximized = List.of();

  /** Whether any was given. */
  public boolean given() {
    return !minimized.isEmpty() || !maximized.isEmpty();
  }

  /**
   * The objectives, those to minimize first.
   *
   * @throws BadInputException if one is given twice
   */
  public List<Objective> objectives() {
    var objectives = new ArrayList<Objective>();
    minimized.forEach(name -> objectives.add(Objective.minimize(name.strip())));
    maximized.forEach(name -> objectives.add(Objective.maximize(name.strip())));
    var seen = new HashSet<String>();
    for (Objective objective : objectives) {
      if (!seen.add(objective.name())) {
        throw new BadInputException(
            "--minimize and --maximize: expected every name once, found '"
                + objective.name()
                + "' twice");
      }
    }
    return objectives;
  }

  /**
   * The objectives.
   *
   * @throws BadInputException if there is none, or one is twice
   */
  public List<Objective> required() {
    if (!given()) {
      throw new BadInputException("--minimize or --maximize: expected at least one");
    }
    return objectives();
  }
}
