package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.SyntheticModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that writes a file writes through links and into pipes. */
@Timeout(120)
class OutputsTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));

  @TempDir Path folder;

  /** Runs a command whose words OUT, IN, MODEL, TEXT, F and P stand for files. */
  private void run(String command, Path out) throws IOException {
    Path in = Files.writeString(folder.resolve("in"), "R 0x80\nW 0x100\n");
    var words = new ArrayList<String>();
    for (String word : command.split(" ", -1)) {
      words.add(
          switch (word) {
            case "OUT" -> out.toString();
            case "IN" -> in.toString();
            case "MODEL" -> SyntheticModel.write("llama", folder).toString();
            case "TEXT" -> SyntheticModel.writeText(folder).toString();
            case "F" -> ROOT.resolve("data/floorplans/janus-1.flp").toString();
            case "P" -> ROOT.resolve("data/floorplans/janus-1.ptrace").toString();
            default -> word;
          });
    }
    var err = new StringWriter();
    var quiet = new PrintWriter(new StringWriter());
    assertEquals(0, Main.run(quiet, new PrintWriter(err), words.toArray(new String[0])), err + "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace convert IN OUT --to ramulator",
        "trace generate --kind random --accesses 10 --out OUT",
        "trace capture --model MODEL --text TEXT --tokens 2 --out OUT",
        "simulate --kind random --accesses 10 --misses-out OUT",
        "heat --floorplan F --power P --grid 8 --steady OUT",
        "heat --floorplan F --power P --grid 8 --transient OUT"
      })
  void everyOutputFollowsLinksAndFillsPipes(String command) throws Exception {
    Path file = folder.resolve("file");
    run(command, file);
    String expected = read(file);
    assertTrue(expected.length() > 10, expected);

    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    run(command, link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(expected, read(real));

    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    var piped = CompletableFuture.supplyAsync(() -> read(pipe));
    run(command, pipe);
    assertEquals(expected, piped.get());
    assertEquals(List.of(), parts());
  }

  private List<Path> parts() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).toList();
    }
  }
}
