package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.results.Json;
import janus.trace.SourcedTrace;
import janus.trace.Trace;
import janus.trace.TraceProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus trace profile}: reuse distances and strides of a trace. */
@Command(
    name = "profile",
    description = {
      "Describes a trace file, or a trace that is generated: reads and writes, footprint,"
          + " histogram of reuse distances (distinct lines since the last use: an LRU memory of C"
          + " lines hits the distances below C), entropy of strides."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus trace profile --model llama-2-7b --context 512 --codec int4-token --json",
      "  janus-lib/janus trace profile --kind mixed --accesses 100000 --seed 7"
    })
final class TraceProfileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = {TraceFormatOption.FILE, "Without one, the options below count."})
  private Path file;

  @Mixin private TraceFormatOption from;

  @Mixin private TraceOptions options;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What {@code --json} prints. */
  private record Profiled(
      String description,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes,
      @JsonUnwrapped TraceProfile profile) {}

  @Override
  public Integer call() throws IOException {
    SourcedTrace made = file == null ? options.generate() : read();
    Trace trace = made.trace();
    TraceProfile profile;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      profile = TraceProfile.of(trace, options.lineBytes(), progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var profiled = new Profiled(trace.description(), trace.notes(), profile);
      out.print(Json.withCircumstances(profiled, made.circumstances()));
    } else {
      print(out, trace.description(), profile);
      trace.notes().forEach(note -> out.printf("note: %s%n", note));
    }
    return Main.OK;
  }

  private SourcedTrace read() throws IOException {
    options.requireNoneFor(file);
    return from.read(file);
  }

  private static void print(PrintWriter out, String description, TraceProfile profile) {
    out.println(description);
    out.println();
    var figures = new TextTable("figure", "value");
    figures.row("reads", profile.reads());
    figures.row("writes", profile.writes());
    figures.row("footprint, lines of " + profile.lineBytes() + " B", profile.footprintLines());
    figures.row("footprint, bytes", profile.footprintBytes());
    figures.row(
        "stride entropy, bits" + (profile.strideEntropyIsLowerBound() ? " (at least)" : ""),
        String.format(Locale.ROOT, "%.4f", profile.strideEntropyBits()));
    figures.row("sequential strides, share", Text.share(profile.sequentialShare()));
    out.println(figures);
    var reuse = new TextTable("reuse distance, lines", "accesses");
    reuse.row("first use", profile.firstUses());
    for (TraceProfile.Reuse bucket : profile.reuse()) {
      reuse.row(
          bucket.fromLines() == bucket.toLines()
              ? String.valueOf(bucket.fromLines())
              : bucket.fromLines() + " to " + bucket.toLines(),
          bucket.accesses());
    }
    out.println(reuse);
    var strides = new TextTable("stride, lines", "count");
    for (TraceProfile.Stride stride : profile.commonStrides()) {
      strides.row(stride.lines(), stride.count());
    }
    out.print(strides);
  }
}
