package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import janus.thermal.LumpedPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PhysicsCatalogsTest {
  private final PackageCatalog packages = PackageCatalog.bundled();

  // 24.7 C/W x 2 W + 25 C = 74.4 C; (85 - 25) / 24.7 = 2.429 W.
  // Two resistors 8.5 + 30 and 6.2 + 20: 38.5 x 26.2 / 64.7 = 15.590 C/W.
  @Test
  void aPackageHeatsItsJunction() {
    LumpedPackage fccsp = packages.lumped("fccsp-iwrl1432");
    assertEquals(74.4, fccsp.junctionC(2, 25).typical(), 1e-9);
    assertEquals(60 / 24.7, fccsp.throttlingPowerW(85, 25), 1e-9);
    assertEquals(25 + 2 * 38.5 * 26.2 / 64.7, fccsp.twoResistorJunctionC(2, 25, 30, 20), 1e-9);
    // The board alone: nothing leaves through an insulated case.
    assertEquals(
        25 + 2 * 26.2, fccsp.twoResistorJunctionC(2, 25, Double.POSITIVE_INFINITY, 20), 1e-9);
  }

  // The maker's own pair: 125 C allows 1.46 W at 85 C.
  @Test
  void publishedAllowanceAgreesWithTheResistance() {
    assertEquals(1.46, packages.lumped("tfbga-256").throttlingPowerW(125, 85), 0.005);
  }

  @Test
  void everyFactNamesAKnownSource() {
    List<String> sources = DataFolder.bundled().document("", "sources").fields();
    packages.lumped().forEach(p -> assertTrue(sources.contains(p.thetaJa().source()), p.id()));
    EnergyCatalog energies = EnergyCatalog.bundled();
    energies
        .macNames()
        .forEach(name -> assertTrue(sources.contains(energies.mac(name).source()), name));
  }

  /** Words by which a fact or its source says that nobody looked it up. */
  private static final Pattern RECALLED = Pattern.compile("from memory|recalled");

  @Test
  void everyNumberSaysHowFarItMayBeTrustedAndRecalledOnesSayLow() throws IOException {
    Path data = Path.of(System.getProperty("janus.root"), "data");
    JsonNode sources = new ObjectMapper().readTree(data.resolve("sources.json").toFile());
    var checked = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".json"))::iterator) {
        checkFacts(file.toString(), new ObjectMapper().readTree(file.toFile()), sources, checked);
      }
    }
    assertTrue(checked.size() > 400, "facts found: " + checked.size());
  }

  private static void checkFacts(
      String place, JsonNode node, JsonNode sources, List<String> checked) {
    if (node.has("basis") && node.has("value")) {
      String confidence = node.path("confidence").asText();
      JsonNode source = sources.path(node.path("source").asText());
      assertTrue(List.of("high", "medium", "low").contains(confidence), place);
      assertTrue(source.isObject(), place + " names no source of sources.json");
      boolean recalled =
          RECALLED.matcher(node.path("where").asText()).find()
              || source.path("identifier").asText().equals("none");
      if (recalled || node.path("basis").asText().equals("assumed")) {
        assertEquals("low", confidence, place);
      }
      checked.add(place);
    }
    for (String name : (Iterable<String>) node::fieldNames) {
      checkFacts(place + ", " + name, node.get(name), sources, checked);
    }
    if (node.isArray()) {
      node.forEach(child -> checkFacts(place, child, sources, checked));
    }
  }

  // What may stand in code: steps and bounds of numerical methods, units, choices of the design.
  private static final Set<String> ALLOWED_CONSTANTS =
      Set.of(
          "STEPS",
          "MAX_EVALUATIONS",
          "ENOUGH",
          "STEP_C",
          "SEARCH_TO_C",
          "SECONDS_PER_YEAR",
          "DECADE",
          "SMALLEST_PAPER_NODE",
          "GIB",
          "KELVIN",
          "ROUNDING",
          "NEGLIGIBLE",
          "ROUNDING_METRES",
          "UNNOTED_METRES",
          "WORDS_OF_A_KB",
          "CONNECTION",
          "BLOCK",
          "BLOCK_OF_OWN_MATERIAL",
          "MOST_NAMED",
          "FIELDS",
          "ROUNDING_SHARE",
          "ZERO_CELSIUS",
          "MM2",
          "MOST_STEPS",
          "FITTING_GRID",
          "FITTING_EVALUATIONS",
          "FITTING_TOLERANCE",
          "FITTING_FLOOR",
          "LUMPING",
          "WEST",
          "EAST",
          "NORTH",
          "SOUTH",
          "SIDES",
          "SPREADER",
          "SINK",
          "SINK_RIM",
          "SUBSTRATE",
          "SOLDER",
          "BOARD",
          "BOARD_RIM",
          "WHOLE",
          "LARGEST_RESIDUAL",
          "QUADRANTS",
          "TOLERANCE_KELVIN",
          "FINEST",
          "SMALLEST",
          "LARGEST_WATTS",
          "SMALL_WATTS",
          "FEWEST_WORDS",
          "RATIO_TOLERANCE",
          "HOTTEST_C",
          "TOLERANCE_K",
          "PARTS",
          "GRID",
          "SEARCH_CELSIUS_PER_WATT",
          "TIER2_BLOCK",
          "W",
          "D",
          "ERROR_1",
          "ERROR_2",
          "ERROR_3",
          "ROOT2",
          "WAFER_MM",
          // Ends of what is accepted.
          "ABSOLUTE_ZERO_C",
          "LARGEST_KB",
          "LARGEST_ROUNDING",
          "LARGEST",
          "ORDER",
          "LARGEST_SIDE",
          "LEAST",
          "MOST",
          "MOST_BANKS",
          "MOST_CHANNELS",
          "MOST_CYCLES",
          "MOST_C_PER_W",
          "MOST_FOLDS",
          "MOST_GB_PER_S",
          "MOST_MIB",
          "MOST_MS",
          "MOST_SEQUENCES",
          "MOST_TILES",
          "MOST_TOKENS_PER_S",
          "MOST_WORD_BITS",
          "NARROWEST_METRES",
          "SMALLEST_TIER1_MIB",
          // Quantiles and the parts of a distribution.
          "BINS",
          "COLDEST_C",
          "HIGH",
          "LOW",
          "MEDIAN",
          // Of numerical methods.
          "LOWER",
          "OUTER_TOLERANCE",
          "QUEUE_LINES",
          "SHORT_STEP_K",
          "UPPER",
          "FIRST_S",
          "GROWTH",
          // Bounds of inputs.
          "MOST_IDLE_S",
          "MOST_TOKENS",
          // Simpson's rule.
          "MIDDLE_WEIGHT",
          "WEIGHTS",
          "MOST_S",
          // A setting of the study.
          "TEMPERATURE_C");

  private static final Pattern CONSTANT =
      Pattern.compile("static final (?:double|int|long|float) ([A-Z_0-9]+) = [-0-9(]");

  // A new number in a physics room is a fact for data/ unless somebody says here why it is not.
  @Test
  void physicalConstantsStandInDataNotInCode() throws IOException {
    Path rooms =
        Path.of(System.getProperty("janus.root"), "janus-lib", "src", "main", "java", "janus");
    for (String room : List.of("technology", "thermal", "accelerator", "cost", "codesign")) {
      try (Stream<Path> files = Files.list(rooms.resolve(room))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          var matcher = CONSTANT.matcher(Files.readString(file));
          while (matcher.find()) {
            assertTrue(
                ALLOWED_CONSTANTS.contains(matcher.group(1)),
                file.getFileName() + ": " + matcher.group(1) + " belongs in data/, with a source");
          }
        }
      }
    }
  }

  @Test
  void energiesAreThoseOfTheTables() {
    EnergyCatalog energies = EnergyCatalog.bundled();
    assertEquals(0.2, energies.operation("int8Multiply", 45).typical());
    assertEquals(0.07, energies.operation("int8Multiply", 7).typical());
    assertEquals(0.081, energies.movement("meshHop", "pJ/bit/hop").typical());
    assertEquals(
        energies.operation("int8Multiply", 7).typical()
            + energies.operation("int32Add", 7).typical(),
        energies.mac("int8-7nm").typical(),
        1e-12);
  }

  @Test
  void unknownNamesListTheValidOnes() {
    for (org.junit.jupiter.api.function.Executable asks :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> packages.lumped("bga"),
            () -> packages.settings("bga"),
            () -> EnergyCatalog.bundled().mac("int3"),
            () -> EnergyCatalog.bundled().operation("int8Multiply", 5))) {
      var e = assertThrows(BadInputException.class, asks);
      assertTrue(e.getMessage().contains("valid"), e.getMessage());
    }
  }
}
