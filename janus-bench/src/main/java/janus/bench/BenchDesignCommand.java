package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TerminalProgress;
import janus.command.TextTable;
import janus.command.ThreadsOption;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus bench design}: designs a second of the search. */
@Command(
    name = "design",
    description =
        "Designs a second of janus design on the standard space, all evaluated and none pruned.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  janus-lib/janus bench design --designs 200000 --json"})
final class BenchDesignCommand implements Callable<Integer> {
  private static final String FOLDER = "6-closing-the-loop/speed";

  @Spec private CommandSpec spec;

  @Option(names = "--designs", description = "Designs to search. Default: ${DEFAULT-VALUE}")
  private long designs = 20_000_000;

  @Option(
      names = "--runs",
      description = "Runs with full tables, of which the best counts. Default: ${DEFAULT-VALUE}")
  private int runs = 3;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the tables to FOLDER/" + FOLDER + ".")
  private Path results;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Output(int threads, Machine machine, DesignBenchmark.Result result) {}

  /** The table of speeds. */
  private record SpeedRow(
      long designs,
      int threads,
      double firstSeconds,
      double firstDesignsPerS,
      double bestSeconds,
      double bestDesignsPerS,
      double bestCpuNanos,
      double heapMib) {}

  @Override
  public Integer call() {
    if (results != null) {
      ResultsFolder.requireWritable(results);
    }
    long begin = System.nanoTime();
    DesignBenchmark.Result result;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      result = new DesignBenchmark(designs, threads.count(), runs, progress).run();
    }
    Circumstances circumstances =
        Circumstances.current().withInput("data", DataFolder.bundled().sha256());
    if (results != null) {
      write(result, (System.nanoTime() - begin) / 1e9, circumstances);
    }
    var out = spec.commandLine().getOut();
    var output = new Output(threads.count(), Machine.current(), result);
    out.print(json ? Json.withCircumstances(output, circumstances) : text(result));
    return CommandLine.ExitCode.OK;
  }

  private void write(DesignBenchmark.Result result, double seconds, Circumstances circumstances) {
    var folder = new ResultsFolder(results.resolve(FOLDER));
    var row =
        new SpeedRow(
            result.designs(),
            threads.count(),
            result.firstSeconds(),
            result.firstDesignsPerS(),
            result.bestSeconds(),
            result.bestDesignsPerS(),
            result.bestCpuNanos(),
            result.heapMib());
    folder.table("speed", SpeedRow.class, List.of(row));
    folder.table("parts", DesignBenchmark.Part.class, result.parts());
    var settings = new LinkedHashMap<>(Machine.current().summary(runs));
    settings.put("threads", threads.count());
    folder.write(FOLDER, false, settings, seconds, circumstances);
  }

  private static String text(DesignBenchmark.Result result) {
    var table = new TextTable("part of the first search", "s", "%");
    for (DesignBenchmark.Part part : result.parts()) {
      table.row(part.part(), number(part.seconds()), number(part.sharePercent()));
    }
    return String.format(
            Locale.ROOT,
            "%d designs: first %.3g M/s in %.1f s, with full tables %.3g M/s in %.1f s;"
                + " %.0f ns of a core a design; %.0f MiB of heap%n%n",
            result.designs(),
            result.firstDesignsPerS() / 1e6,
            result.firstSeconds(),
            result.bestDesignsPerS() / 1e6,
            result.bestSeconds(),
            result.bestCpuNanos(),
            result.heapMib())
        + table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
