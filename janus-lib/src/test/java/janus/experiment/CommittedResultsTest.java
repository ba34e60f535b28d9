package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import janus.catalog.DataFolder;
import janus.progress.Progress;
import janus.provenance.Sha256;
import janus.results.Csv;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in {@code results/} is whole, says where it comes from, and comes out again. */
class CommittedResultsTest {
  private static final Path RESULTS = Path.of(System.getProperty("janus.root"), "results");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> everyTableIsTheOneItsRunWrote() throws IOException {
    List<Path> runs;
    try (Stream<Path> files = Files.walk(RESULTS)) {
      runs = files.filter(file -> file.endsWith("run.json")).sorted().toList();
    }
    assertFalse(runs.isEmpty(), "no results");
    return runs.stream()
        .map(run -> dynamicTest(RESULTS.relativize(run).toString(), () -> check(run)));
  }

  private static void check(Path file) throws IOException {
    JsonNode run = Json.MAPPER.readTree(file.toFile());
    // A parity table may be a part of the whole, and says so; nothing else is committed reduced.
    assertTrue(
        !run.path("reduced_size").asBoolean() || run.path("experiment").asText().endsWith("parity"),
        "committed at a reduced size");
    assertTrue(run.path("duration_seconds").asDouble(-1) >= 0, "duration");
    JsonNode made = run.path("circumstances");
    for (String name : List.of("janus_version", "commit", "jdk", "platform")) {
      assertFalse(made.path(name).asText().isBlank(), name);
    }
    String version = made.path("janus_version").asText();
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), "janus_version: " + version);
    assertFalse(made.path("sha256").isEmpty(), "nothing says what was read");
    for (JsonNode checksum : made.path("sha256")) {
      assertEquals(64, checksum.asText().length(), "length of a sha256");
    }
    assertFalse(run.path("tables").isEmpty(), "no tables");
    for (JsonNode table : run.path("tables")) {
      Path csv = file.resolveSibling(table.path("file").asText());
      assertEquals(table.path("sha256").asText(), Sha256.ofFile(csv), csv.toString());
      Path json = Path.of(csv.toString().replace(".csv", ".json"));
      assertEquals(
          table.path("rows").asInt(), Json.MAPPER.readTree(json.toFile()).size(), json.toString());
    }
  }

  @Test
  void problemSizingComesOutByteForByte() throws IOException {
    comesOutByteForByte(new ProblemSizing());
  }

  @Test
  void technologyChoiceComesOutByteForByte() throws IOException {
    comesOutByteForByte(new TechnologyChoice());
  }

  @Test
  void wholeChipComesOutByteForByte() throws IOException {
    comesOutByteForByte(new WholeChip());
  }

  @Test
  void claimsAuditComesOutByteForByte() throws IOException {
    comesOutByteForByte(new ClaimsAuditing());
  }

  private void comesOutByteForByte(Experiment experiment) throws IOException {
    experiment.run(laboratory());
    String step = experiment.name();
    List<Path> tables;
    try (Stream<Path> files = Files.list(folder.resolve(step))) {
      tables = files.filter(file -> file.toString().endsWith(".csv")).toList();
    }
    assertFalse(tables.isEmpty());
    for (Path table : tables) {
      Path committed = RESULTS.resolve(step).resolve(table.getFileName());
      assertEquals(-1, Files.mismatch(committed, table), committed + ": run " + step + " again");
    }
  }

  // The searches of step 6 take a minute; those for one model are held here, and what all rest on
  // by TableEvaluationTest.
  @Test
  void bestDesignsOfAModelComeOutByteForByte() throws IOException {
    String computed =
        Csv.of(ClosingTheLoop.BestRow.class, ClosingTheLoop.bestRows(laboratory(true)));
    List<String> committed =
        Files.readAllLines(RESULTS.resolve("6-closing-the-loop/best-designs.csv")).stream()
            .filter(line -> line.startsWith("question,") || line.contains(",llama-3.2-1b,"))
            .toList();
    assertEquals(committed, computed.lines().toList());
  }

  @Test
  void simulatedDesignsComeOutByteForByte() throws IOException {
    String computed =
        Csv.of(SimulatedDesigns.Row.class, new SimulatedDesigns(laboratory()).rows(8));
    List<String> committed =
        Files.readAllLines(RESULTS.resolve("6-closing-the-loop/simulated-designs.csv"));
    assertEquals(committed.subList(0, 9), computed.lines().toList());
  }

  @Test
  void bytesSavedComeOutByteForByte() throws IOException {
    String computed = Csv.of(ClosingTheLoop.HeldRow.class, ClosingTheLoop.held(laboratory()));
    assertEquals(Files.readString(RESULTS.resolve("6-closing-the-loop/bytes-saved.csv")), computed);
  }

  // The sweeps that no captured run takes part in and that are simulated in a second each.
  @ParameterizedTest
  @ValueSource(strings = {"look-ahead", "tier-1 size", "context", "tier-2 banks"})
  void sweepOfThePrefetcherComesOutByteForByte(String sweep) throws IOException {
    List<String> committed =
        Files.readAllLines(RESULTS.resolve("4-prefetcher-design/sweeps.csv")).stream()
            .filter(line -> line.startsWith(sweep + ","))
            .toList();
    String computed =
        Csv.of(PrefetcherDesign.SweepRow.class, PrefetcherDesign.sweep(sweep, laboratory()));
    assertFalse(committed.isEmpty());
    assertEquals(committed, computed.lines().skip(1).toList());
  }

  @Test
  void technologiesOfTier2ComeOutByteForByte() throws IOException {
    String computed =
        Csv.of(Tier2Technologies.Row.class, PrefetcherDesign.technologies(laboratory()));
    assertEquals(
        Files.readString(RESULTS.resolve("4-prefetcher-design/tier-2-technologies.csv")), computed);
  }

  private Laboratory laboratory() {
    return laboratory(false);
  }

  private Laboratory laboratory(boolean quick) {
    return new Laboratory(
        DataFolder.bundled(), folder, folder, null, null, List.of(), quick, 1, Progress.NONE);
  }
}
