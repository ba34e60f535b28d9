package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static ProcessBuilder janus(String... arguments) {
    return new ProcessBuilder(words(arguments));
  }

  private static List<String> words(String... arguments) {
    return Stream.concat(
            Stream.of(
                "env",
                "--default-signal=INT,TERM,HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djanus.root=" + System.getProperty("janus.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()),
            Stream.of(arguments))
        .toList();
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

  private String[] design(String... more) {
    return Stream.concat(
            Stream.of(
                "design",
                "--model",
                "llama-3.2-1b",
                "--prompt",
                "100",
                "--answer",
                "20",
                "--fix",
                "package.layers=bga-lid",
                "--fix",
                "package.resistance=lfbga-289",
                "--results",
                folder.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private Process startedDesign(Path state, String... more) throws IOException {
    String[] resumed = {"--threads", "1", "--resume", state.toString()};
    Process process =
        janus(Stream.concat(Stream.of(design(resumed)), Stream.of(more)).toArray(String[]::new))
            .start();
    while (process.isAlive() && !Files.exists(state)) {
      Thread.onSpinWait();
    }
    return process;
  }

  private String front() throws IOException {
    return Files.readString(folder.resolve("6-closing-the-loop/llama-3.2-1b/front.csv"));
  }

  private static final String[] SMALL = {
    "--quick",
    "--fix",
    "compute.tileRows=16",
    "--fix",
    "compute.tileColumns=16",
    "--fix",
    "compute.clockGhz=1"
  };

  private static String[] small(String... more) {
    return Stream.concat(Stream.of(SMALL), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aKilledSearchGoesOnToTheSameBytes() throws IOException, InterruptedException {
    assertEquals(0, janus(design(SMALL)).start().waitFor());
    String whole = front();
    Path state = folder.resolve("state.json");
    startedDesign(state, SMALL).destroyForcibly().waitFor();
    Files.delete(folder.resolve("6-closing-the-loop/llama-3.2-1b/front.csv"));
    assertEquals(0, janus(design(small("--resume", state.toString()))).start().waitFor());
    assertEquals(whole, front());
  }

  // Hundreds of millions of designs: the search does not end before it is interrupted.
  @Test
  void anInterruptedSearchLeavesTheFrontSoFar() throws IOException, InterruptedException {
    Process process = startedDesign(folder.resolve("state.json"));
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(130, process.waitFor());
    assertTrue(out.startsWith("UNFINISHED: "), out);
    assertEquals("janus: interrupted" + System.lineSeparator(), err);
  }

  private static String[] generate(Path out) {
    return new String[] {
      "trace", "generate", "--kind", "sequential", "--accesses", "2", "--out", out.toString()
    };
  }

  // The link stands for /dev/stdout, which a test must not touch.
  @Test
  void aTraceToStandardOutputComesBetweenWhatOthersWriteThere()
      throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("stdout"), Path.of("/proc/self/fd/1"));
    for (Path out : List.of(Path.of("-"), link)) {
      Path all = folder.resolve("all");
      var command = new ArrayList<>(List.of("sh", "-c", "echo head; \"$@\"; echo tail", "sh"));
      command.addAll(words(generate(out)));
      Process process = new ProcessBuilder(command).redirectOutput(all.toFile()).start();
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor());
      assertEquals("head\nR 0x0\nR 0x80\ntail\n", Files.readString(all));
      assertTrue(err.contains("2 accesses in " + out + " (text)"), err);
      assertTrue(Files.isSymbolicLink(link));
    }
  }

  @Test
  void aTraceGoesToATerminal() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(folder.resolve("stdout"), Path.of("/proc/self/fd/1"));
    var command =
        new ArrayList<>(
            List.of("python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))"));
    command.addAll(words(generate(link)));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String seen = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), seen);
    assertTrue(seen.contains("R 0x0\r\nR 0x80\r\n"), seen);
  }

  @Test
  void aTraceThatDoesNotFitInMemoryIsOneLine() throws IOException, InterruptedException {
    Process process =
        janus(
                "trace",
                "profile",
                "--kind",
                "random",
                "--accesses",
                "30000000",
                "--footprint",
                "30000000")
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(2, process.waitFor(), err);
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("janus: out of memory: the heap holds "), err);
  }
}
