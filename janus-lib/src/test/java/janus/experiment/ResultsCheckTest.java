package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsCheckTest {
  private static final String RUN =
      "{\"experiment\": \"1\", \"settings\": {\"a\": %s}, \"duration_seconds\": %s,"
          + " \"circumstances\": {\"jdk\": \"%s\"}}";

  @TempDir private Path kept;
  @TempDir private Path computed;

  private void write(String name, String before, String now) throws IOException {
    Files.createDirectories(computed.resolve("1"));
    Files.createDirectories(kept.resolve("1"));
    if (before != null) {
      Files.writeString(kept.resolve("1").resolve(name), before);
    }
    Files.writeString(computed.resolve("1").resolve(name), now);
  }

  private List<String> outcomes() throws IOException {
    return ResultsCheck.compare(kept, computed).stream().map(ResultsCheck.Row::outcome).toList();
  }

  @Test
  void tablesAreComparedByteForByte() throws IOException {
    write("a.csv", "x\n1\n", "x\n1\n");
    write("b.csv", "x\n1\n2\n", "x\n1\n3\n");
    write("c.csv", "x\n1\n", "x\n1\n2\n");
    write("d.csv", null, "x\n");
    write("e.csv", "x\n", "x");
    assertEquals(
        List.of("equal", "line 3 differs", "line 3 differs", "missing", "line 2 differs"),
        outcomes());
  }

  @Test
  void timesAndCircumstancesMayDiffer() throws IOException {
    write("run.json", RUN.formatted(1, 2.5, "17"), RUN.formatted(1, 3.5, "25"));
    assertEquals(List.of("equal"), outcomes());
    write("run.json", RUN.formatted(1, 2.5, "17"), RUN.formatted(2, 2.5, "17"));
    assertEquals(List.of("settings differ"), outcomes());
  }

  @Test
  void filesThatWereNotComputedAreNotLookedAt() throws IOException {
    write("a.csv", "x\n", "x\n");
    Files.writeString(kept.resolve("1/study.csv"), "y\n");
    assertEquals(
        List.of(new ResultsCheck.Row("1/a.csv", "equal")), ResultsCheck.compare(kept, computed));
  }
}
