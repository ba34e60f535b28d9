package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.results.CsvTable;
import janus.results.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputOptionTest {
  @TempDir Path folder;

  private static String run(int status, String... args) {
    var out = new StringWriter();
    assertEquals(
        status, Main.run(new PrintWriter(out), new PrintWriter(out), args), out.toString());
    return out.toString();
  }

  private CsvTable csv(String... args) throws Exception {
    return CsvTable.read(Files.writeString(folder.resolve("table.csv"), run(0, args)));
  }

  @Test
  void rowsAreThoseOfTheJson() throws Exception {
    JsonNode rows = Json.MAPPER.readTree(run(0, "technology", "--json")).path("technologies");
    CsvTable table = csv("technology", "--csv");
    assertEquals(rows.size(), table.rows().size());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(rows.get(i).path("technology").asText(), table.cell(i, "technology"));
      assertEquals(rows.get(i).at("/total_w/low").asDouble(), table.numbers("total_w_low")[i]);
      assertEquals(rows.get(i).at("/total_w/typical").asDouble(), table.numbers("total_w")[i]);
    }
  }

  // 2 x 32 layers x 4096 channels x 8 tokens x 16 bits = 4 MiB.
  @Test
  void aResultIsOneRow() throws Exception {
    CsvTable table = csv("size", "--model", "llama-2-7b", "--context", "8", "--csv");
    assertEquals(1, table.rows().size());
    assertEquals(4, table.numbers("total_mib")[0]);
  }

  @Test
  void oneFormatAtATime() {
    String message = run(2, "models", "--csv", "--json");
    assertTrue(message.contains("--json, --csv are mutually exclusive"), message);
  }
}
