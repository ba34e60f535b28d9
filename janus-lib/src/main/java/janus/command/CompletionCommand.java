package janus.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code janus completion}: what lets a shell complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description =
        "Prints a script for bash or zsh that completes commands, options and names. To use it in"
            + " this shell: source <(janus-lib/janus completion)",
    footer = {"", "Example:", "  janus-lib/janus completion"})
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("janus", Commands.all()));
    return Main.OK;
  }
}
