package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.inference.SyntheticModel;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every example that {@code --help} and the documents show works as printed, and so does every
 * command within a sentence. The language model and the novel, which are not here when tests run,
 * are replaced by a small random model and text, experiments and searches are small, and files are
 * written to a folder of their own. Where a sentence has a placeholder in capitals, the command is
 * only parsed.
 */
class ExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));
  private static final String START = "janus-lib/janus ";

  /** They download or take minutes, and continuous integration runs them; here, their options. */
  private static final Pattern ONLY_PARSED =
      Pattern.compile("fetch\\b.*|run (all|--check|4-.*|prefetch-sweep)");

  /** A command with words behind it, within a sentence. */
  private static final Pattern INLINE =
      Pattern.compile("`(?:janus-lib/)?janus\\s+([^`]*\\s[^`]*)`");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]+\\b(?![-\\d.])");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> everyExampleWorks() throws IOException {
    Path model = SyntheticModel.write("llama", folder);
    Path text = SyntheticModel.writeText(folder);
    var lines = new LinkedHashSet<String>();
    collect(Commands.all(), lines);
    for (Path document : documents()) {
      Files.readAllLines(document).stream()
          .filter(line -> line.startsWith(START) && !isOfAnotherJar(line))
          .forEach(lines::add);
    }
    return lines.stream().map(line -> dynamicTest(line, () -> works(line, model, text)));
  }

  @TestFactory
  Stream<DynamicTest> everyCommandWithinASentenceWorks() throws IOException {
    Path model = SyntheticModel.write("llama", folder);
    Path text = SyntheticModel.writeText(folder);
    Files.writeString(folder.resolve("config.json"), CONFIG);
    var lines = new LinkedHashSet<String>();
    for (Path document : documents()) {
      String prose = Files.readString(document).replaceAll("(?s)```.*?```", "");
      INLINE
          .matcher(prose)
          .results()
          .map(found -> START + found.group(1).replaceAll("\\s+", " "))
          .filter(line -> !isOfAnotherJar(line))
          .forEach(lines::add);
    }
    assertTrue(lines.size() > 10, lines.toString());
    return lines.stream()
        .map(
            line ->
                dynamicTest(
                    line,
                    () -> {
                      if (PLACEHOLDER.matcher(line).find()) {
                        parses(line);
                      } else {
                        works(line, model, text);
                      }
                    }));
  }

  private static final String CONFIG =
      """
      {"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
       "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 100,
       "max_position_embeddings": 256, "tie_word_embeddings": true}
      """;

  /** Placeholders have values of their kind. */
  private static void parses(String line) {
    String command = line.substring(START.length());
    command = command.replaceAll("\\b(N|S)\\b", "4").replace("STEP", "1-problem-sizing");
    Commands.all().parseArgs(command.split(" +", -1));
  }

  @Test
  void everyCommandShowsAnExampleOnALineOfItsOwn() {
    var without = new ArrayList<String>();
    every(Commands.all())
        .forEach(
            command -> {
              boolean isLeaf = command.getSubcommands().isEmpty();
              if (isLeaf && examples(command).isEmpty()) {
                without.add(command.getCommandName());
              }
            });
    assertEquals(List.of(), without);
  }

  // The longest example has more than the 100 columns that the help is wide.
  @Test
  void helpDoesNotBreakAnExample() {
    for (CommandLine command : every(Commands.all()).toList()) {
      var words = new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ", -1)));
      words.remove(0);
      words.add("--help");
      var out = new StringWriter();
      int status =
          Main.run(new PrintWriter(out), new PrintWriter(out), words.toArray(new String[0]));
      assertEquals(0, status, words + ": " + out);
      for (String example : examples(command)) {
        assertTrue(out.toString().lines().anyMatch(line -> line.strip().equals(example)), example);
      }
    }
  }

  /** Those are run by continuous integration, which has all jars. */
  private static boolean isOfAnotherJar(String line) {
    return Set.of("bench", "explore", "mcp")
        .contains(line.substring(START.length()).split(" ", -1)[0]);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> documents = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve),
              documents.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static Stream<CommandLine> every(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(c -> every(c)));
  }

  private static List<String> examples(CommandLine command) {
    return Stream.of(command.getCommandSpec().usageMessage().footer())
        .map(String::strip)
        .filter(line -> line.startsWith(START))
        .toList();
  }

  private static void collect(CommandLine command, Set<String> lines) {
    every(command).forEach(each -> lines.addAll(examples(each)));
  }

  private static void works(String line, Path model, Path text) throws IOException {
    String command = line.substring(START.length()).strip();
    if (ONLY_PARSED.matcher(command).matches()) {
      Commands.all().parseArgs(command.split(" +", -1));
      return;
    }
    var words = new ArrayList<String>();
    for (String word : command.split(" +", -1)) {
      words.add(here(word, model, text));
    }
    boolean searches = words.get(0).equals("design") && !words.contains("--init");
    if ((words.get(0).equals("run") || searches) && !words.contains("--results")) {
      Path results = words.contains("--check") ? ROOT : folder;
      words.addAll(List.of("--results", results.resolve("results").toString()));
      if (!words.contains("--check") && !words.contains("--quick")) {
        words.add("--quick");
      }
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(new String[0]));
    assertEquals(0, status, err.toString());
    assertEquals("", err.toString());
    assertFalse(out.toString().isBlank());
    if (words.contains("--json")) {
      var json = Json.MAPPER.readTree(out.toString());
      assertTrue(json.path("circumstances").has("janus_version"), "circumstances");
    }
  }

  /** A word of a command line as it must read for this process. */
  private static String here(String quoted, Path model, Path text) {
    String word = quoted.replace("'", "");
    if (word.endsWith(".gguf")) {
      return model.toString();
    }
    if (word.startsWith(".janus/texts/") || word.equals("LICENSE")) {
      return text.toString();
    }
    if (Files.isRegularFile(ROOT.resolve(word))) {
      return ROOT.resolve(word).toString();
    }
    boolean isFile = word.matches("(?!-)[a-z-]+\\.[a-z][a-z0-9.]*");
    return isFile ? folder.resolve(word).toString() : word;
  }
}
