package janus.command;

import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus trace generate}: the trace of a model or a pattern as a file. */
@Command(
    name = "generate",
    description = "Writes the trace of a model or a pattern.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus trace generate --model smollm2-135m --context 512 --codec int4-token"
          + " --out decode.txt.gz",
      "  janus-lib/janus trace generate --kind random --accesses 100000 --seed 7 --to ramulator"
          + " --out random.trace"
    })
final class TraceGenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file, or - for standard output; compressed if it ends in .gz.")
  private Path file;

  @Option(
      names = "--to",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
  private String to;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TraceFormat format = TraceFormat.parseWritable(to);
    return TraceOutput.write(spec, options.generate(), file, format, json);
  }
}
