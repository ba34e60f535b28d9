package janus.command;

import janus.provenance.Circumstances;
import janus.results.Json;
import janus.trace.Trace;
import janus.trace.TraceFormat;
import janus.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A trace that was written, as {@code --json} prints it.
 *
 * @param description what the trace is
 * @param accesses reads and writes
 * @param file where it was written
 * @param format how
 * @param fileSha256 checksum of the file
 */
record TraceOutput(
    String description, long accesses, String file, String format, String fileSha256) {

  /**
   * Writes a trace and says so: on standard output, or on standard error if the trace goes to
   * standard output.
   */
  static int write(
      CommandSpec spec,
      Trace trace,
      Path file,
      TraceFormat format,
      boolean json,
      Circumstances circumstances)
      throws IOException {
    TraceWriter.Written written;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      written = TraceWriter.write(trace, file, format, progress);
    }
    var output =
        new TraceOutput(
            trace.description(),
            written.accesses(),
            file.toString(),
            format.spelling(),
            written.sha256());
    output.print(
        written.toStandardOutput() ? spec.commandLine().getErr() : spec.commandLine().getOut(),
        json,
        circumstances);
    return Main.OK;
  }

  private void print(PrintWriter out, boolean json, Circumstances circumstances) {
    if (json) {
      out.print(Json.withCircumstances(this, circumstances));
    } else {
      out.printf("%s%n%d accesses in %s (%s)%n", description, accesses, file, format);
    }
    out.flush();
  }
}
