package janus.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of {@code janus}, in the order of the co-design loop. */
final class Commands {
  private static final Map<String, Supplier<Object>> BY_NAME = byName();

  private static final Set<String> HELP = Set.of("--help", "-h");

  private Commands() {}

  private static Map<String, Supplier<Object>> byName() {
    var commands = new LinkedHashMap<String, Supplier<Object>>();
    commands.put("size", SizeCommand::new);
    commands.put("require", RequireCommand::new);
    commands.put("chip", ChipCommand::new);
    commands.put("design", DesignCommand::new);
    commands.put("claims", ClaimsCommand::new);
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
    commands.put("completion", CompletionCommand::new);
    commands.put("manual", ManualCommand::new);
    commands.put("help", HelpCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  /**
   * The command line that reads some words. Building a command takes longer than most of them run,
   * so only the one that the first word names is there, or all where it names none.
   */
  static CommandLine reading(String... words) {
    String first = words.length == 0 ? "" : words[0];
    if (words.length == 1 && HELP.contains(first)) {
      return all(Commands::outline);
    }
    Supplier<Object> named = first.equals("help") ? null : BY_NAME.get(first);
    return named == null ? all() : new CommandLine(new Main()).addSubcommand(first, named.get());
  }

  /** The command line with every command, those of other jars among them. */
  static CommandLine all() {
    return all(command -> command);
  }

  private static CommandLine all(UnaryOperator<Object> shape) {
    var janus = new CommandLine(new Main());
    BY_NAME.forEach((name, command) -> janus.addSubcommand(name, shape.apply(command.get())));
    ServiceLoader.load(AddedCommand.class).forEach(each -> janus.addSubcommand(shape.apply(each)));
    return janus;
  }

  /** A command without its options, enough for the list of commands. */
  private static Object outline(Object command) {
    Command shown = command.getClass().getAnnotation(Command.class);
    if (shown == null) {
      return command;
    }
    var spec = CommandSpec.create().name(shown.name());
    spec.usageMessage().description(shown.description());
    return spec;
  }
}
