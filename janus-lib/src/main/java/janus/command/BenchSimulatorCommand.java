package janus.command;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.kvcache.KvCodecs;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.results.ResultsFolder;
import janus.simulator.SimulatorBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus bench simulator}: accesses a second. */
@Command(
    name = "simulator",
    description = "Accesses a second of the simulator, on one thread, with all statistics.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  janus-lib/janus bench simulator --json"})
final class BenchSimulatorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--runs", description = "Measured runs of a case. Default: ${DEFAULT-VALUE}")
  private int runs = 5;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the table to FOLDER/4-prefetcher-design/speed.")
  private Path results;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Output(
      int threads, SimulatorBenchmark.Machine machine, List<SimulatorBenchmark.Result> results) {}

  @Override
  public Integer call() throws IOException {
    var data = DataFolder.bundled();
    long start = System.nanoTime();
    List<SimulatorBenchmark.Result> measured;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      measured =
          new SimulatorBenchmark(runs, progress)
              .run(new ModelCatalog(data).byName("llama-2-7b"), KvCodecs.parse("int4-token"), 4096);
    }
    Circumstances circumstances =
        Circumstances.current().withInput("data", data.sha256()).withSeed(1);
    SimulatorBenchmark.Machine machine = SimulatorBenchmark.Machine.current();
    if (results != null) {
      var folder = new ResultsFolder(results.resolve("4-prefetcher-design/speed"));
      folder.table("speed", SimulatorBenchmark.Result.class, measured);
      folder.write(
          "4-prefetcher-design/speed",
          false,
          machine.summary(runs),
          (System.nanoTime() - start) / 1e9,
          circumstances);
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.withCircumstances(new Output(1, machine, measured), circumstances));
      return Main.OK;
    }
    var table =
        new TextTable(
            "case",
            "accesses",
            "best ms",
            "mean ms",
            "best CPU ms",
            "M accesses/s",
            "M/CPU s",
            "heap MiB");
    for (SimulatorBenchmark.Result result : measured) {
      table.row(
          result.name(),
          result.accesses(),
          number(result.bestSeconds() * 1e3),
          number(result.meanSeconds() * 1e3),
          number(result.bestCpuSeconds() * 1e3),
          number(result.accessesPerS() / 1e6),
          number(result.accessesPerCpuS() / 1e6),
          number(result.liveHeapMib()));
    }
    out.print(table);
    return Main.OK;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
