package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostCatalogTest {
  @TempDir Path folder;

  private String refused(String date, String unit) throws IOException {
    Path prices = Files.createDirectories(folder.resolve("cost")).resolve("dram.json");
    Files.writeString(
        prices,
        "{\"name\": \"mine\", \"prices\": {\""
            + date
            + "\": {\"value\": 9, "
            + unit
            + "\"basis\": \"assumed\", \"source\": \"janus-derivation\"}}}");
    DataFolder data = DataFolder.over(folder);
    String message = assertThrows(BadInputException.class, () -> CostCatalog.of(data)).getMessage();
    return message.substring(message.indexOf("prices"));
  }

  @Test
  void aPriceNeedsADateAndACurrency() throws IOException {
    assertEquals(
        "prices: expected the date of each price, as 2026-03, found 'now'",
        refused("now", "\"unit\": \"USD/GB\", "));
    assertEquals(
        "prices, 2026-04, unit: expected 'USD/GB', found \"1/GB\"",
        refused("2026-04", "\"unit\": \"1/GB\", "));
    assertEquals("prices, 2026-04, unit: expected a text, found nothing", refused("2026-04", ""));
  }
}
