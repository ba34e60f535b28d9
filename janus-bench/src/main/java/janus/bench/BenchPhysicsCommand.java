package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TerminalProgress;
import janus.command.TextTable;
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

/** {@code janus bench physics}: how long heat and arrays take. */
@Command(
    name = "physics",
    description = "Times the thermal grid and the buffered arrays, on one thread.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  janus-lib/janus bench physics --json"})
final class BenchPhysicsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--runs", description = "Measured runs of a case. Default: ${DEFAULT-VALUE}")
  private int runs = 10;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the table to FOLDER/5-whole-chip/speed.")
  private Path folder;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Output(int threads, int runs, List<PhysicsBenchmark.Result> results) {}

  @Override
  public Integer call() throws IOException {
    if (folder != null) {
      ResultsFolder.requireWritable(folder);
    }
    var data = DataFolder.bundled();
    long start = System.nanoTime();
    List<PhysicsBenchmark.Result> results;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      results = new PhysicsBenchmark(data, runs, progress).run();
    }
    Circumstances circumstances =
        Circumstances.current().withInput("data", data.sha256()).withSeed(1);
    if (folder != null) {
      var written = new ResultsFolder(folder.resolve("5-whole-chip/speed"));
      written.table("speed", PhysicsBenchmark.Result.class, results);
      written.write(
          "5-whole-chip/speed",
          false,
          Machine.current().summary(runs),
          (System.nanoTime() - start) / 1e9,
          circumstances);
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.withCircumstances(new Output(1, runs, results), circumstances));
      return CommandLine.ExitCode.OK;
    }
    var table = new TextTable("case", "first CPU ms", "best ms", "best CPU ms", "M cycles/CPU s");
    for (PhysicsBenchmark.Result result : results) {
      table.row(
          result.name(),
          number(result.firstCpuSeconds() * 1e3),
          number(result.bestSeconds() * 1e3),
          number(result.bestCpuSeconds() * 1e3),
          result.cyclesPerCpuSecond() == null ? "" : number(result.cyclesPerCpuSecond() / 1e6));
    }
    out.print(table);
    return CommandLine.ExitCode.OK;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
