package janus.bench;

import janus.command.AddedCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code janus bench}: speed of the engines on this machine. */
@Command(
    name = "bench",
    description = "Measures the speed of the laboratory's engines on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      BenchAllCommand.class,
      BenchPerplexityCommand.class,
      BenchSimulatorCommand.class,
      BenchPhysicsCommand.class,
      BenchDesignCommand.class,
      BenchHeuristicCommand.class
    },
    footer = {
      "",
      "Examples, the first after janus-lib/janus fetch:",
      "  janus-lib/janus bench perplexity --model"
          + " .janus/models/SmolLM2-135M-Instruct.Q4_1.gguf --json",
      "  janus-lib/janus bench simulator --json",
      "  janus-lib/janus bench physics"
    })
public final class BenchCommand implements AddedCommand, Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "benchmark is missing; expected one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
