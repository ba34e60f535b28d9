package janus.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code janus help}: the help of a command. */
@Command(
    name = "help",
    description = "Prints the help of a command.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus help size",
      "  janus-lib/janus help trace convert"
    })
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command, and the one within it; janus itself if there is none.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String word : words) {
      CommandLine inner = command.getSubcommands().get(word);
      if (inner == null) {
        throw new CommandLine.ParameterException(command, Mistake.unknownCommand(command, word));
      }
      command = inner;
    }
    command.usage(spec.commandLine().getOut());
    return Main.OK;
  }
}
