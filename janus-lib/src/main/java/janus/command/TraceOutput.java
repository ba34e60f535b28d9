package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.trace.SourcedTrace;
import janus.trace.Trace;
import janus.trace.TraceFormat;
import janus.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A trace that was written, as {@code --json} prints it.
 *
 * @param description what the trace is
 * @param accesses reads and writes
 * @param file where it was written
 * @param format how
 * @param fileSha256 checksum of the file
 * @param notes what the trace had and the file has not
 */
record TraceOutput(
    String description,
    long accesses,
    String file,
    String format,
    String fileSha256,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {

  /**
   * Writes a trace and says so: on standard output, or on standard error if the trace goes to
   * standard output.
   */
  static int write(CommandSpec spec, SourcedTrace made, Path file, TraceFormat format, boolean json)
      throws IOException {
    Trace trace = made.trace();
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
            written.sha256(),
            notes(trace, format));
    output.print(
        written.toStandardOutput() ? spec.commandLine().getErr() : spec.commandLine().getOut(),
        json,
        made.circumstances());
    return Main.OK;
  }

  private static List<String> notes(Trace trace, TraceFormat format) {
    var notes = new ArrayList<>(trace.notes());
    if (trace.isTimed() && format != TraceFormat.DRAMSIM3) {
      notes.add("cycles of arrival have no form in " + format.spelling() + " and are left out");
    }
    return notes;
  }

  private void print(PrintWriter out, boolean json, Circumstances circumstances) {
    if (json) {
      out.print(Json.withCircumstances(this, circumstances));
    } else {
      out.printf("%s%n%d accesses in %s (%s)%n", description, accesses, file, format);
      notes.forEach(note -> out.printf("note: %s%n", note));
    }
    out.flush();
  }
}
