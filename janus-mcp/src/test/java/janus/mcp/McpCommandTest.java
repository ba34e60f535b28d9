package janus.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import janus.command.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server beside the client of the protocol's own SDK. */
class McpCommandTest {
  @TempDir static Path folder;

  private static McpSyncClient client;

  @BeforeAll
  static void connect() {
    client = client("120");
  }

  @AfterAll
  static void close() {
    client.closeGracefully();
  }

  /** The server as README starts it, in a folder of its own. */
  @Test
  void readmeSaysHowToStartIt() throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("janus.root"), "README.md"));
    int start = readme.indexOf("{\"mcpServers\"");
    JsonNode server =
        new ObjectMapper()
            .readTree(readme.substring(start, readme.indexOf('\n', start)))
            .at("/mcpServers/janus");
    assertEquals("janus-lib/janus", server.path("command").asText());
    assertEquals("[\"mcp\",\"--folder\",\".\"]", server.path("args").toString());
  }

  private static McpSyncClient client(String seconds) {
    ServerParameters server =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-Djanus.root=" + System.getProperty("janus.root"),
                "-cp",
                System.getProperty("java.class.path"),
                "janus.command.Main",
                "mcp",
                "--folder",
                folder.toString(),
                "--seconds",
                seconds)
            .build();
    McpSyncClient made =
        McpClient.sync(new StdioClientTransport(server, McpJsonDefaults.getMapper()))
            .requestTimeout(Duration.ofMinutes(2))
            .build();
    made.initialize();
    return made;
  }

  private static CallToolResult call(String tool, Map<String, Object> inputs) {
    return call(client, tool, inputs);
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> inputs) {
    return client.callTool(CallToolRequest.builder(tool).arguments(inputs).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  private static void refused(String tool, Map<String, Object> inputs, String... parts) {
    refused(call(tool, inputs), parts);
  }

  private static void refused(CallToolResult result, String... parts) {
    assertTrue(result.isError(), () -> text(result));
    for (String part : parts) {
      assertTrue(text(result).contains(part), text(result));
    }
    assertFalse(text(result).contains("\n"), text(result));
  }

  private static String printed(String... words) {
    var out = new StringWriter();
    assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(new StringWriter()), words));
    return out.toString();
  }

  @Test
  void answersWithTheJsonThatTheCommandPrints() throws Exception {
    CallToolResult result =
        call("size", Map.of("model", "llama-2-7b", "context", 4096, "codec", "int4-token"));
    String expected =
        printed(
            "size",
            "--model",
            "llama-2-7b",
            "--context",
            "4096",
            "--codec",
            "int4-token",
            "--json");
    assertFalse(result.isError(), text(result));
    var json = new ObjectMapper();
    JsonNode cache = json.readTree(text(result));
    assertEquals(json.readTree(expected).path("total_mib"), cache.path("total_mib"));
    assertEquals(528, cache.path("total_mib").asDouble());
  }

  @Test
  void inputsAreTypedAndDescribed() {
    Tool require =
        client.listTools().tools().stream()
            .filter(tool -> tool.name().equals("require"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("rate"), require.inputSchema().get("required"));
    var inputs = (Map<?, ?>) require.inputSchema().get("properties");
    var rate = (Map<?, ?>) inputs.get("rate");
    assertEquals(List.of("number", "string"), rate.get("type"));
    assertTrue(((String) rate.get("description")).contains("Tokens a second"));
    assertTrue(inputs.containsKey("first_token_ms"));
    assertFalse(inputs.containsKey("json"));
  }

  @Test
  void fieldsOfADesignAreSet() throws Exception {
    CallToolResult result =
        call("chip", Map.of("set", Map.of("tier2.capacityMib", 0), "context", "4k"));
    assertFalse(result.isError(), text(result));
    JsonNode report = new ObjectMapper().readTree(text(result));
    assertEquals(0, report.path("design").path("tier2").path("capacity_mib").asDouble());
    assertEquals(4000, report.path("workload").path("context_tokens").asLong());
  }

  // The published chip costs more than a dollar: a limit that is missed is an answer.
  @Test
  void aChipIsExplainedAndPriced() throws Exception {
    CallToolResult result =
        call(
            "chip",
            Map.of("model", "llama-3.2-1b", "explain", true, "limit", List.of("unit_usd<=1")));
    assertFalse(result.isError(), text(result));
    JsonNode report = new ObjectMapper().readTree(text(result));
    assertTrue(report.path("unit_usd").path("typical").asDouble() > 1);
    JsonNode limit = report.path("explanation").path("limits").path(0);
    assertEquals("unit_usd<=1", limit.path("limit").asText());
    assertFalse(limit.path("kept").asBoolean());
    assertFalse(report.path("explanation").path("changes").isEmpty());
  }

  @Test
  void toolsShowWhatADesignIsAsked() {
    var inputs = new java.util.TreeMap<String, Map<?, ?>>();
    client.listTools().tools().stream()
        .filter(tool -> List.of("chip", "design").contains(tool.name()))
        .forEach(tool -> inputs.put(tool.name(), (Map<?, ?>) tool.inputSchema().get("properties")));
    assertEquals("boolean", ((Map<?, ?>) inputs.get("chip").get("explain")).get("type"));
    for (Map<?, ?> tool : inputs.values()) {
      assertEquals("array", ((Map<?, ?>) tool.get("limit")).get("type"));
      assertEquals("array", ((Map<?, ?>) tool.get("minimize")).get("type"));
    }
    assertTrue(inputs.get("design").containsKey("from"));
  }

  @Test
  void filesLieInTheFolder() throws Exception {
    Files.writeString(folder.resolve("points.csv"), "a,b\n1,2\n2,1\n2,2\n");
    CallToolResult result = call("front", Map.of("file", "points.csv", "minimize", List.of("a,b")));
    assertFalse(result.isError(), text(result));
    assertEquals(
        "[0,1]", new ObjectMapper().readTree(text(result)).path("non_dominated").toString());
  }

  @Test
  void filesElsewhereAreRefused() throws Exception {
    Path outside = Files.createTempFile("outside", ".csv");
    Files.createSymbolicLink(folder.resolve("link.csv"), outside);
    for (String file : List.of("../x.csv", outside.toString(), "link.csv")) {
      refused("front", Map.of("file", file, "minimize", List.of("a")), "in the folder", file);
    }
    Files.delete(outside);
  }

  @Test
  void badInputIsOneLine() {
    refused("chip", Map.of("model", "lama-2-7b"), "lama-2-7b", "llama-2-7b");
  }

  @Test
  void callsThatTakeTooLongAreEnded() {
    McpSyncClient hasty = client("1");
    try {
      refused(
          call(
              hasty,
              "simulate",
              Map.of("model", "llama-2-7b", "context", 4096, "codec", "int4-token", "steps", 1000)),
          "longer than 1 s");
    } finally {
      hasty.closeGracefully();
    }
  }
}
