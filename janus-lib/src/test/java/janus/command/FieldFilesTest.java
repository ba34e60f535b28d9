package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Model files as people have them, with the values of transformers, tokenizers and llama.cpp. */
class FieldFilesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path FIELD =
      Path.of(System.getProperty("janus.root"), "..", "shared", "field").normalize();
  private static final int CASES = 27;

  @TestFactory
  Stream<DynamicTest> filesOfTheFieldGiveTheExpectedValues() throws IOException {
    if (!Files.isDirectory(FIELD)) {
      return Stream.of(
          dynamicTest("shared folder is not here: " + CASES + " files not checked", () -> {}));
    }
    JsonNode expected = MAPPER.readTree(FIELD.resolve("expected.json").toFile());
    var tests = new ArrayList<DynamicTest>();
    expected
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.has("bytes")) {
                tests.add(dynamicTest(entry.getKey(), () -> sized(entry.getKey(), value)));
              }
              if (value.has("tokenizers_first")) {
                tests.add(dynamicTest(entry.getKey(), () -> tokenized(entry.getKey(), value)));
                String name = entry.getKey() + ", perplexity";
                tests.add(
                    dynamicTest(
                        name,
                        () ->
                            scored(
                                entry.getKey(),
                                value.path("transformers_perplexity_n_ctx_128").asDouble())));
              }
            });
    tests.add(dynamicTest("heads-listed, perplexity", FieldFilesTest::listedHeadsRun));
    refusals().forEach(tests::add);
    for (String name : List.of("rope-both-yarn", "rope-v5-yarn")) {
      double peer = expected.path(name).path("transformers").asDouble();
      tests.add(dynamicTest(name, () -> scored(name, peer)));
    }
    assertEquals(CASES, tests.size());
    return tests.stream();
  }

  private static Stream<DynamicTest> refusals() {
    return Stream.of(
            List.of("pointer.gguf", "size --context 9", "a Git LFS pointer"),
            List.of("pointer", "perplexity", "model.safetensors: expected the file itself"))
        .map(each -> dynamicTest(each.get(0) + ", refused", () -> refused(each)));
  }

  private static void refused(List<String> each) {
    var args = new ArrayList<>(List.of(each.get(1).split(" ")));
    args.addAll(List.of("--model", FIELD.resolve(each.get(0)).toString()));
    if (each.get(1).equals("perplexity")) {
      args.addAll(List.of("--n-ctx", "128", "--text", FIELD.resolve("plain.txt").toString()));
    }
    String said = run(2, args);
    assertTrue(said.contains(each.get(2)), said);
    assertEquals(1, said.lines().count(), said);
  }

  private static void sized(String name, JsonNode expected) {
    String file = name.startsWith("gguf") ? name + ".gguf" : name;
    String command = expected.path("command").asText("");
    String context =
        command.isEmpty()
            ? expected.path("context").asText()
            : command.replaceAll(".*--context ", "");
    Path path = FIELD.resolve(name.startsWith("config") ? name + ".json" : file);
    var args = List.of("size", "--model", path.toString(), "--context", context, "--json");
    if (name.equals("gguf/lightning-layers")) {
      assertTrue(run(2, args).contains("general.architecture"));
      return;
    }
    assertEquals(expected.path("bytes").asLong(), json(args).path("total_bytes").asLong());
  }

  private static void tokenized(String name, JsonNode expected) {
    JsonNode made = json(withText("tokenize", name, "--json"));
    assertEquals(expected.path("tokenizers_count").asInt(), made.path("token_count").asInt());
    JsonNode first = expected.path("tokenizers_first");
    for (int i = 0; i < first.size(); i++) {
      assertEquals(first.get(i).asInt(), made.path("ids").path(i).asInt(), "id " + i);
    }
  }

  private static void scored(String name, double peer) {
    JsonNode made = json(withText("perplexity", name, "--n-ctx", "128", "--json"));
    double found = made.findValue("perplexity").asDouble();
    assertEquals(peer, found, 1e-5 * peer);
  }

  private static void listedHeadsRun() {
    run(0, withText("perplexity", "gguf/heads-listed.gguf", "--n-ctx", "128", "--chunks", "1"));
  }

  private static List<String> withText(String command, String name, String... more) {
    var args = new ArrayList<>(List.of(command, "--model", FIELD.resolve(name).toString()));
    args.addAll(List.of("--text", FIELD.resolve("plain.txt").toString()));
    args.addAll(List.of(more));
    return args;
  }

  private static JsonNode json(List<String> args) {
    try {
      return MAPPER.readTree(run(0, args));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(int status, List<String> args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int found =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    assertEquals(status, found, err.toString());
    return status == 0 ? out.toString() : err.toString();
  }
}
