package janus.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.Design;
import janus.codesign.Workload;
import janus.provenance.BadInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DesignSpaceTest {
  private static final DesignPoint START = new DesignPoint(Design.janus1(), Workload.janus1());

  private static DesignSpace space(String json) {
    return new DesignSpace(START, SpaceFile.read("space.json", json, START));
  }

  private static String refused(String json) {
    return assertThrows(BadInputException.class, () -> space(json)).getMessage();
  }

  // 2 sizes x (1 without tier 2 + 2 technologies x 2 sizes) = 10 chips of 2 x 2 x 3 combinations.
  @Test
  void aTierOfNoMibIsOneChip() {
    DesignSpace space =
        space(
            "{'tier1.capacityMib': [1, 32], 'tier2.technology': ['sram-ll', 'edram-1t1c'],"
                    .replace('\'', '"')
                + "\"tier2.capacityMib\": [0, 64, 224]}");
    assertEquals(10, space.size());
    var chips = new HashSet<Design>();
    LongStream.range(0, 10).forEach(number -> chips.add(space.point(number).design()));
    assertEquals(10, chips.size());
  }

  @Test
  void columnsSpellTheDesign() {
    DesignSpace space =
        space(
            "{\"tier2.capacity_mib\": [8.0, 0.5], \"scheme\": [\"keys=f16 values=f16"
                + " rotation=none queries=none semantics=all\"]}");
    assertEquals(List.of("scheme", "tier2.capacityMib"), space.columns());
    assertEquals("8", space.values(0).get("tier2.capacityMib"));
    assertEquals(0.5, space.point(1).design().tier2().capacityMib());
  }

  @Test
  void everyNumberHasItsOwnValues() {
    DesignSpace space =
        space(
            "{\"compute.tiles\": {\"from\": 1, \"to\": 64, \"times\": 4}, \"offChip\":"
                + " [{\"technology\": \"lpddr5\", \"bandwidthGbPerS\": 12.8}, {\"technology\":"
                + " \"lpddr4x\", \"bandwidthGbPerS\": 8.5}], \"tier1.banks\": [4, 8, 16]}");
    assertEquals(4 * 2 * 3, space.size());
    var all = new HashSet<Map<String, String>>();
    LongStream.range(0, space.size()).forEach(number -> all.add(space.values(number)));
    assertEquals(space.size(), all.size());
  }

  @Test
  void whatIsWrittenIsReadBack() {
    DesignSpace space =
        space(
            "{\"package\": [{\"layers\": \"handheld\", \"resistance\": null}],"
                + " \"tier2.banks\": [4, 8]}");
    var variables = List.copyOf(space.variables().values());
    assertEquals(variables, SpaceFile.read("space.json", SpaceFile.write(variables), START));
  }

  @Test
  void badSpacesAreRefusedByName() {
    assertTrue(refused("{\"tier2.capacityMib\": []}").contains("at least one value"));
    assertTrue(refused("{\"tier2.capcityMib\": [1]}").contains("did you mean 'tier2.capacityMib'"));
    assertTrue(refused("{\"tier2.banks\": {\"from\": 1, \"step\": 2}}").contains("from, to"));
    assertTrue(refused("{\"tier2.banks\": [4, 4]}").contains("different values"));
    assertTrue(refused("{\"tier2.banks\": [-1]}").contains("tier2.banks"));
    assertTrue(refused("[]").contains("JSON object"));
    assertTrue(
        refused("{\"offChip\": [{\"technology\": \"lpddr5\"}], \"offChip.technology\": [\"ddr5\"]}")
            .contains("two variables set offChip.technology"));
  }

  @Test
  void aFixedFieldLeavesTheRestOfItsVariable() {
    List<Variable> variables =
        SpaceFile.read(
            "space.json",
            "{\"offChip\": [{\"technology\": \"lpddr5\", \"bandwidthGbPerS\": 12.8},"
                + " {\"technology\": \"lpddr4x\", \"bandwidthGbPerS\": 8.5}]}",
            START);
    var fixed = SpaceFile.fix(variables, Map.of("offChip.technology", "lpddr5x"), START);
    assertEquals(2, new DesignSpace(START, fixed).size());
    assertThrows(
        BadInputException.class,
        () -> SpaceFile.fix(variables, Map.of("offchip.tech", "x"), START));
  }
}
