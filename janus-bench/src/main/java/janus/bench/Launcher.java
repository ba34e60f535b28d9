package janus.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code janus-lib/janus} of this checkout under a setting. */
final class Launcher {
  private final Setting setting;
  private final Path program = Path.of(System.getProperty("janus.root", "."), "janus-lib", "janus");

  Launcher(Setting setting) {
    this.setting = setting;
  }

  Setting setting() {
    return setting;
  }

  /**
   * Standard output of a command.
   *
   * @throws IOException if it fails
   */
  String output(List<String> command) throws IOException {
    var words = new ArrayList<String>();
    words.add(program.toString());
    words.addAll(command);
    return output(setting, words);
  }

  /** The least that a JVM does. */
  String javaVersion() throws IOException {
    return output(
        setting, List.of(setting.home().resolve("bin").resolve("java").toString(), "-version"));
  }

  private static String output(Setting setting, List<String> words) throws IOException {
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(new File("/dev/null"));
    builder.environment().put("JAVA_HOME", setting.home().toString());
    builder.environment().put("JANUS_JVM_OPTS", setting.options());
    return output(builder);
  }

  /** Standard output of a program that ends with status 0; it ends with this process. */
  static String output(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", builder.command()) + " ended with status " + status);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException();
    } finally {
      process.destroy();
    }
  }
}
