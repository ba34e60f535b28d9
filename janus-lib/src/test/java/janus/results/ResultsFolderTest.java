package janus.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
  record Row(String name, long reads) {}

  @TempDir Path temp;

  private static void write(Path folder, Row... rows) {
    var results = new ResultsFolder(folder);
    results.table("some-table", Row.class, List.of(rows));
    results.write("test", false, Map.of("look_ahead", 16), 1.5, Circumstances.current());
  }

  @Test
  void runNamesEveryTableWithItsChecksum() throws Exception {
    write(temp.resolve("a/b"), new Row("x", 1));
    var run = Json.MAPPER.readTree(temp.resolve("a/b/run.json").toFile());
    assertEquals(
        Sha256.ofFile(temp.resolve("a/b/some-table.csv")), run.at("/tables/0/sha256").asText());
    assertEquals(16, run.at("/settings/look_ahead").asInt());
    assertTrue(run.at("/circumstances/jdk").isTextual());
  }

  @Test
  void aSecondRunReplacesTheFirstAndLeavesNoParts() throws Exception {
    write(temp, new Row("x", 1));
    write(temp, new Row("x", 2));
    assertTrue(Files.readString(temp.resolve("some-table.csv")).contains("x,2"));
    try (var files = Files.list(temp)) {
      assertEquals(3, files.count());
    }
  }

  /** Writes many tables; a program of its own. */
  static final class ManyTables {
    private static final int COUNT = 300;

    public static void main(String[] folder) {
      var results = new ResultsFolder(Path.of(folder[0]));
      for (int i = 0; i < COUNT; i++) {
        results.table("table-" + i, Row.class, List.of(new Row(folder[1], i)));
      }
      results.write("test", false, Map.of(), 1, Circumstances.current());
    }
  }

  private Process manyTables() throws Exception {
    String classes = System.getProperty("java.class.path");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String many = ManyTables.class.getName();
    return new ProcessBuilder(java, "-cp", classes, many, temp.toString(), "new")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void aProcessThatIsAskedToEndReplacesAllFilesOrNone() throws Exception {
    Process process = manyTables();
    while (process.isAlive() && !Files.exists(temp.resolve("table-0.csv"))) {
      Thread.onSpinWait();
    }
    process.destroy();
    process.waitFor();
    try (var files = Files.list(temp)) {
      assertEquals(2 * ManyTables.COUNT + 1, files.count());
    }
  }

  @Test
  void whatAKilledProcessLeftIsGoneAfterTheNextRun() throws Exception {
    Process process = manyTables();
    while (process.isAlive() && hidden() == 0) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    assertTrue(hidden() > 0, "killed too late");
    ManyTables.main(new String[] {temp.toString(), "old"});
    try (var files = Files.list(temp)) {
      assertEquals(2 * ManyTables.COUNT + 1, files.count());
    }
  }

  @Test
  void besideTablesOfTwoRunsThereIsNoRun() throws Exception {
    ManyTables.main(new String[] {temp.toString(), "old"});
    Process process = manyTables();
    while (process.isAlive() && !Files.readString(temp.resolve("table-0.csv")).contains("new")) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    String last = Files.readString(temp.resolve("table-" + (ManyTables.COUNT - 1) + ".csv"));
    assertEquals(last.contains("new"), Files.exists(temp.resolve("run.json")));
  }

  private long hidden() throws Exception {
    try (var files = Files.list(temp)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void ofTwoRunsAtOnceOneIsThereInTheEnd() throws Exception {
    for (int turn = 0; turn < 5; turn++) {
      List<Thread> runs = List.of(new Thread(() -> many(1)), new Thread(() -> many(2)));
      runs.forEach(Thread::start);
      for (Thread run : runs) {
        run.join();
      }
      var run = Json.MAPPER.readTree(temp.resolve("run.json").toFile());
      for (var table : run.path("tables")) {
        String file = table.path("file").asText();
        assertEquals(table.path("sha256").asText(), Sha256.ofFile(temp.resolve(file)), file);
      }
      assertEquals(0, hidden());
    }
  }

  private void many(int reads) {
    var results = new ResultsFolder(temp);
    for (int i = 0; i < 20; i++) {
      results.table("table-" + i, Row.class, List.of(new Row("x", reads)));
    }
    results.write("test", false, Map.of(), 1, Circumstances.current());
  }

  @Test
  void aFolderMayBeALink() throws Exception {
    Path real = Files.createDirectory(temp.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);
    write(link, new Row("x", 1));
    assertTrue(Files.exists(real.resolve("run.json")));
  }

  @Test
  void aLinkThatLeadsNowhereIsNoResultsFolder() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("gone"));
    assertThrows(
        BadInputException.class, () -> ResultsFolder.requireWritable(link.resolve("step")));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "x");
    var e =
        assertThrows(BadInputException.class, () -> write(file.resolve("under"), new Row("x", 1)));
    assertTrue(e.getMessage().contains("under"), e.getMessage());
  }
}
