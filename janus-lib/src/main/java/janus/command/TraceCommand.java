package janus.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code janus trace}: makes, converts and describes memory traces. */
@Command(
    name = "trace",
    description = "Makes, converts and describes memory traces.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TraceGenerateCommand.class,
      TraceCaptureCommand.class,
      TraceConvertCommand.class,
      TraceProfileCommand.class,
    },
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
}
