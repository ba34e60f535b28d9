package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TerminalProgress;
import janus.command.TextTable;
import janus.command.ThreadsOption;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus bench heuristic}: what NSGA-II finds of a front that is known whole. */
@Command(
    name = "heuristic",
    description = "What the genetic algorithm NSGA-II finds of a front that janus design knows.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  janus-lib/janus bench heuristic --seeds 2 --json"})
final class BenchHeuristicCommand implements Callable<Integer> {
  private static final String FOLDER = "6-closing-the-loop/heuristic";
  private static final long[] EVALUATIONS = {500, 1000, 2000, 5000, 10_000, 20_000};

  @Spec private CommandSpec spec;

  @Option(names = "--seeds", description = "Runs of the heuristic. Default: ${DEFAULT-VALUE}")
  private int seeds = 20;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the table to FOLDER/" + FOLDER + ".")
  private Path results;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Output(List<HeuristicBenchmark.Row> runs) {}

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds must be at least 1: " + seeds);
    }
    if (results != null) {
      ResultsFolder.requireWritable(results);
    }
    long begin = System.nanoTime();
    List<HeuristicBenchmark.Row> rows;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      rows = new HeuristicBenchmark(threads.count(), progress).run(seeds, EVALUATIONS);
    }
    Circumstances circumstances =
        Circumstances.current().withInput("data", DataFolder.bundled().sha256());
    if (results != null) {
      var folder = new ResultsFolder(results.resolve(FOLDER));
      folder.table("hypervolume", HeuristicBenchmark.Row.class, rows);
      double seconds = (System.nanoTime() - begin) / 1e9;
      folder.write(FOLDER, false, Map.of("seeds", seeds), seconds, circumstances);
    }
    var out = spec.commandLine().getOut();
    out.print(json ? Json.withCircumstances(new Output(rows), circumstances) : text(rows));
    return CommandLine.ExitCode.OK;
  }

  private static String text(List<HeuristicBenchmark.Row> rows) {
    var table = new TextTable("evaluations", "least %", "median %", "most %");
    for (long evaluations : EVALUATIONS) {
      double[] percent =
          rows.stream()
              .filter(row -> row.evaluations() == evaluations)
              .mapToDouble(HeuristicBenchmark.Row::hypervolumePercent)
              .sorted()
              .toArray();
      table.row(
          evaluations,
          number(percent[0]),
          number(percent[percent.length / 2]),
          number(percent[percent.length - 1]));
    }
    HeuristicBenchmark.Row any = rows.get(0);
    return String.format(
            Locale.ROOT,
            "Hypervolume in %% of the front of %d designs, %d of them on it:%n%n",
            any.designs(),
            any.front())
        + table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
