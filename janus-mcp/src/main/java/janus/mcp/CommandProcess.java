package janus.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command in a process of its own, which has a limit of time and of memory and works in one
 * folder. What fails there harms nothing here.
 *
 * @param folder where it works
 * @param limit of its time
 * @param heapMib of its memory, in MiB
 */
record CommandProcess(Path folder, Duration limit, int heapMib) {
  /** Status of an answer that misses what was asked for. */
  private static final int MISSED = 1;

  private static final long MOST_BYTES = 4L << 20;

  /**
   * What a command printed.
   *
   * @param succeeded whether it ended with status 0
   * @param text its output, or in one line what went wrong
   */
  record Answer(boolean succeeded, String text) {}

  /** Runs {@code janus} with these words. */
  Answer run(List<String> words) throws IOException, InterruptedException {
    Path printed = Files.createTempDirectory("janus-mcp");
    try {
      return run(words, printed.resolve("out"), printed.resolve("err"));
    } finally {
      delete(printed);
    }
  }

  private static void delete(Path printed) {
    try {
      Files.deleteIfExists(printed.resolve("out"));
      Files.deleteIfExists(printed.resolve("err"));
      Files.deleteIfExists(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer run(List<String> words, Path out, Path err)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(words))
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    var ending =
        new Thread(
            () -> {
              process.destroyForcibly().onExit().join();
              delete(out.getParent());
            });
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Answer(false, "took longer than " + limit.toSeconds() + " s and was ended");
      }
    } finally {
      process.destroyForcibly().waitFor();
      forget(ending);
    }
    boolean answers =
        process.exitValue() == 0 || (process.exitValue() == MISSED && Files.size(out) > 0);
    return answers ? output(out) : new Answer(false, error(err, process));
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The JVM is ending and runs the hook itself.
    }
  }

  private List<String> command(List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-modules")) {
        command.add(option);
      }
    }
    for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
      if (name.startsWith("janus.")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add("-Xmx" + heapMib + "m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("janus.command.Main");
    command.addAll(words);
    return command;
  }

  private static Answer output(Path out) throws IOException {
    long bytes = Files.size(out);
    return bytes > MOST_BYTES
        ? new Answer(false, "printed " + bytes + " bytes; at most " + MOST_BYTES + " are answered")
        : new Answer(true, Files.readString(out, StandardCharsets.UTF_8));
  }

  private static String error(Path err, Process process) throws IOException {
    return Files.readAllLines(err, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("janus: "))
        .reduce((first, last) -> last)
        .orElse("ended with status " + process.exitValue());
  }
}
