package janus.command;

import janus.trace.SourcedTrace;
import janus.trace.TraceFiles;
import janus.trace.TraceFormat;
import java.io.IOException;
import java.nio.file.Path;

/** How commands name and read a trace file. */
final class TraceFileText {
  static final String FILE =
      "The file to read, plain, gzip or xz; - is standard input, and a named pipe will do.";

  static final String FORMAT =
      "Format of the file: " + TraceFormat.SPELLINGS + ". Default: by its content";

  private TraceFileText() {}

  /**
   * Reads a trace.
   *
   * @param format what the user says, or null
   */
  static SourcedTrace read(Path file, String format) throws IOException {
    return TraceFiles.read(file, format == null ? null : TraceFormat.parse(format));
  }
}
