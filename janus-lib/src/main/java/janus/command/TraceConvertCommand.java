package janus.command;

import janus.trace.SourcedTrace;
import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus trace convert}: a trace file in another format. */
@Command(
    name = "convert",
    description = "Writes a trace file in another format.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example (after the example of generate):",
      "  janus-lib/janus trace convert decode.txt.gz decode.dramsim3 --to dramsim3"
    })
final class TraceConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = TraceFormatOption.FILE)
  private Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The file to write, or - for standard output; compressed if it ends in .gz.")
  private Path file;

  @Mixin private TraceFormatOption from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "text, dramsim3, ramulator or champsim.")
  private String to;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TraceFormat format = TraceFormat.parseWritable(to);
    SourcedTrace read = from.read(in);
    return TraceOutput.write(spec, read, file, format, json);
  }
}
