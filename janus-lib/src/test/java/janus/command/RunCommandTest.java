package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String STEP = "1-problem-sizing";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    var args = new ArrayList<>(List.of("run", "--results", folder.resolve("results").toString()));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of(words));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private Path table() {
    return folder.resolve("results").resolve(STEP).resolve("models.csv");
  }

  @Test
  void whatARunWroteComesOutAgain() throws IOException {
    assertEquals(0, run("1"));
    FileTime written = Files.getLastModifiedTime(table());
    assertEquals(0, run("--check", "1"), out.toString());
    assertTrue(out.toString().contains(" files in "), out.toString());
    assertEquals(written, Files.getLastModifiedTime(table()), "a check writes nothing there");
  }

  @Test
  void aChangedTableIsNamedAndTheStatusIsOne() throws IOException {
    assertEquals(0, run("1"));
    Files.writeString(table(), Files.readString(table()).replace("4096", "4097"));
    assertEquals(1, run("--check", "1"));
    assertTrue(out.toString().contains(STEP + "/models.csv"), out.toString());
    assertTrue(out.toString().contains("differs"), out.toString());
    assertEquals(1, run("--check", "1", "--json"));
    var files = Json.MAPPER.readTree(out.toString()).path("files");
    assertTrue(files.toString().contains("differs"), files.toString());
  }

  @Test
  void aMissingTableIsNamed() {
    assertEquals(1, run("--check", "1"));
    assertTrue(out.toString().contains("missing"), out.toString());
  }

  @Test
  void aReducedRunCannotBeChecked() {
    assertEquals(2, run("--check", "--quick", "1"));
    assertTrue(err.toString().startsWith("janus: --check: expected no --quick"), err.toString());
  }

  // The second of two runs that are asked for everything goes on behind the steps that were done.
  @Test
  void allGoesOnBehindTheStepsThatAreDone() throws IOException {
    assertEquals(2, run("all", "--quick", "--text", folder.resolve("none.txt").toString()));
    assertTrue(err.toString().contains("none.txt"), err.toString());
    FileTime written = Files.getLastModifiedTime(table());
    assertEquals(2, run("all", "--quick", "--text", folder.resolve("none.txt").toString()));
    assertTrue(err.toString().contains(STEP + " was finished before"), err.toString());
    assertEquals(written, Files.getLastModifiedTime(table()));
    assertEquals(2, run("all", "--text", folder.resolve("none.txt").toString()));
    assertTrue(!err.toString().contains("finished before"), "other settings begin anew");
  }
}
