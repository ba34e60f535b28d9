package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ClaimsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void aTopicPrintsItsClaimsAndCounts() {
    assertEquals(0, run("claims", "--topic", "thermal"));
    assertEquals(10, out.toString().lines().filter(line -> line.matches("C1[01].*")).count());
    assertTrue(out.toString().contains("reproduced under a stated reading"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() < 220), "long lines");
  }

  @Test
  void jsonHoldsFormulasAndSources() throws IOException {
    assertEquals(0, run("claims", "--topic", "refresh,citation", "--json"));
    var json = Json.MAPPER.readTree(out.toString());
    assertEquals(14, json.path("claims").size());
    assertTrue(json.path("circumstances").has("sha256"));
    var first = json.path("values").get(0);
    assertEquals("224*2^20/512", first.path("own_formula").asText());
    assertEquals(458752, first.path("own").path("typical").asInt());
  }

  @Test
  void anUnknownTopicIsOneLine() {
    assertEquals(2, run("claims", "--topic", "frob"));
    assertTrue(err.toString().startsWith("janus: topic 'frob' is unknown; valid names: kv_cache"));
  }
}
