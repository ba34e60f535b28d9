package janus.command;

import janus.inference.LanguageModel;
import janus.inference.StepDecoder;
import janus.inference.arithmetic.Kernels;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.Json;
import janus.trace.KvTraceSettings;
import janus.trace.Trace;
import janus.trace.TraceFiles;
import janus.trace.TraceFormat;
import janus.trace.TraceProfile;
import janus.trace.TraceWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus trace}: makes, converts and describes memory traces. */
@Command(
    name = "trace",
    description = "Makes, converts and describes memory traces.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus trace generate --model smollm2-135m --context 512 --codec int4-token --out"
          + " decode.txt.gz",
      "  janus-lib/janus trace profile --model llama-2-7b --context 512 --codec int4-token --json"
    })
final class TraceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing; one of generate, capture, convert, profile");
  }

  /**
   * A file that was written.
   *
   * @param description what the trace is
   * @param accesses reads and writes
   * @param file where it was written
   * @param format how
   * @param fileSha256 checksum of the file
   */
  private record Written(
      String description, long accesses, String file, String format, String fileSha256) {}

  private static Integer write(
      CommandSpec spec,
      Trace trace,
      Path file,
      TraceFormat format,
      boolean json,
      Circumstances circumstances)
      throws IOException {
    long accesses;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      accesses = TraceWriter.write(trace, file, format, progress);
    }
    var written =
        new Written(
            trace.description(), accesses, file.toString(), format.spelling(), Sha256.ofFile(file));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.withCircumstances(written, circumstances));
    } else {
      out.printf(
          "%s%n%d accesses in %s (%s)%n", written.description(), accesses, file, format.spelling());
    }
    return Main.OK;
  }

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
  int generate(
      @Mixin TraceOptions options,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "The file; compressed if it ends in .gz.")
          Path file,
      @Option(
              names = "--to",
              defaultValue = "text",
              paramLabel = "FORMAT",
              description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
          String to,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    TraceFormat format = TraceFormat.parse(to);
    TraceOptions.Generated generated = options.generate();
    return write(spec, generated.trace(), file, format, json, generated.circumstances());
  }

  @Command(
      name = "capture",
      description = {
        "Decodes a text token by token on a model with weights and writes what it did to its KV"
            + " cache. Of the options, model, codecs, layout, scales, line and seed count."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example, after janus-lib/janus fetch:",
        "  janus-lib/janus trace capture --model .janus/models/SmolLM2-135M-Instruct.Q4_1.gguf"
            + " --text LICENSE --tokens 64 --codec int8-token --out captured.txt.gz"
      })
  int capture(
      @Mixin TraceOptions options,
      @Option(
              names = "--text",
              required = true,
              paramLabel = "FILE",
              description = "The text, in UTF-8.")
          Path text,
      @Option(
              names = "--tokens",
              defaultValue = "64",
              paramLabel = "N",
              description = "Tokens of the text to decode (default ${DEFAULT-VALUE}).")
          int tokens,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "The file; compressed if it ends in .gz.")
          Path file,
      @Option(
              names = "--to",
              defaultValue = "text",
              paramLabel = "FORMAT",
              description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
          String to,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    TraceFormat format = TraceFormat.parse(to);
    Path modelFile = options.modelFile();
    try (LanguageModel model = LanguageModel.open(modelFile, 1, Kernels.best());
        TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      int[] ids = firstTokens(model, text, tokens);
      KvTraceSettings settings = options.settings(model.file().spec(), ids.length);
      Trace trace =
          settings.captured(
              StepDecoder.capture(model, ids, settings.keys(), settings.values(), progress));
      var circumstances =
          Circumstances.current()
              .withInput("model", checksum(modelFile))
              .withInput("text", checksum(text));
      return write(spec, trace, file, format, json, circumstances);
    }
  }

  private static int[] firstTokens(LanguageModel model, Path text, int tokens) {
    if (tokens < 1) {
      throw new BadInputException("--tokens must be at least 1: " + tokens);
    }
    int[] ids;
    try {
      ids = model.tokenizer().encode(Files.readAllBytes(text), true);
    } catch (IOException e) {
      throw new BadInputException(text + ": cannot be read, expected a text in UTF-8", e);
    }
    if (ids.length < tokens) {
      throw new BadInputException(
          text + ": " + ids.length + " tokens, expected at least " + tokens);
    }
    return Arrays.copyOf(ids, tokens);
  }

  @Command(
      name = "convert",
      description = "Writes a trace file in another format.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example (after the example of generate):",
        "  janus-lib/janus trace convert decode.txt.gz decode.dramsim3 --to dramsim3"
      })
  int convert(
      @Parameters(index = "0", paramLabel = "IN", description = "The file to read, plain or gzip.")
          Path in,
      @Parameters(
              index = "1",
              paramLabel = "OUT",
              description = "The file to write; compressed if it ends in .gz.")
          Path file,
      @Option(
              names = "--from",
              defaultValue = "text",
              paramLabel = "FORMAT",
              description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
          String from,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FORMAT",
              description = "The same names.")
          String to,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    TraceFormat format = TraceFormat.parse(to);
    Trace trace = TraceFiles.open(in, TraceFormat.parse(from));
    var circumstances = Circumstances.current().withInput("trace", checksum(in));
    return write(spec, trace, file, format, json, circumstances);
  }

  /** What {@code profile --json} prints. */
  private record Profiled(
      String description, @com.fasterxml.jackson.annotation.JsonUnwrapped TraceProfile profile) {}

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
  int profile(
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              description =
                  "The file to read, plain or gzip; without one, the options below count.")
          Path file,
      @Option(
              names = "--from",
              defaultValue = "text",
              paramLabel = "FORMAT",
              description = "text, dramsim3, ramulator or champsim (default ${DEFAULT-VALUE}).")
          String from,
      @Mixin TraceOptions options,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    if (file != null) {
      options.requireNoneFor(file);
    }
    TraceOptions.Generated generated =
        file == null
            ? options.generate()
            : new TraceOptions.Generated(
                TraceFiles.open(file, TraceFormat.parse(from)),
                Circumstances.current().withInput("trace", checksum(file)));
    Trace trace = generated.trace();
    TraceProfile profile;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      profile = TraceProfile.of(trace, options.lineBytes(), progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.withCircumstances(
              new Profiled(trace.description(), profile), generated.circumstances()));
    } else {
      print(out, trace.description(), profile);
    }
    return Main.OK;
  }

  private static String checksum(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read, expected a trace file", e);
    }
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
