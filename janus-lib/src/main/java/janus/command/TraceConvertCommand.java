package janus.command;

import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.trace.Trace;
import janus.trace.TraceFiles;
import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  @Parameters(index = "0", paramLabel = "IN", description = "The file to read, plain or gzip.")
  private Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The file to write, or - for standard output; compressed if it ends in .gz.")
  private Path file;

  @Option(
      names = "--from",
      defaultValue = "text",
      paramLabel = "FORMAT",
      description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
  private String from;

  @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "The same names.")
  private String to;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    TraceFormat format = TraceFormat.parse(to);
    Trace trace = TraceFiles.open(in, TraceFormat.parse(from));
    var circumstances = Circumstances.current().withInput("trace", Sha256.ofFile(in));
    return TraceOutput.write(spec, trace, file, format, json, circumstances);
  }
}
