package janus.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands of {@code janus}, in the order of the co-design loop. */
final class Commands {
  private static final Map<String, Supplier<Object>> BY_NAME = byName();

  private Commands() {}

  private static Map<String, Supplier<Object>> byName() {
    var commands = new LinkedHashMap<String, Supplier<Object>>();
    commands.put("size", SizeCommand::new);
    commands.put("require", RequireCommand::new);
    commands.put("chip", ChipCommand::new);
    commands.put("fetch", FetchCommand::new);
    commands.put("front", FrontCommand::new);
    commands.put("perplexity", PerplexityCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("heat", HeatCommand::new);
    commands.put("simulate", SimulateCommand::new);
    commands.put("systolic", SystolicCommand::new);
    commands.put("technology", TechnologyCommand::new);
    commands.put("tokenize", TokenizeCommand::new);
    commands.put("trace", TraceCommand::new);
    for (Listing listing : Listing.values()) {
      commands.put(listing.command(), () -> ListCommand.of(listing));
    }
    commands.put("help", HelpCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  /**
   * The command line that reads some words. Building a command takes longer than most of them run,
   * so that only the one that the first word names is there; all are where it names none or asks
   * for help.
   */
  static CommandLine reading(String... words) {
    String first = words.length == 0 ? "" : words[0];
    Supplier<Object> named = first.equals("help") ? null : BY_NAME.get(first);
    return named == null ? all() : new CommandLine(new Main()).addSubcommand(first, named.get());
  }

  /** The command line with every command, those of other jars among them. */
  static CommandLine all() {
    var janus = new CommandLine(new Main());
    BY_NAME.forEach((name, command) -> janus.addSubcommand(name, command.get()));
    ServiceLoader.load(AddedCommand.class).forEach(janus::addSubcommand);
    return janus;
  }
}
