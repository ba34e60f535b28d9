package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TerminalProgress;
import janus.command.TextTable;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus bench simulator}: accesses a second. */
@Command(
    name = "simulator",
    description = {
      "Accesses a second of the simulator, on one thread, with all statistics, timed by JMH in a"
          + " JVM of its own."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus bench simulator --json",
      "  janus-lib/janus bench simulator --only random --iterations 3"
    })
final class BenchSimulatorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description =
          "Measured iterations of a second, or of one run if that is longer. Default:"
              + " ${DEFAULT-VALUE}")
  private int iterations = 5;

  @Option(
      names = "--only",
      paramLabel = "WORDS",
      description = "Only the simulations whose name contains this.")
  private String only = "";

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the table to FOLDER/4-prefetcher-design/speed.")
  private Path results;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Output(int threads, Machine machine, List<SimulatorBenchmark.Result> results) {}

  @Override
  public Integer call() throws IOException {
    List<String> names =
        SimulatorLoad.names().stream().filter(name -> name.contains(only)).toList();
    if (names.isEmpty()) {
      throw new BadInputException(
          "--only "
              + only
              + ": expected words of one of "
              + String.join("; ", SimulatorLoad.names()));
    }
    if (results != null) {
      ResultsFolder.requireWritable(results);
    }
    var data = DataFolder.bundled();
    long start = System.nanoTime();
    List<SimulatorBenchmark.Result> measured;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      measured = new SimulatorBenchmark(iterations, progress).run(names);
    }
    Circumstances circumstances =
        Circumstances.current().withInput("data", data.sha256()).withSeed(1);
    Machine machine = Machine.current();
    if (results != null) {
      var folder = new ResultsFolder(results.resolve("4-prefetcher-design/speed"));
      folder.table("speed", SimulatorBenchmark.Result.class, measured);
      folder.write(
          "4-prefetcher-design/speed",
          !only.isEmpty(),
          machine.summary(iterations),
          (System.nanoTime() - start) / 1e9,
          circumstances);
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.withCircumstances(new Output(1, machine, measured), circumstances));
      return CommandLine.ExitCode.OK;
    }
    var table =
        new TextTable(
            "simulation", "accesses", "mean ms", "+-", "best ms", "M accesses/s", "heap MiB");
    for (SimulatorBenchmark.Result result : measured) {
      table.row(
          result.name(),
          result.accesses(),
          number(result.meanSeconds() * 1e3),
          result.meanErrorSeconds() == null ? "" : number(result.meanErrorSeconds() * 1e3),
          number(result.bestSeconds() * 1e3),
          number(result.accessesPerS() / 1e6),
          number(result.liveHeapMib()));
    }
    out.print(table);
    return CommandLine.ExitCode.OK;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
