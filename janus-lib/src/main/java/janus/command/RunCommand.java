package janus.command;

import janus.catalog.DataFolder;
import janus.experiment.Experiment;
import janus.experiment.Experiments;
import janus.experiment.FinishedSteps;
import janus.experiment.Headline;
import janus.experiment.Laboratory;
import janus.experiment.Quantization;
import janus.experiment.ResultsCheck;
import janus.provenance.BadInputException;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code janus run}: the experiments behind the notebooks. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs experiments of the co-design loop and writes their results. With 'all', what an",
      "interrupted run has finished is not run again. With --check, the results in the folder",
      "stay as they are and are compared; the exit status is 1 where a table differs."
    },
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus run 1-problem-sizing",
      "  janus-lib/janus run --check 1-problem-sizing"
    })
final class RunCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Parameters(
      arity = "0..*",
      paramLabel = "EXPERIMENT",
      description = {
        "Number or name of an experiment, or 'all'. Also what the published project calls them:",
        "memory-sweep (3), prefetch-sweep (4), thermal-analysis and full-system (5)."
      })
  private List<String> names = List.of();

  @Option(
      names = "--check",
      description = "Compute again and compare with the results folder; all, where none is named.")
  private boolean check;

  @Option(names = "--results", description = "Results folder. Default: ${DEFAULT-VALUE}")
  private Path results = Path.of("results");

  @Option(
      names = "--cache",
      description = "Folder of models, texts and checkpoints. Default: ${DEFAULT-VALUE}")
  private Path cache = Path.of(".janus");

  @Option(
      names = "--text",
      description = "Evaluation text. Default: $JANUS_TEXT, else the public-domain novel.")
  private Path text = textOfEnvironment();

  @Option(
      names = "--model",
      description = "2-quantization: GGUF file or folder to measure instead of the fetched model.")
  private Path model;

  @Option(
      names = "--study",
      arity = "0..1",
      split = ",",
      paramLabel = "PASS",
      fallbackValue = "all",
      description = {
        "2-quantization: run long passes instead, which can be stopped and resumed: sweep (35",
        "schemes, 64 chunks), layers, context-2048, context-8192, whole-text, codecs (23 schemes,",
        "4 chunks), recall (8 schemes, 15 windows), or all."
      })
  private List<String> study = List.of();

  @Option(names = "--quick", description = "Shrink the work for a quick look.")
  private boolean quick;

  @Option(names = "--threads", description = "Worker threads. Default: one a core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private List<Experiment> chosen() {
    if (names.isEmpty() && !check) {
      throw new BadInputException(
          "run: expected EXPERIMENT, one of "
              + String.join(", ", Experiments.all().stream().map(Experiment::name).toList())
              + ", all");
    }
    if (check && quick) {
      throw new BadInputException("--check: expected no --quick, whose results are not kept");
    }
    List<Experiment> named =
        names.stream()
            .filter(name -> !name.equals(ALL))
            .map(Experiments::byName)
            .distinct()
            .toList();
    List<Experiment> chosen = isAll() ? Experiments.all() : named;
    boolean measures = chosen.stream().anyMatch(Quantization.class::isInstance);
    if (!measures && (model != null || !study.isEmpty())) {
      throw new BadInputException(
          (model == null ? "--study" : "--model " + model)
              + ": expected 2-quantization among the experiments, found "
              + String.join(", ", names));
    }
    return chosen;
  }

  private static Path textOfEnvironment() {
    String named = System.getenv("JANUS_TEXT");
    return named == null || named.isBlank() ? null : Path.of(named);
  }

  private boolean isAll() {
    return names.isEmpty() || names.contains(ALL);
  }

  /** What {@code --json} prints. */
  record Output(List<String> experiments, List<Headline> headlines) {}

  /** The output of {@code --check --json}. */
  record CheckOutput(List<String> experiments, List<ResultsCheck.Row> files) {}

  @Override
  public Integer call() throws IOException {
    List<Experiment> chosen = chosen();
    try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
      var laboratory =
          new Laboratory(
              DataFolder.bundled(), results, cache, model, text, study, quick, threads, progress);
      return check ? check(chosen, laboratory) : run(chosen, laboratory);
    }
  }

  private int run(List<Experiment> chosen, Laboratory laboratory) throws IOException {
    for (Experiment experiment : chosen) {
      ResultsFolder.requireWritable(results.resolve(experiment.name()));
    }
    var finished = new FinishedSteps(cache.resolve("run-all.txt"), "run with " + allOf(laboratory));
    var headlines = new ArrayList<Headline>();
    for (Experiment experiment : chosen) {
      if (isAll() && finished.contains(experiment.name())) {
        spec.commandLine().getErr().println(experiment.name() + " was finished before");
        continue;
      }
      headlines.addAll(experiment.run(laboratory));
      if (isAll()) {
        finished.add(experiment.name());
      }
    }
    if (isAll()) {
      finished.clear();
    }
    print(chosen, headlines, laboratory);
    return Main.OK;
  }

  /** All that results depend on, but for what their files say themselves. */
  private String allOf(Laboratory laboratory) {
    var here = laboratory.circumstances();
    return String.join(
        " ",
        here.janusVersion(),
        here.commit(),
        laboratory.data().sha256(),
        results.toAbsolutePath().normalize().toString(),
        String.valueOf(model),
        String.valueOf(text),
        study.toString(),
        String.valueOf(quick));
  }

  private void print(List<Experiment> chosen, List<Headline> headlines, Laboratory laboratory) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.withCircumstances(new Output(named(chosen), headlines), laboratory.circumstances()));
      return;
    }
    var table = new TextTable("quantity", "value", "unit", "origin", "file");
    headlines.forEach(h -> table.row(h.quantity(), h.value(), h.unit(), h.origin(), h.file()));
    out.print(table);
  }

  private static List<String> named(List<Experiment> chosen) {
    return chosen.stream().map(Experiment::name).toList();
  }

  private int check(List<Experiment> chosen, Laboratory laboratory) throws IOException {
    Path computed = Files.createTempDirectory("janus-check-");
    try {
      for (Experiment experiment : chosen) {
        experiment.run(laboratory.withResults(computed));
      }
      List<ResultsCheck.Row> rows = ResultsCheck.compare(results, computed);
      printCheck(chosen, rows, laboratory);
      return rows.stream().allMatch(ResultsCheck.Row::holds) ? Main.OK : Main.DIFFERS;
    } finally {
      delete(computed);
    }
  }

  private void printCheck(
      List<Experiment> chosen, List<ResultsCheck.Row> rows, Laboratory laboratory) {
    var out = spec.commandLine().getOut();
    if (json) {
      var output = new CheckOutput(named(chosen), rows);
      out.print(Json.withCircumstances(output, laboratory.circumstances()));
      return;
    }
    var table = new TextTable("file", "outcome");
    rows.stream().filter(row -> !row.holds()).forEach(row -> table.row(row.file(), row.outcome()));
    long equal = rows.stream().filter(ResultsCheck.Row::holds).count();
    out.print(equal == rows.size() ? "" : table.toString());
    out.println(equal + " of " + rows.size() + " files in " + results + " came out again");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
