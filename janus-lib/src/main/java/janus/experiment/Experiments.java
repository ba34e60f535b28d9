package janus.experiment;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.List;
import java.util.Locale;

/** The experiments, in the order of the co-design loop. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new ProblemSizing(),
          new Quantization(),
          new TechnologyChoice(),
          new PrefetcherDesign(),
          new WholeChip(),
          new ClosingTheLoop());

  private Experiments() {}

  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * An experiment by name ({@code 1-problem-sizing}), by number ({@code 1}) or by words ({@code
   * problem-sizing}).
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public static Experiment byName(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(
            experiment -> {
              String known = experiment.name();
              return known.equals(wanted)
                  || known.substring(0, 1).equals(wanted)
                  || known.substring(2).equals(wanted);
            })
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "experiment '"
                        + name
                        + "' is unknown"
                        + Names.suggestion(name, ALL.stream().map(Experiment::name).toList())
                        + "; valid names: "
                        + String.join(", ", ALL.stream().map(Experiment::name).toList())
                        + ", all"));
  }
}
