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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every example that {@code --help} and the documents show works as printed. The language model and
 * the novel, which are not here when tests run, are replaced by a small random model and text, and
 * files are written to a folder of their own.
 */
class ExamplesTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));
  private static final String START = "janus-lib/janus ";

  /** They download; only their options are checked. */
  private static final Set<String> ONLY_PARSED = Set.of("fetch");

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
    try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md")),
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
    if (ONLY_PARSED.stream().anyMatch(command::startsWith)) {
      Commands.all().parseArgs(command.split(" +", -1));
      return;
    }
    var words = new ArrayList<String>();
    for (String word : command.split(" +", -1)) {
      words.add(here(word, model, text));
    }
    boolean writes = Set.of("run", "design").contains(words.get(0));
    if (writes && !words.contains("--results")) {
      Path results = words.contains("--check") ? ROOT : folder;
      words.addAll(List.of("--results", results.resolve("results").toString()));
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
