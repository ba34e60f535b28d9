package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.codesign.Design;
import janus.codesign.Facts;
import janus.codesign.TierTechnologies;
import janus.codesign.Workload;
import janus.results.Json;
import janus.simulator.SimulatorSettings;
import janus.trace.Trace;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a user does not say is the published design, as {@link Design#janus1} states it. */
class DefaultsTest {
  private static String run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    assertEquals(0, status, err.toString());
    return out.toString();
  }

  @Test
  void simulateSimulatesTheMachineOfTheDesign() {
    Trace trace = Trace.reads(0);
    SimulatorSettings machine =
        new SimulatorOptions().settings(trace, new TraceOptions().lineBytes());
    assertEquals(
        Design.janus1().simulator().withPrefetcher(machine.prefetcher()).summary(),
        machine.summary());
  }

  @Test
  void simulateTakesTheTechnologiesOfTheDesign() {
    assertEquals(
        TierTechnologies.of(
            Facts.bundled().resolve(Design.janus1()), TierTechnologies.TEMPERATURE_C),
        new SimulatorOptions().technologies());
  }

  @Test
  void chipTakesTheDesignAndItsWork() throws Exception {
    JsonNode report = Json.MAPPER.readTree(run("chip", "--json"));
    assertEquals(Design.janus1(), Json.MAPPER.treeToValue(report.get("design"), Design.class));
    assertEquals(
        Workload.janus1(), Json.MAPPER.treeToValue(report.get("workload"), Workload.class));
    assertEquals(14.56, report.get("decode_tokens_per_s").asDouble(), 0.005);
    assertEquals(0.265, report.get("joule_per_token").asDouble(), 0.0005);
  }

  // A context alone leaves an answer of 256 tokens; prompt and answer alone make the context.
  @Test
  void tokensThatAreNotGivenFollowFromTheOthers() throws Exception {
    JsonNode long8k = workload("--context", "8192");
    assertEquals(8192 - 256, long8k.get("prompt_tokens").asLong());
    JsonNode exchange = workload("--prompt", "128", "--answer", "64");
    assertEquals(192, exchange.get("context_tokens").asLong());
    JsonNode single = workload("--context", "1");
    assertEquals(0, single.get("answer_tokens").asLong());
  }

  private static JsonNode workload(String... tokens) throws Exception {
    String[] args = new String[tokens.length + 2];
    args[0] = "chip";
    args[1] = "--json";
    System.arraycopy(tokens, 0, args, 2, tokens.length);
    return Json.MAPPER.readTree(run(args)).get("workload");
  }

  @Test
  void linesOfTablesFitTheTerminal() {
    run("chip", "--set", "tier2.capacityMib=0")
        .lines()
        .forEach(line -> assertTrue(line.length() <= 100, line));
  }
}
