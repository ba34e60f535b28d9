package janus.command;

import janus.catalog.DataFolder;
import janus.experiment.Experiment;
import janus.experiment.Experiments;
import janus.experiment.Headline;
import janus.experiment.Laboratory;
import janus.experiment.Quantization;
import janus.provenance.BadInputException;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code janus run}: the experiments behind the notebooks. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs an experiment of the co-design loop and writes its results.",
    footer = {"", "Example:", "  janus-lib/janus run 1-problem-sizing"})
final class RunCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "EXPERIMENT",
      description = "Number or name of an experiment, or 'all'.")
  private List<String> names;

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
    List<Experiment> named =
        names.stream()
            .filter(name -> !name.equals("all"))
            .map(Experiments::byName)
            .distinct()
            .toList();
    List<Experiment> chosen = names.contains("all") ? Experiments.all() : named;
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

  /** What {@code --json} prints. */
  record Output(List<String> experiments, List<Headline> headlines) {}

  @Override
  public Integer call() throws IOException {
    List<Experiment> chosen = chosen();
    for (Experiment experiment : chosen) {
      ResultsFolder.requireWritable(results.resolve(experiment.name()));
    }
    var out = spec.commandLine().getOut();
    var headlines = new ArrayList<Headline>();
    try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
      var laboratory =
          new Laboratory(
              DataFolder.bundled(), results, cache, model, text, study, quick, threads, progress);
      for (Experiment experiment : chosen) {
        headlines.addAll(experiment.run(laboratory));
      }
      if (json) {
        var experiments = chosen.stream().map(Experiment::name).toList();
        out.print(
            Json.withCircumstances(new Output(experiments, headlines), laboratory.circumstances()));
        return Main.OK;
      }
    }
    var table = new TextTable("quantity", "value", "unit", "origin", "file");
    headlines.forEach(h -> table.row(h.quantity(), h.value(), h.unit(), h.origin(), h.file()));
    out.print(table);
    return Main.OK;
  }
}
