package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import janus.codesign.DesignReport;
import janus.command.Main;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class YourChipTest {
  private static YourChip chip(Object... namesAndValues) {
    return YourChip.of(Parameters.of(name -> null, namesAndValues));
  }

  @Test
  void commandAnswersTheSame() throws Exception {
    YourChip chip =
        chip(
            "model",
            "llama-3.2-1b",
            "keys",
            "int8-token",
            "context",
            2048,
            "tier2.capacityMib",
            64);
    var out = new StringWriter();
    String[] words = (chip.command().replace("'", "") + " --json").split(" ", -1);
    String[] arguments = Arrays.copyOfRange(words, 1, words.length);
    assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(new StringWriter()), arguments));
    DesignReport report = chip.report();
    var json = new ObjectMapper().readTree(out.toString());
    assertEquals(report.decodeTokensPerS(), json.path("decode_tokens_per_s").asDouble());
    assertEquals(report.joulePerToken(), json.path("joule_per_token").asDouble());
    assertEquals(
        report.workload().scheme().spelling(), json.path("workload").path("scheme").asText());
  }

  @Test
  void sweepChangesOneParameter() {
    YourChip chip = chip("model", "llama-3.2-1b", "context", 2048);
    Table table = chip.sweep("tier2.capacityMib", 0, 224);
    assertEquals("tier2.capacityMib", table.column(0).name());
    assertEquals(chip.report().joulePerToken(), table.doubleColumn("joule_per_token").get(1));
    double without = chip.without().doubleColumn("joule_per_token").get(1);
    assertEquals(without, table.doubleColumn("joule_per_token").get(0), 5e-3 * without);
  }

  @Test
  void codecIsThatOfKeysAndValues() {
    Table table =
        chip("model", "llama-3.2-1b", "context", 8192).sweep("codec", "f16", "int4-token");
    var rate = table.doubleColumn("decode_tokens_per_s");
    assertTrue(rate.get(1) > rate.get(0));
  }

  // Tier 2 answers after 3 cycles: one line ahead is late, 16 are in time.
  @Test
  void lookAheadIsSimulated() throws IOException {
    Table table =
        chip("model", "smollm2-135m", "context", 64, "tier2.capacityMib", 8).lookAhead(1, 16);
    var cycles = table.doubleColumn("cycles_per_access");
    assertTrue(cycles.get(0) > 1.5 && cycles.get(1) < 1.1, table.print());
  }

  @Test
  void unknownFieldIsNamed() {
    var e = assertThrows(BadInputException.class, () -> chip("tier2.capacity", 1));
    assertTrue(e.getMessage().contains("tier2.capacityMib"), e.getMessage());
  }
}
