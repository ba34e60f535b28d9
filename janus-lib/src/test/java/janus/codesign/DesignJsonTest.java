package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesignJsonTest {
  private static final Design JANUS = Design.janus1();

  private static Design read(String json) {
    return DesignJson.read("design.json", json, JANUS);
  }

  private static String refused(String json) {
    return assertThrows(BadInputException.class, () -> read(json)).getMessage();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertEquals(JANUS, read(DesignJson.write(JANUS)));
    Design other =
        JANUS
            .withName("other")
            .withOffChip(new Design.OffChip("lpddr5", 4096, 40.5))
            .withPackage(new Design.Packaging("handheld", null, null));
    assertEquals(other, read(DesignJson.write(other)));
  }

  @Test
  void topLevelKeysAreTheAgreedOnes() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(DesignJson.write(JANUS));
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of("name", "tier1", "tier2", "prefetcher", "compute", "offChip", "package", "market"),
        names);
  }

  // The report of janus chip --json holds the design in snake case.
  @Test
  void snakeCaseIsRead() {
    assertEquals(JANUS, read(Json.of(JANUS)));
    assertEquals(0, read("{\"tier2\": {\"capacity_mib\": 0}}").tier2().capacityMib());
  }

  @Test
  void aReportIsValuesThatComeBack() throws Exception {
    DesignReport report = new DesignEvaluator(Facts.bundled()).evaluate(JANUS, Workload.janus1());
    assertEquals(report, Json.MAPPER.readValue(Json.of(report), DesignReport.class));
  }

  @Test
  void unknownFieldsNameTheNearestAndAllValidOnes() {
    assertEquals(
        "design.json: field 'tier2.capacityMb' is unknown (did you mean 'capacityMib'?); valid:"
            + " tier2.technology, tier2.capacityMib, tier2.banks, tier2.wordBits,"
            + " tier2.latencyCycles, tier2.refreshRowsPerCommand",
        refused("{\"tier2\": {\"capacityMb\": 1}}"));
    assertEquals(
        "design.json: field 'tier3' is unknown (did you mean 'tier1' or 'tier2'?); valid: name,"
            + " tier1, tier2, prefetcher, compute, offChip, package, market",
        refused("{\"tier3\": {}}"));
  }

  @Test
  void wrongValuesNameTheField() {
    assertTrue(refused("{\"tier2\": 3}").startsWith("design.json: tier2 must be an object"));
    assertTrue(refused("{\"tier2\": {\"banks\": \"x\"}}").startsWith("design.json: tier2.banks"));
    assertTrue(refused("{\"tier2\": {\"banks\": 1.5}}").startsWith("design.json: tier2.banks"));
    assertTrue(refused("{\"tier2\": {\"banks\": null}}").startsWith("design.json: tier2"));
    assertEquals(
        "design.json: tier2.banks must be from 1 to 1048576: 0",
        refused("{\"tier2\": {\"banks\": 0}}"));
    assertTrue(refused("[]").contains("expected a JSON object"));
    assertTrue(refused("{\"name\": ").startsWith("design.json, line 1: expected JSON"));
    assertTrue(refused("{\"name\": \"a\", \"name\": \"b\"}").contains("Duplicate"));
  }

  @Test
  void oneFieldIsSet() {
    assertEquals(
        JANUS.withTier2(JANUS.tier2().withCapacityMib(0.25)),
        DesignJson.with(JANUS, Map.of("tier2.capacityMib", "0.25")));
    assertEquals(JANUS.withName("7"), DesignJson.with(JANUS, Map.of("name", "7")));
    assertEquals(
        "--set: tier2 has fields; set one of tier2.technology, tier2.capacityMib, tier2.banks,"
            + " tier2.wordBits, tier2.latencyCycles, tier2.refreshRowsPerCommand",
        assertThrows(BadInputException.class, () -> DesignJson.with(JANUS, Map.of("tier2", "3")))
            .getMessage());
  }
}
