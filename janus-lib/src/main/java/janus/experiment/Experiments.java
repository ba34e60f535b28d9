package janus.experiment;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The experiments, in the order of the co-design loop. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new ProblemSizing(),
          new Quantization(),
          new TechnologyChoice(),
          new PrefetcherDesign(),
          new WholeChip(),
          new ClosingTheLoop(),
          new ClaimsAuditing());

  /** Experiments that the published project names, and the steps whose tables answer them. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "memory-sweep", "3-technology-choice",
          "prefetch-sweep", "4-prefetcher-design",
          "thermal-analysis", "5-whole-chip",
          "full-system", "5-whole-chip");

  private Experiments() {}

  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * An experiment by name ({@code 1-problem-sizing}), by number ({@code 1}), by words ({@code
   * problem-sizing}), or by the name that the published project gives it ({@code memory-sweep}).
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public static Experiment byName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String wanted = PUBLISHED.getOrDefault(lower, lower);
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
                        + ", all; as published: "
                        + String.join(", ", PUBLISHED.keySet().stream().sorted().toList())));
  }
}
