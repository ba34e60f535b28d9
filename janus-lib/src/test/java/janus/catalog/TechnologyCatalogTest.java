package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.technology.MemoryTechnology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TechnologyCatalogTest {
  private static final TechnologyCatalog CATALOG = TechnologyCatalog.bundled();

  @Test
  void everyFactHasASourceAndSaysWhere() {
    for (MemoryTechnology technology : CATALOG.all()) {
      for (Fact fact : technology.facts()) {
        assertFalse(fact.where().isBlank(), technology.id() + ": " + fact);
      }
    }
  }

  @Test
  void everyRowOfTheFactsTableHasAUnitABasisAndAConfidence() {
    for (MemoryTechnology technology : CATALOG.all()) {
      assertEquals(technology.facts().size(), technology.rows().size());
      for (MemoryTechnology.Row row : technology.rows()) {
        assertFalse(row.unit().isBlank(), row.toString());
        assertFalse(row.confidence().equals("unstated"), row.toString());
      }
    }
  }

  @Test
  void aliasesAndCaseAreUnderstood() {
    assertEquals("edram-1t1c", CATALOG.byName("eDRAM").id());
    assertEquals("sram-hd", CATALOG.byName("HD_SRAM").id());
  }

  @Test
  void unknownTechnologyListsTheValidNames() {
    var e = assertThrows(BadInputException.class, () -> CATALOG.byName("bubble"));
    assertTrue(e.getMessage().startsWith("technology 'bubble' is unknown; valid: ddr5, "));
  }

  @Test
  void unknownUnitNamesFileFieldAndExpectation(@TempDir Path folder) throws IOException {
    var e = broken(folder, "\"Mbit/mm2\"", "\"Mbit/in2\"");
    assertTrue(
        e.getMessage().contains("edram-1t1c.json, density, unit: expected 'Mbit/mm2'"),
        e.getMessage());
  }

  @Test
  void rangeOutOfOrderIsRefused(@TempDir Path folder) throws IOException {
    var e = broken(folder, "\"low\": 13.9", "\"low\": 113.9");
    assertTrue(e.getMessage().contains("edram-1t1c.json, density: "), e.getMessage());
  }

  @Test
  void sourceThatIsNotListedIsRefused(@TempDir Path folder) throws IOException {
    var e = broken(folder, "\"intel-edram-jssc2015\"", "\"hearsay\"");
    assertTrue(e.getMessage().contains("found \"hearsay\""), e.getMessage());
  }

  private static BadInputException broken(Path folder, String from, String to) throws IOException {
    Path data = Path.of(System.getProperty("janus.root"), "data");
    Files.createDirectory(folder.resolve("technologies"));
    Files.createDirectory(folder.resolve("processes"));
    for (String node : List.of("processes/03nm.json", "processes/22nm.json")) {
      Files.copy(data.resolve(node), folder.resolve(node));
    }
    Files.copy(data.resolve("sources.json"), folder.resolve("sources.json"));
    String text = Files.readString(data.resolve("technologies/edram-1t1c.json"));
    assertTrue(text.contains(from));
    Files.writeString(folder.resolve("technologies/edram-1t1c.json"), text.replace(from, to));
    DataFolder opened = DataFolder.open(folder);
    return assertThrows(BadInputException.class, () -> new TechnologyCatalog(opened));
  }
}
