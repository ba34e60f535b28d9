package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceResult;
import janus.claims.ReferenceSettings;
import janus.codesign.HierarchyEnergy;
import janus.codesign.TierTechnologies;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.simulator.HitBounds;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.trace.SourcedTrace;
import janus.trace.Trace;
import janus.trace.TraceFormat;
import janus.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus simulate}: a memory trace through the tiers. */
@Command(
    name = "simulate",
    sortOptions = false,
    description =
        "Sends a memory trace, from a file or made for a model, through SRAM, eDRAM and DRAM.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus simulate --model llama-2-7b --context 4096 --codec int4-token"
          + " --prefetcher stream --look-ahead 16 --json",
      "  janus-lib/janus simulate --kind random --accesses 100000 --ways full --prefetcher none",
      "  janus-lib/janus simulate --model smollm2-135m --context 512 --codec int4-token"
          + " --tier2-technology stt-mram --temperature-c 60",
      "  janus-lib/janus simulate --kind random --accesses 100000 --misses-out misses.trace"
          + " --misses-format ramulator",
      "  janus-lib/janus simulate --reference-compatible --kind sequential --accesses 20000 --set"
          + " prefetch_look_ahead=8 --json"
    })
final class SimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = {"A trace instead of a made one.", TraceFormatOption.FILE})
  private Path traceFile;

  @Mixin private TraceFormatOption format;

  @Option(
      names = "--arrivals",
      description = "No access issues before the cycle that a DRAMsim3 trace gives it.")
  private boolean arrivals;

  @Option(
      names = "--reference-compatible",
      description = "Do exactly what the published Python simulator does, mistakes included.")
  private boolean referenceCompatible;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the published simulator, with --reference-compatible.")
  private List<String> referenceSettings = List.of();

  @Option(
      names = "--bounds",
      negatable = true,
      description =
          "Compare the hit rate with LRU, OPT and the compulsory bound. Default: for traces of at"
              + " most 5 million accesses")
  private Boolean bounds;

  @Option(
      names = "--misses-out",
      paramLabel = "FILE",
      description = {
        "Write the demand misses of tier 1 as a trace, to a file or to - for standard output;"
            + " compressed if it ends in .gz. One access for each line that is fetched, or written"
            + " without fetching it."
      })
  private Path missesFile;

  @Option(
      names = "--misses-format",
      paramLabel = "FORMAT",
      description = "dramsim3, ramulator, text or champsim. Default: ${DEFAULT-VALUE}")
  private String missesFormat = "dramsim3";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private SimulatorOptions machine;

  @Mixin private TraceOptions made;

  /** What {@code --json} prints. */
  private record Output(
      @JsonUnwrapped SimulationResult result,
      HitBounds bounds,
      HierarchyEnergy energy,
      Map<String, Object> settings,
      @JsonInclude(JsonInclude.Include.NON_NULL) MissFile missesOut,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

  /** A file of misses that was written. */
  private record MissFile(String file, String format, long accesses, String fileSha256) {}

  /** The same for the published simulator. */
  private record ReferenceOutput(
      String trace, @JsonUnwrapped ReferenceResult result, ReferenceSettings config) {}

  @Override
  public Integer call() throws IOException {
    if (referenceCompatible && (missesFile != null || arrivals)) {
      throw new BadInputException(
          (arrivals ? "--arrivals" : "--misses-out") + " does not go with --reference-compatible");
    }
    if (!referenceCompatible && !referenceSettings.isEmpty()) {
      throw new BadInputException("--set needs --reference-compatible");
    }
    GivenOptions.need(spec, "--trace", traceFile != null, "--format", "--arrivals");
    GivenOptions.need(spec, "--misses-out", missesFile != null, "--misses-format");
    if (referenceCompatible) {
      requireNoMachine();
    }
    SourcedTrace sourced = traceFile == null ? made.generate() : read();
    return referenceCompatible
        ? reference(sourced.trace(), sourced.circumstances())
        : simulate(sourced.trace(), sourced.circumstances());
  }

  private SourcedTrace read() throws IOException {
    made.requireNoneFor(traceFile);
    SourcedTrace read = format.read(traceFile);
    if (arrivals && !read.trace().isTimed()) {
      throw new BadInputException(
          "--arrivals needs a trace with cycles, as dramsim3: " + read.trace().description());
    }
    return read;
  }

  private List<String> notes(Trace trace) {
    var notes = new ArrayList<>(trace.notes());
    if (trace.isTimed() && !arrivals) {
      notes.add("cycles of arrival in the trace are not waited for; --arrivals does");
    }
    return notes;
  }

  /** The published simulator has settings of its own. */
  private void requireNoMachine() {
    for (OptionSpec option : spec.mixins().get("machine").options()) {
      if (GivenOptions.has(spec, option.longestName())) {
        throw new BadInputException(
            option.longestName() + " does not go with --reference-compatible; --set does");
      }
    }
    if (bounds != null) {
      throw new BadInputException("--bounds does not go with --reference-compatible");
    }
  }

  private int reference(Trace trace, Circumstances circumstances) throws IOException {
    ReferenceSettings settings = ReferenceSettings.DEFAULTS.with(referenceSettings);
    ReferenceResult result;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      result = new ReferenceCompatible(settings).run(trace, progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.withCircumstances(
              new ReferenceOutput(trace.description(), result, settings), circumstances));
      return Main.OK;
    }
    out.printf("%s, as the published Python simulator counts%n%n", trace.description());
    var table = new TextTable("count", "value");
    table.row("t1_hits (replays of misses included)", result.t1Hits());
    table.row("t1_misses", result.t1Misses());
    table.row("hit_rate_percent", Text.percent(result.hitRatePercent()));
    table.row("total_cycles", result.totalCycles());
    table.row("p50 / p90 / p99", result.p50() + " / " + result.p90() + " / " + result.p99());
    table.row("prefetch_bandwidth", result.prefetchBandwidth());
    table.row("compute_bandwidth", result.computeBandwidth());
    out.print(table);
    return Main.OK;
  }

  private int simulate(Trace given, Circumstances circumstances) throws IOException {
    Trace trace = arrivals ? given : given.untimed();
    List<String> notes = notes(given);
    SimulatorSettings settings = machine.settings(trace, made.lineBytes());
    TierTechnologies technologies = machine.technologies();
    SimulationResult result;
    HitBounds found = null;
    TraceWriter.Written misses = null;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      if (missesFile == null) {
        result = new Simulator(settings).run(trace, progress);
      } else {
        try (var writer = new TraceWriter(missesFile, TraceFormat.parseWritable(missesFormat))) {
          result = new Simulator(settings).run(trace, progress, writer::access);
          writer.finish();
          misses = writer.written();
        }
      }
      if (bounds == null ? HitBounds.isCheap(result) : bounds) {
        found = HitBounds.of(trace, settings.tier1(), progress);
      }
    }
    HierarchyEnergy energy = technologies.of(settings, result);
    boolean outTaken = misses != null && misses.toStandardOutput();
    PrintWriter out = outTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
    MissFile written = misses == null ? null : missFile(misses);
    if (json) {
      out.print(
          Json.withCircumstances(
              new Output(result, found, energy, machine.summary(settings), written, notes),
              circumstances));
    } else {
      SimulationText.print(out, result, found);
      SimulationText.print(out, energy);
      if (written != null) {
        out.printf("%n%d misses in %s (%s)%n", written.accesses(), missesFile, written.format());
      }
      notes.forEach(note -> out.printf("%nnote: %s%n", note));
    }
    out.flush();
    return Main.OK;
  }

  private MissFile missFile(TraceWriter.Written misses) {
    return new MissFile(
        missesFile.toString(),
        TraceFormat.parseWritable(missesFormat).spelling(),
        misses.accesses(),
        misses.sha256());
  }
}
