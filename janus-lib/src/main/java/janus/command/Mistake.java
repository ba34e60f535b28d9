package janus.command;

import janus.provenance.Names;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The fault of the arguments, in words. */
final class Mistake {
  private Mistake() {}

  /** An unknown option or command is named before what is missing: it may be the missing one. */
  static String of(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(command, unmatched.getUnmatched());
    }
    if (e instanceof MissingParameterException && !command.getUnmatchedArguments().isEmpty()) {
      return unmatched(command, command.getUnmatchedArguments());
    }
    return e.getMessage().replaceFirst("^Error: ", "");
  }

  private static String unmatched(CommandLine command, List<String> words) {
    for (String word : words) {
      if (word.startsWith("-")) {
        return unknownOption(command, word);
      }
    }
    CommandSpec spec = command.getCommandSpec();
    boolean wantsCommand = !spec.subcommands().isEmpty() && spec.positionalParameters().isEmpty();
    return wantsCommand
        ? unknownCommand(command, words.get(0))
        : "unexpected argument '" + words.get(0) + "'" + explains(command);
  }

  private static String unknownOption(CommandLine command, String word) {
    String option = word.replaceFirst("=.*", "");
    List<String> known =
        command.getCommandSpec().options().stream()
            .filter(each -> !each.hidden())
            .flatMap(each -> Stream.of(each.names()))
            .toList();
    return "unknown option '" + option + "'" + Names.suggestion(option, known) + explains(command);
  }

  /** An unknown command, and which there are. */
  static String unknownCommand(CommandLine command, String word) {
    var known = command.getSubcommands().keySet();
    return "command '"
        + word
        + "' is unknown"
        + Names.suggestion(word, known)
        + "; one of "
        + String.join(", ", known);
  }

  private static String explains(CommandLine command) {
    return "; " + command.getCommandSpec().qualifiedName() + " --help explains";
  }
}
