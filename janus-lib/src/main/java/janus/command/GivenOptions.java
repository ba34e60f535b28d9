package janus.command;

import janus.provenance.BadInputException;
import picocli.CommandLine.Model.CommandSpec;

/** The options that a user gave. An option that has no effect is an error. */
final class GivenOptions {
  private GivenOptions() {}

  static boolean has(CommandSpec command, String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * Refuses options that need another.
   *
   * @param needed the other, in words
   * @param given whether it is there
   * @throws BadInputException with the first option that is there without it
   */
  static void need(CommandSpec command, String needed, boolean given, String... options) {
    for (String option : options) {
      if (!given && has(command, option)) {
        throw new BadInputException(option + " needs " + needed);
      }
    }
  }
}
