package janus.command;

import janus.trace.SourcedTrace;
import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The destination of a generated trace. */
final class TraceTarget {
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

  /** Refuses an unknown format before anything is made. */
  void requireFormat() {
    TraceFormat.parseWritable(to);
  }

  /** Writes a trace and says so. */
  int write(CommandSpec spec, SourcedTrace made) throws IOException {
    return TraceOutput.write(spec, made, file, TraceFormat.parseWritable(to), json);
  }
}
