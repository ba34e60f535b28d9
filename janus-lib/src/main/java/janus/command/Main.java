package janus.command;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code janus COMMAND}: the laboratory from the terminal. */
@Command(
    name = "janus",
    description = "Co-designs the memory system of an edge LLM accelerator.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  static final int OK = 0;

  /** Exit code: a recomputed result differs from the stored one. */
  static final int DIFFERS = 1;

  static final int BAD_INPUT = 2;
  static final int INTERRUPTED = 130;

  private static final String INTERRUPTION = "janus: interrupted";
  private static final String TOO_LARGE =
      "what the options ask for is too large to be counted in 64 bits; expected smaller numbers";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /**
   * Runs one command and exits with its status: 0, 2 for bad input and for output that cannot be
   * written, 128 and the number of a signal that ends it, which is said in one line.
   */
  public static void main(String[] args) {
    // The same digits and the same order of options wherever it runs.
    Locale.setDefault(Locale.ROOT);
    var standard = new StandardOutput();
    var out = new PrintWriter(standard, false, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    var ending = new Thread(() -> err.println(TerminalProgress.eraseLine() + INTERRUPTION));
    Runtime.getRuntime().addShutdownHook(ending);
    int status = run(out, err, args);
    out.flush();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // A signal is ending the process with a status of its own; exit waits for that.
    }
    if (standard.failure() != null) {
      err.println(
          oneLine(
              "standard output: cannot be written: "
                  + BadInputException.reason(standard.failure())));
      status = BAD_INPUT;
    }
    System.exit(status);
  }

  /**
   * Runs one command against the given writers.
   *
   * @return the exit status
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    // Settings reach only the subcommands that are there.
    CommandLine commandLine = Commands.reading(args);
    commandLine
        .setOut(out)
        .setErr(err)
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A word with @ is a word, not a file of more.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(
            (e, rest) -> {
              e.getCommandLine().getErr().println(oneLine(Mistake.of(e)));
              return BAD_INPUT;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof CancellationException || e instanceof InterruptedException) {
                command.getErr().println(INTERRUPTION);
                return INTERRUPTED;
              }
              if (e instanceof BadInputException || e instanceof IllegalArgumentException) {
                command.getErr().println(oneLine(e.getMessage()));
                return BAD_INPUT;
              }
              if (e instanceof IOException || e instanceof UncheckedIOException) {
                command.getErr().println(oneLine("reading or writing failed: " + why(e)));
                return BAD_INPUT;
              }
              if (e instanceof ArithmeticException && e.getMessage().endsWith("overflow")) {
                command.getErr().println(oneLine(TOO_LARGE));
                return BAD_INPUT;
              }
              if (e.getCause() instanceof OutOfMemoryError outOfMemory) {
                throw outOfMemory;
              }
              throw e;
            });
    commandLine.registerConverter(Path.class, Main::path);
    NumberWords.register(commandLine);
    showExamplesWhole(commandLine);
    try {
      return commandLine.execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          oneLine(
              "out of memory: the heap holds "
                  + Runtime.getRuntime().maxMemory() / (1 << 20)
                  + " MiB; expected a smaller task or a larger heap (JANUS_JVM_OPTS=-Xmx...)"));
      return BAD_INPUT;
    }
  }

  /** The path of a word; the empty one would mean the current folder. */
  private static Path path(String word) {
    if (word.isBlank()) {
      throw new CommandLine.TypeConversionException(
          "expected a file or folder, found '" + word + "'");
    }
    return Path.of(word);
  }

  /** The file and the reason, where there are any. */
  private static String why(Exception e) {
    Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
    String file = cause instanceof FileSystemException f ? f.getFile() : null;
    String reason = BadInputException.reason((IOException) cause);
    return file == null ? reason : file + ": " + reason;
  }

  /** Picocli breaks lines at the width of the help; an example must work when it is copied. */
  private static void showExamplesWhole(CommandLine commandLine) {
    commandLine
        .getHelpSectionMap()
        .put(
            CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER,
            help -> {
              String[] lines = help.commandSpec().usageMessage().footer();
              return lines.length == 0 ? "" : String.join("\n", lines) + "\n";
            });
    commandLine.getSubcommands().values().forEach(Main::showExamplesWhole);
  }

  private static String oneLine(String message) {
    return "janus: " + BadInputException.oneLine(message);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing; one of "
            + String.join(", ", spec.subcommands().keySet())
            + " (janus --help explains)");
  }

  /** Version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var here = Circumstances.current();
      return new String[] {"Janus-1 " + here.janusVersion() + " (" + here.commit() + ")"};
    }
  }
}
