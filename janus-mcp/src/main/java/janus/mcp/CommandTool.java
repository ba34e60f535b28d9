package janus.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command of the command line as a tool: its options are the inputs, named without dashes, as
 * {@code first_token_ms} for {@code --first-token-ms}. Files are named below one folder.
 */
final class CommandTool {
  private final CommandSpec command;
  private final Path folder;
  private final Map<String, ArgSpec> inputs = new LinkedHashMap<>();

  /**
   * A command as a tool.
   *
   * @param folder where all files lie that it may be given
   */
  CommandTool(CommandSpec command, Path folder) {
    this.command = command;
    this.folder = folder.toAbsolutePath().normalize();
    for (OptionSpec option : command.options()) {
      boolean isSetHere = option.usageHelp() || option.versionHelp() || isForm(option);
      if (!isSetHere && !option.hidden()) {
        inputs.put(input(option.longestName()), option);
      }
    }
    for (PositionalParamSpec word : command.positionalParameters()) {
      inputs.put(input(word.paramLabel().replaceFirst("\\..*", "")), word);
    }
  }

  /** Answers are always JSON. */
  private static boolean isForm(OptionSpec option) {
    return List.of("--json", "--csv").contains(option.longestName());
  }

  private static String input(String name) {
    return name.replaceFirst("^-+", "").replace('-', '_').toLowerCase(Locale.ROOT);
  }

  String name() {
    return command.name();
  }

  String description() {
    return String.join(" ", command.usageMessage().description());
  }

  /** The inputs as a JSON Schema. */
  Map<String, Object> schema() {
    var properties = new LinkedHashMap<String, Object>();
    inputs.forEach((name, arg) -> properties.put(name, property(arg)));
    List<String> required =
        inputs.entrySet().stream()
            .filter(input -> input.getValue().required())
            .map(Map.Entry::getKey)
            .toList();
    return Map.of(
        "type",
        "object",
        "properties",
        properties,
        "required",
        required,
        "additionalProperties",
        false);
  }

  private static Map<String, Object> property(ArgSpec arg) {
    var property = new LinkedHashMap<>(type(arg));
    property.put("description", String.join(" ", arg.description()));
    return property;
  }

  private static Map<String, Object> type(ArgSpec arg) {
    Class<?> type = arg.type();
    if (Map.class.isAssignableFrom(type)) {
      return Map.of("type", "object");
    }
    if (arg.isMultiValue()) {
      return Map.of("type", "array", "items", Map.of("type", List.of("string", "number")));
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    // Counts may be written as 8k.
    boolean isNumber = type.isPrimitive() || Number.class.isAssignableFrom(type);
    return Map.of("type", isNumber ? List.of("number", "string") : "string");
  }

  /**
   * The words of the command line for given inputs.
   *
   * @throws IllegalArgumentException if an input is unknown, or a file lies outside the folder
   */
  List<String> words(Map<String, Object> given) {
    var options = new ArrayList<String>();
    var positional = new ArrayList<String>();
    given.forEach(
        (name, value) -> {
          ArgSpec arg = inputs.get(name);
          if (arg == null) {
            throw new IllegalArgumentException(
                "input '" + name + "' is unknown; valid: " + String.join(", ", inputs.keySet()));
          }
          for (String word : values(value)) {
            String inside = isPath(arg) ? inside(name, word) : word;
            if (arg instanceof OptionSpec option) {
              options.add(option.longestName() + "=" + inside);
            } else {
              positional.add(inside);
            }
          }
        });
    var words = new ArrayList<String>();
    words.add(name());
    words.addAll(options);
    if (command.optionsMap().containsKey("--json")) {
      words.add("--json");
    }
    words.add("--");
    words.addAll(positional);
    return words;
  }

  private static List<String> values(Object value) {
    if (value instanceof Map<?, ?> fields) {
      return fields.entrySet().stream().map(f -> f.getKey() + "=" + word(f.getValue())).toList();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(CommandTool::word).toList();
    }
    return List.of(word(value));
  }

  /** JSON has one kind of number: 8192.0 counts as 8192. */
  private static String word(Object value) {
    boolean isWhole = value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15;
    return isWhole ? Long.toString(((Double) value).longValue()) : String.valueOf(value);
  }

  private static boolean isPath(ArgSpec arg) {
    return arg.type() == Path.class
        || (arg.auxiliaryTypes().length > 0 && arg.auxiliaryTypes()[0] == Path.class);
  }

  private String inside(String name, String word) {
    Path path = folder.resolve(word).normalize();
    if (!path.startsWith(folder) || leavesByLink(path)) {
      throw new IllegalArgumentException(
          "input '" + name + "' must be a file in the folder that was given: " + word);
    }
    return path.toString();
  }

  private boolean leavesByLink(Path path) {
    try {
      Path there = path;
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      return !there.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return true;
    }
  }
}
