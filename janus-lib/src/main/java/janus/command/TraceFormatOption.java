package janus.command;

import janus.trace.SourcedTrace;
import janus.trace.TraceFiles;
import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The format of a trace file that is read. */
final class TraceFormatOption {
  /** Describes a file to read. */
  static final String FILE =
      "The file to read, plain, gzip or xz; - is standard input, and a named pipe will do.";

  @Option(
      names = {"--from", "--format"},
      paramLabel = "FORMAT",
      description = "Format of the file: " + TraceFormat.SPELLINGS + ". Default: by its content")
  private String format;

  SourcedTrace read(Path file) throws IOException {
    return TraceFiles.read(file, format == null ? null : TraceFormat.parse(format));
  }
}
