package janus.simulator.prefetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Verilog and the Java machine agree in every cycle, as Icarus Verilog simulates the former.
 */
class StreamPrefetcherRtlTest {
  private static final int LINE_BITS = 33;

  @TempDir Path temp;

  @TestFactory
  Stream<DynamicTest> verilogAgreesCycleForCycle() {
    if (!isOnPath("iverilog") || !isOnPath("vvp")) {
      return Stream.of(
          dynamicTest(
              "not checked: iverilog is not installed (Debian package iverilog)", () -> {}));
    }
    return Stream.of(
            new StreamPrefetcher(16, 4, 1, 1),
            new StreamPrefetcher(4, 4, 1, 1),
            new StreamPrefetcher(1, 1, 1, 1),
            new StreamPrefetcher(64, 4, 2, 1),
            new StreamPrefetcher(16, 4, 1, 4),
            new StreamPrefetcher(7, 3, 3, 3),
            new StreamPrefetcher(64, 8, 2, 8))
        .map(machine -> dynamicTest(machine.spelling(), () -> compare(machine)));
  }

  private void compare(StreamPrefetcher machine) throws IOException, InterruptedException {
    var random = new Random(7);
    var stimulus = new StringBuilder();
    var expected = new ArrayList<String>();
    var port = new StreamPrefetcherPort(machine);
    for (long line : RandomStreams.lines(random, 5_000)) {
      cycle(port, true, line, stimulus, expected);
      for (int wait = random.nextInt(8) - 4; wait > 0; wait--) {
        cycle(port, false, 0, stimulus, expected);
      }
    }
    Path folder = Files.createDirectories(temp.resolve(Integer.toString(machine.hashCode())));
    Files.writeString(folder.resolve("stimulus.txt"), stimulus);
    Path root = Path.of(System.getProperty("janus.root"), "janus-lib", "src").toAbsolutePath();
    run(
        folder,
        "iverilog",
        "-g2005-sv",
        "-o",
        "bench",
        "-DSTREAMS=" + machine.streams(),
        "-DLOOK_AHEAD=" + machine.lookAhead(),
        "-DISSUE_WIDTH=" + machine.issueWidth(),
        "-DTRIGGER=" + machine.trigger(),
        "-DLINE_BITS=" + LINE_BITS,
        root.resolve("main/resources/janus/rtl/janus_prefetch_1.v").toString(),
        root.resolve("test/resources/janus/rtl/bench.v").toString());
    List<String> actual = run(folder, "vvp", "bench");
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "cycle " + i);
    }
  }

  private static void cycle(
      StreamPrefetcherPort port,
      boolean valid,
      long line,
      StringBuilder stimulus,
      List<String> expected) {
    stimulus.append(valid ? "1 " : "0 ").append(Long.toHexString(line)).append('\n');
    var lines = new ArrayList<Long>();
    if (valid) {
      port.access(line, lines::add);
    } else {
      port.idle(lines::add);
    }
    expected.add(lines.size() + " " + (lines.isEmpty() ? "0" : Long.toHexString(lines.get(0))));
  }

  private static List<String> run(Path folder, String... command)
      throws IOException, InterruptedException {
    File output = folder.resolve(command[0] + ".out").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    List<String> lines = Files.readAllLines(output.toPath());
    assertEquals(true, ended && process.exitValue() == 0, () -> String.join("\n", lines));
    return lines.stream().filter(line -> line.matches("[0-9]+ [0-9a-f]+")).toList();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
