package janus.bench;

import janus.bench.SpeedReport.SchemeSpeed;
import janus.command.SchemeOptions;
import janus.command.TerminalProgress;
import janus.command.TextTable;
import janus.command.ThreadsOption;
import janus.inference.LanguageModel;
import janus.inference.arithmetic.Kernels;
import janus.provenance.Circumstances;
import janus.results.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus bench perplexity}: tokens/s, and the share of the processor's peak. */
@Command(
    name = "perplexity",
    description = {
      "Times passes over random tokens, scoring included, and compares them with the fused"
          + " multiply-adds the processor reaches in registers. The uncompressed run is always"
          + " timed; other schemes beside it, pass by pass."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, after janus-lib/janus fetch:",
      "  janus-lib/janus bench perplexity --model"
          + " .janus/models/SmolLM2-135M-Instruct.Q4_1.gguf --keys int4-token --values int4-token"
    })
final class BenchPerplexityCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Model file.")
  private Path model;

  @Option(
      names = "--n-ctx",
      defaultValue = "512",
      paramLabel = "N",
      description = "Tokens of a pass (default ${DEFAULT-VALUE}).")
  private int contextTokens;

  @Option(
      names = "--passes",
      defaultValue = "5",
      paramLabel = "N",
      description = "Timed passes of each scheme (default ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      paramLabel = "N",
      description = "Untimed passes before them (default ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--plain",
      description = "Use the kernels without the Vector API, for comparison.")
  private boolean plain;

  @Mixin private SchemeOptions schemes;

  @Mixin private ThreadsOption threads;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SpeedBenchmark.requireRuns(warmUp, passes);
    Kernels kernels = plain ? Kernels.plain() : Kernels.best();
    SpeedReport report;
    try (var progress = TerminalProgress.on(spec.commandLine().getErr());
        var language = LanguageModel.open(model, threads.count(), kernels)) {
      report =
          new SpeedBenchmark(language, contextTokens, schemes.all()).run(warmUp, passes, progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.withCircumstances(
              report, Circumstances.current().withInput("model", report.modelSha256())));
    } else {
      print(report, out);
    }
    return CommandLine.ExitCode.OK;
  }

  private static void print(SpeedReport report, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s, n_ctx %d, %d threads, kernels %s: peak %.1f GFLOP/s, %.1f GFLOP per pass%n%n",
        report.modelName(),
        report.nCtx(),
        report.threads(),
        report.kernels(),
        report.peakGflopPerSecond(),
        report.gflopPerPass());
    out.print(table(report.schemes()));
    out.printf(
        Locale.ROOT,
        "%none more scheme adds %.1f %% to a run that compares one scheme with a baseline%n",
        report.secondCodecPercent());
  }

  private static TextTable table(List<SchemeSpeed> schemes) {
    var table = new TextTable("tokens/s", "best", "GFLOP/s", "% of peak", "extra time %", "scheme");
    for (SchemeSpeed speed : schemes) {
      table.row(
          BenchTableCommand.number(speed.tokensPerSecond()),
          BenchTableCommand.number(speed.bestTokensPerSecond()),
          BenchTableCommand.number(speed.gflopPerSecond()),
          BenchTableCommand.number(speed.peakPercent()),
          BenchTableCommand.number(speed.extraTimePercent()),
          speed.scheme());
    }
    return table;
  }
}
