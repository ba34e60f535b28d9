package janus.command;

import janus.inference.LanguageModel;
import janus.inference.StepDecoder;
import janus.inference.arithmetic.Kernels;
import janus.inference.weights.TokenizedText;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.trace.KvTraceSettings;
import janus.trace.SourcedTrace;
import janus.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus trace capture}: what a real run did to its KV cache, as a file. */
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
final class TraceCaptureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TraceOptions options;

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description = "Text in UTF-8; one line feed at its end is dropped.")
  private Path text;

  @Option(
      names = "--tokens",
      defaultValue = "64",
      paramLabel = "N",
      description = "Tokens of the text to decode (default ${DEFAULT-VALUE}).")
  private int tokens;

  @Mixin private TraceTarget target;

  @Override
  public Integer call() throws IOException {
    target.requireFormat();
    Path modelFile = options.modelFile();
    if (tokens < 1) {
      throw new BadInputException("--tokens must be at least 1: " + tokens);
    }
    try (LanguageModel model = LanguageModel.open(modelFile, 1, Kernels.best());
        TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      TokenizedText read = TokenizedText.read(text, model.tokenizer());
      if (read.count() < tokens) {
        throw new BadInputException(
            text + ": " + read.count() + " tokens, expected at least " + tokens);
      }
      int[] ids = Arrays.copyOf(read.ids(), tokens);
      KvTraceSettings settings = options.captured(model.file().spec(), tokens);
      if (!settings.scheme().layers().isEmpty()) {
        throw new BadInputException(
            "--layers: expected none in a captured trace, found "
                + settings.scheme().layers().spelling());
      }
      Trace trace =
          settings.captured(
              StepDecoder.capture(
                  model, ids, settings.scheme().keys(), settings.scheme().values(), progress));
      var circumstances =
          Circumstances.current()
              .withInput("model", Sha256.ofFile(modelFile))
              .withInput("text", read.textSha256());
      return target.write(spec, new SourcedTrace(trace, circumstances));
    }
  }
}
