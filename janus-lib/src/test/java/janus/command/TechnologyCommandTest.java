package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TechnologyCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private JsonNode json(String... args) throws IOException {
    assertEquals(0, run(args), err.toString());
    return new ObjectMapper().readTree(out.toString());
  }

  private void refused(String expected, String... args) {
    assertEquals(2, run(args));
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(expected), err.toString());
  }

  @Test
  void examplePrintsEveryTechnologyWithItsPowerAndTheFactsItRead() throws IOException {
    JsonNode report = json("technology", "--capacity-mib", "224", "--json");
    assertEquals(224, report.path("capacity_mib").doubleValue());
    assertEquals(18, report.path("technologies").size());
    for (JsonNode technology : report.path("technologies")) {
      double sum =
          technology.at("/dynamic_w/typical").doubleValue()
              + technology.at("/standby_w/typical").doubleValue()
              + technology.at("/refresh_w/typical").doubleValue();
      assertEquals(sum, technology.at("/total_w/typical").doubleValue(), 1e-12);
    }
    assertEquals(64, report.at("/circumstances/sha256/data").textValue().length());
  }

  @Test
  void extrapolatedTechnologyIsLabelledInBothForms() throws IOException {
    JsonNode report =
        json("technology", "--technology", "edram", "--extrapolate", "edram@3nm", "--json");
    JsonNode guess = report.path("technologies").get(1);
    assertEquals("edram-1t1c@3nm", guess.path("technology").textValue());
    assertTrue(guess.path("extrapolation").textValue().startsWith("EXTRAPOLATED"));
    out.getBuffer().setLength(0);
    assertEquals(0, run("technology", "--technology", "edram", "--extrapolate", "edram@3nm"));
    assertTrue(out.toString().contains("edram-1t1c@3nm: EXTRAPOLATED from 14 to 3 nm"));
  }

  @Test
  void samplesCarryTheirSeed() throws IOException {
    JsonNode report =
        json(
            "technology", "--technology", "sram,edram", "--samples", "64", "--seed", "9", "--json");
    assertEquals(9, report.at("/circumstances/seed").intValue());
    assertEquals(4, report.path("distributions").size());
    assertEquals(4, report.path("rank_probabilities").size());
  }

  @Test
  void runawayIsSaid() throws IOException {
    JsonNode report =
        json("technology", "--technology", "sram-hp", "--theta-c-per-w", "25", "--json");
    assertEquals("runaway", report.at("/self_heating/0/point/outcome").textValue());
  }

  @Test
  void unknownTechnologyListsTheValidNames() {
    refused("'bubble' is unknown; valid: ddr5, ", "technology", "--technology", "bubble");
  }

  @Test
  void negativeCapacityIsRefused() {
    refused("--capacity-mib must be above 0: -1.0", "technology", "--capacity-mib", "-1");
  }

  @Test
  void unpublishedNodeIsRefusedAndTheWayRoundItNamed() {
    refused(
        "--extrapolate edram-1t1c@3nm", "technology", "--technology", "edram", "--node-nm", "3");
  }

  @Test
  void temperatureOutsideATechnologysRangeIsRefused() {
    refused(
        "between 0.0 and 95.0 C", "technology", "--technology", "ddr5", "--temperature-c", "99");
  }

  // CACTI gives 8 KiB a tenth of the time and a fiftieth of the energy of the fact's macro.
  @Test
  void anArrayBelowTheMacroOfItsFactsCarriesANote() throws IOException {
    JsonNode small =
        json("technology", "--technology", "sram-ll", "--capacity-mib", "0.0078125", "--json");
    assertTrue(small.at("/notes/0").asText().startsWith("sram-ll: latency and energy"));
    out.getBuffer().setLength(0);
    JsonNode large = json("technology", "--technology", "sram-ll", "--capacity-mib", "8", "--json");
    assertTrue(large.path("notes").isMissingNode());
  }

  @Test
  void theLargestPublishedNodeOfGainCellsIsTaken() throws IOException {
    JsonNode made = json("technology", "--technology", "gain-cell", "--node-nm", "65", "--json");
    assertEquals(65, made.at("/technologies/0/node_nm").doubleValue());
  }
}
