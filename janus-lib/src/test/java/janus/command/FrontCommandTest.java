package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FrontCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path ANSWERS =
      Path.of(System.getProperty("janus.root"), "..", "shared", "reference", "pareto");
  private static final int SETS = 7;

  @TempDir static Path folder;

  private static String run(int status, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    assertEquals(status, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args));
    return status == 0 ? out.toString() : err.toString();
  }

  private static Path table(String text) throws IOException {
    Path file = Files.createTempFile(folder, "table", ".csv");
    Files.writeString(file, text);
    return file;
  }

  private static JsonNode json(Path file, String... args) throws IOException {
    var all = new ArrayList<>(List.of("front", file.toString(), "--json"));
    all.addAll(List.of(args));
    return MAPPER.readTree(run(0, all.toArray(String[]::new)));
  }

  /** Fronts and hypervolumes that moocore and pygmo computed. */
  @TestFactory
  Stream<DynamicTest> frontsEqualThoseOfOtherTools() throws IOException {
    if (!Files.exists(ANSWERS)) {
      return Stream.of(
          dynamicTest("shared folder is not here: " + SETS + " sets not checked", () -> {}));
    }
    JsonNode sets = MAPPER.readTree(ANSWERS.resolve("answers.json").toFile()).get("sets");
    assertEquals(SETS, sets.size());
    return StreamSupport.stream(sets.spliterator(), false)
        .map(set -> dynamicTest(set.get("file").asText(), () -> check(set)));
  }

  private static void check(JsonNode set) throws IOException {
    Path file = ANSWERS.resolve(set.get("file").asText());
    String[] columns = Files.readAllLines(file).get(0).split(",");
    var reference = new ArrayList<String>();
    for (int i = 0; i < columns.length; i++) {
      reference.add(columns[i] + "=" + set.get("reference_point_in_given_sense").get(i).asText());
    }
    JsonNode ours =
        json(
            file,
            "--minimize",
            String.join(",", Stream.of(columns).filter(c -> c.startsWith("min")).toList()),
            "--maximize",
            String.join(",", Stream.of(columns).filter(c -> c.startsWith("max")).toList()),
            "--reference",
            String.join(",", reference));
    assertEquals(set.get("non_dominated_all_of_equal_points"), ours.get("non_dominated"));
    assertEquals(set.get("non_dominated_distinct"), ours.get("distinct"));
    assertEquals(set.get("fronts"), ours.get("fronts"));
    assertEquals(set.get("size_of_each_front"), ours.get("front_sizes"));
    double expected = set.get("hypervolume").asDouble();
    assertEquals(expected, ours.get("hypervolume").asDouble(), 1e-9 * expected);
  }

  // Row 2 repeats row 0; row 1 costs more and gives less.
  @Test
  void equalRowsAreAllOnTheFront() throws IOException {
    Path file = table("name,cost,gain\n\"a, b\",1,5\nc,2,4\nd,1,5\n");
    JsonNode ours = json(file, "--minimize", "cost", "--maximize", "gain");
    assertEquals("[0,2]", ours.get("non_dominated").toString());
    assertEquals(1, ours.get("distinct").asInt());
    assertEquals("[2,1]", ours.get("front_sizes").toString());
    assertEquals(null, ours.get("hypervolume"));
  }

  @Test
  void emptyTableHasNoFront() throws IOException {
    assertEquals(0, json(table("a,b\n"), "--minimize", "a").get("fronts").asInt());
  }

  @Test
  void textListsTheFront() throws IOException {
    String text = run(0, "front", table("a,b\n1,2\n2,1\n3,3\n").toString(), "--minimize", "a,b");
    assertTrue(text.startsWith("2 of 3 rows are on the front (2 distinct); 2 fronts"), text);
  }

  @Test
  void badTablesAndObjectivesAreNamed() throws IOException {
    String file = table("a,b\n1,2\nx,3\n").toString();
    refused("row 1, a: expected a number, found 'x'", file, "--minimize", "a");
    refused("has no column 'c'; one of a, b", file, "--minimize", "c");
    refused("found 'a' twice", file, "--minimize", "a", "--maximize", "a");
    refused("expected at least one", file);
    refused("--reference: expected a value", file, "--minimize", "b", "--reference", "a=1");
    refused("row 0: expected 2 cells, found 1", table("a,b\n1\n").toString(), "--minimize", "a");
    refused("found 'a'", table("a,a\n1,2\n").toString(), "--minimize", "a");
    refused("expected a header line", table("").toString(), "--minimize", "a");
    refused("expected a number, found '1d'", table("a\n1d\n").toString(), "--minimize", "a");
  }

  private static void refused(String words, String file, String... options) {
    var all = new ArrayList<>(List.of("front", file));
    all.addAll(List.of(options));
    String line = run(2, all.toArray(String[]::new));
    assertTrue(line.contains(words) && line.lines().count() == 1, line);
  }
}
