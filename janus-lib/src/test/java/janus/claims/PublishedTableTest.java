package janus.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PublishedTableTest {
  private static final PublishedTable TABLE = TechnologyClaims.bundled().published();

  private static PublishedMemory row(String name) {
    return TABLE.rows().stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
  }

  // 20 x 2^30 B/s x 8 bit x 0.05 pJ = 8.590 mW; 224 x 80 mW = 17.92 W; area 1792 Mibit x 0.03.
  @Test
  void sramConstantsGiveFarLessDynamicPowerThanPrinted() {
    var again = row("HD_SRAM").recomputed(TABLE.capacity(), TABLE.gibPerS(), TABLE.readShare());
    assertEquals(0.0085899, again.dynamicW(), 1e-7);
    assertEquals(17.92, again.staticW(), 1e-12);
    assertEquals(53.76, again.areaMm2(), 1e-9);
    assertEquals(0.24, row("HD_SRAM").dynamic().typical());
  }

  // 0.9 x 0.2 + 0.1 x 0.5 = 0.23 pJ/bit; x 8 x 20 x 2^30 = 39.51 mW.
  @Test
  void mramConstantsWeighReadsAndWrites() {
    var again = row("STT_MRAM").recomputed(TABLE.capacity(), TABLE.gibPerS(), TABLE.readShare());
    assertEquals(0.0395137, again.dynamicW(), 1e-7);
    assertEquals(0.0224, again.staticW(), 1e-12);
  }

  @Test
  void printedTotalsAreTheSumsOfTheirParts() {
    for (PublishedMemory row : TABLE.rows()) {
      assertEquals(
          row.total().typical(), row.dynamic().typical() + row.staticPower().typical(), 1e-9);
      assertEquals(row.efficiency().typical(), 224 / row.total().typical(), 0.06);
    }
  }

  @TestFactory
  List<DynamicNode> constantsReproduceThePublishedProgram() throws IOException {
    Path oracle =
        Path.of(
            System.getProperty("janus.root"), "..", "shared", "reference", "python-models.json");
    if (!Files.exists(oracle)) {
      return List.of(
          DynamicTest.dynamicTest(
              "shared folder is not here: 24 oracle cases not checked", () -> {}));
    }
    Map<String, PublishedMemory> rows =
        TABLE.rows().stream()
            .collect(Collectors.toMap(row -> row.name().replace("STT_", "STT-"), row -> row));
    var cases = new ArrayList<DynamicNode>();
    for (JsonNode run : new ObjectMapper().readTree(oracle.toFile()).path("power")) {
      int mib = run.path("cache_size_mb").intValue();
      double gib = run.path("bandwidth_gb_s").doubleValue();
      double reads = run.path("read_ratio").doubleValue();
      cases.add(
          DynamicTest.dynamicTest(
              mib + " MB, " + gib + " GB/s, " + reads + " reads",
              () -> {
                for (JsonNode result : run.path("results")) {
                  var again =
                      rows.get(result.path("technology").textValue())
                          .recomputed(DataSize.ofMiB(mib), gib, reads);
                  assertEquals(result.path("dynamic_w").doubleValue(), again.dynamicW(), 5.01e-4);
                  assertEquals(result.path("static_w").doubleValue(), again.staticW(), 5.01e-4);
                  assertEquals(result.path("total_w").doubleValue(), again.totalW(), 5.01e-4);
                  assertEquals(result.path("area_mm2").doubleValue(), again.areaMm2(), 5.01e-3);
                  assertEquals(result.path("mb_per_w").doubleValue(), again.mibPerW(), 0.0501);
                }
              }));
    }
    return cases;
  }
}
