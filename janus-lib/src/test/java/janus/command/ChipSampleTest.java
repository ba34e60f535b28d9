package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ChipSampleTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private JsonNode json(String... args) throws JsonProcessingException {
    assertEquals(0, run(args), err.toString());
    return new JsonMapper().readTree(out.toString());
  }

  @Test
  void samplesTellLowTypicalAndHighOfEveryObjective() throws JsonProcessingException {
    JsonNode sampled = json("chip", "--samples", "40", "--seed", "3", "--json").get("uncertainty");
    assertEquals(40, sampled.get("samples").intValue());
    assertEquals(3, sampled.get("seed").intValue());
    JsonNode rate = sampled.get("objectives").get("decode_tokens_per_s");
    assertTrue(rate.get("low").doubleValue() < rate.get("typical").doubleValue());
    assertTrue(rate.get("typical").doubleValue() < rate.get("high").doubleValue());
    assertTrue(sampled.get("beats_null").has("no tier 2"));
  }

  @Test
  void nothingIsSampledUnlessAsked() throws JsonProcessingException {
    assertFalse(json("chip", "--json").hasNonNull("uncertainty"));
  }

  @Test
  void seedWithoutSamplesIsRefused() {
    assertEquals(Main.BAD_INPUT, run("chip", "--seed", "3"));
    assertTrue(err.toString().contains("--seed needs --samples"), err.toString());
  }

  @Test
  void airMayBeWarmer() throws JsonProcessingException {
    JsonNode report = json("chip", "--ambient-c", "40", "--json");
    assertEquals(40, report.get("heat").get("ambient_c").doubleValue(), 1e-9);
    assertEquals(40, report.get("workload").get("ambient_c").doubleValue());
  }
}
