package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a process of its own: signals and standard output. */
class ProcessTest {
  @TempDir Path folder;

  /** Signals do what they do by default, though whoever runs the tests may ignore them. */
  private ProcessBuilder janus(String... arguments) {
    return new ProcessBuilder(
        Stream.concat(
                Stream.of(
                    "env",
                    "--default-signal=INT,TERM,HUP",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsARunWithOneLineAndNothingHalfWritten(String signal, int status)
      throws IOException, InterruptedException {
    String out = folder.resolve("misses").toString();
    Process process =
        janus("simulate", "--kind", "random", "--accesses", "1000000000", "--misses-out", out)
            .start();
    while (process.isAlive() && files().isEmpty()) {
      Thread.onSpinWait();
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(status, process.waitFor());
    assertEquals("janus: interrupted" + System.lineSeparator(), err);
    assertEquals(List.of(), files());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void outputThatCannotBeWrittenIsAnError() throws IOException, InterruptedException {
    Process process =
        janus("size", "--model", "llama-2-7b", "--context", "1", "--json")
            .redirectOutput(new File("/dev/full"))
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(2, process.waitFor());
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("janus: standard output: cannot be written: No space left"), err);
  }
}
