package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceResult;
import janus.claims.ReferenceSettings;
import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import janus.results.Json;
import janus.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the outputs of the Python simulator, and against its rules. */
class ReferenceCompatibleTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("janus.root"), "..", "shared", "reference");
  private static final int CASES = 107;

  private static ReferenceResult run(List<String> settings, long... addresses) throws IOException {
    return new ReferenceCompatible(ReferenceSettings.DEFAULTS.with(settings))
        .run(Traces.reads(addresses));
  }

  // Miss in cycle 0, line there in 3, data in 4: latency 4. Its bank is busy to 4, so the replay in
  // cycle 3 has its data at 5: latency 2. Last cycle 3, total 4.
  @Test
  void isolatedMissIsAMissAndAHit() throws IOException {
    var result = run(List.of(), 0x10000);
    assertEquals(1, result.t1Hits());
    assertEquals(1, result.t1Misses());
    assertEquals(4, result.totalCycles());
    assertEquals(Map.of(4L, 1L, 2L, 1L), result.latencyHistogram());
    assertEquals(Sha256.of("4\n2"), result.latencySequenceSha256());
    assertEquals(Sha256.of("65536"), result.t1LruToMruSha256());
    assertEquals(3.8, result.p90(), 1e-12);
  }

  // Address 0 is asked for in cycles 0, 1 and 2; the first answer comes in 3.
  @Test
  void addressZeroMissesEveryCycle() throws IOException {
    var result = run(List.of(), 0);
    assertEquals(3, result.t1Misses());
    assertEquals(1, result.latencyCount());
  }

  @Test
  void emptyTraceCountsNothing() throws IOException {
    assertEquals(0, run(List.of()).totalCycles());
    assertEquals(0, run(List.of()).p99());
  }

  // 8 lines of 128 B hold no window of 16: after the trace each arrival pushes out a line that is
  // then fetched again.
  @Test
  void endlessPrefetchingIsAnError() {
    var settings =
        List.of(
            "t1_sram_size_mb=0.0009765625",
            "t1_sram_banks=2",
            "t2_edram_banks=3",
            "t1_latency_cycles=4",
            "prefetch_issue_width=8");
    var e = assertThrows(BadInputException.class, () -> run(settings, 133, 261, 389));
    assertTrue(e.getMessage().contains("never ends"), e.getMessage());
  }

  @Test
  void unknownAndImpossibleSettingsAreRefused() {
    for (String bad : List.of("t3=1", "t1_sram_banks", "t1_sram_banks=two", "t1_sram_size_mb=x")) {
      assertThrows(
          BadInputException.class, () -> ReferenceSettings.DEFAULTS.with(List.of(bad)), bad);
    }
    for (String bad : List.of("t1_sram_banks=0", "t1_sram_size_mb=0", "t1_sram_size_mb=0.0001")) {
      assertThrows(
          IllegalArgumentException.class, () -> ReferenceSettings.DEFAULTS.with(List.of(bad)), bad);
    }
  }

  @TestFactory
  List<DynamicTest> equalsThePythonSimulator() throws IOException {
    Path grid = REFERENCE.resolve("python-simulator-grid.json");
    if (!Files.exists(grid)) {
      return List.of(
          dynamicTest(
              "shared folder is not here: " + CASES + " oracle cases not checked", () -> {}));
    }
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode one : Json.MAPPER.readTree(grid.toFile()).get("cases")) {
      tests.add(dynamicTest(one.get("case") + " " + one.get("trace").asText(), () -> check(one)));
    }
    assertEquals(CASES, tests.size());
    return tests;
  }

  private static void check(JsonNode expected) throws IOException {
    var settings = new ArrayList<String>();
    expected
        .get("config")
        .properties()
        .forEach(field -> settings.add(field.getKey() + "=" + field.getValue().asText()));
    Path trace = REFERENCE.resolve("traces").resolve(expected.get("trace").asText() + ".txt.gz");
    ReferenceResult result =
        new ReferenceCompatible(ReferenceSettings.DEFAULTS.with(settings))
            .run(TraceFiles.open(trace));
    ObjectNode actual = Json.MAPPER.valueToTree(result);
    actual
        .properties()
        .forEach(
            field -> {
              JsonNode wanted = expected.get(field.getKey());
              if (field.getValue().isDouble()) {
                assertEquals(
                    wanted.doubleValue(), field.getValue().doubleValue(), 0, field.getKey());
              } else {
                assertEquals(wanted.toString(), field.getValue().toString(), field.getKey());
              }
            });
  }
}
