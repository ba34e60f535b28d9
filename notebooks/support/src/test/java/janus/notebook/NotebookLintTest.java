package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house over every committed notebook. */
class NotebookLintTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern STAR_IMPORT =
      Pattern.compile("^\\s*import\\s+(static\\s+)?[\\w.]+\\.\\*\\s*;", Pattern.MULTILINE);

  private static final Pattern WORD = Pattern.compile("\\s+");

  private static final String FIGURE = "/data/" + Bundle.FIGURE.replace("/", "~1");

  /** Box drawing, geometric shapes and dingbats without the few of them that Lato has. */
  private static final Pattern SYMBOL =
      Pattern.compile("[\u2500-\u27BF&&[^\u25A1\u25AA\u25CA\u25CB\u25CF]]");

  /** Half of the cells of a notebook have at most so many lines that are not empty. */
  private static final double MEDIAN_LINES = 6;

  /** Words of prose for a line of code. */
  private static final int WORDS_PER_LINE = 8;

  /** Wider code is cut off on the page, or must be scrolled. */
  private static final int LONGEST_LINE = 100;

  // At the start of a line: a declaration of a variable, method, record, class, enum or interface.
  private static final Pattern DECLARATION =
      Pattern.compile(
          "^(?:(?:public|static|final|sealed)\\s+)*"
              + "(?:(?:record|class|enum|interface)\\s+(?<type>\\w+)"
              + "|(?!return\\b|new\\b|import\\b|throw\\b)[\\w.]+(?:<[^;={]*>)?(?:\\[\\])*\\s+(?<name>\\w+)\\s*(?:=(?!=)|;|\\())",
          Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> everyNotebookKeepsTheRules() throws IOException {
    return notebooks().stream()
        .map(file -> dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  @Test
  void aStepHasOneNumber() throws IOException {
    List<String> numbers =
        notebooks().stream()
            .map(file -> file.getFileName().toString().replaceFirst("-.*", ""))
            .toList();
    assertEquals(numbers.stream().distinct().toList(), numbers);
    assertFalse(numbers.isEmpty(), "no notebooks found");
  }

  @Test
  void rulesFindWhatTheyForbid() {
    assertEquals(
        List.of("star import after the first code cell: import a.b.*;"),
        problems(List.of("var x = 1;", "var y = 2;\nimport a.b.*;")));
    assertEquals(
        List.of("'x' is defined twice"),
        problems(List.of("var x = 1;", "List<Map<String, int[]>> x = f(1);")));
    assertEquals(
        List.of("'f' is defined twice"),
        problems(
            List.of("int f(int a) {\n  return a;\n}", "String f(int b) {\n  return \"\";\n}")));
    String long101 = "f(" + "x".repeat(98) + ")";
    assertEquals(
        List.of("longer than 100 characters: " + long101), problems(List.of("x\n" + long101)));
    assertEquals(
        List.of(),
        problems(
            List.of(
                "import a.*;\nvar x = 1;",
                "x\nfoo(x);\n  var y = 1;",
                "f(" + "x".repeat(97) + ")")));
  }

  @Test
  void plumbingIsCounted() {
    String six = "a\n\nb\nc\nd\ne\nf\n";
    String words = "word ".repeat(8 * 13);
    assertEquals(List.of(), plumbing(List.of(six, six, "a"), List.of(words)));
    assertEquals(
        List.of("the median cell has 6.5 lines; at most 6 are easily read"),
        plumbing(List.of(six, six + "g"), List.of(words)));
    assertEquals(
        List.of("103 words of prose for 13 lines of code; expected at least 8 a line"),
        plumbing(List.of(six, six, "a"), List.of(words.substring(5))));
  }

  private static List<String> plumbing(List<String> code, List<String> prose) {
    var problems = new ArrayList<String>();
    long[] lines =
        code.stream().mapToLong(cell -> cell.lines().filter(l -> !l.isBlank()).count()).toArray();
    Arrays.sort(lines);
    double median = (lines[lines.length / 2] + lines[(lines.length - 1) / 2]) / 2.0;
    if (median > MEDIAN_LINES) {
      problems.add("the median cell has " + median + " lines; at most 6 are easily read");
    }
    long words = prose.stream().mapToLong(cell -> WORD.splitAsStream(cell.strip()).count()).sum();
    long all = Arrays.stream(lines).sum();
    if (words < WORDS_PER_LINE * all) {
      problems.add(
          words + " words of prose for " + all + " lines of code; expected at least 8 a line");
    }
    return problems;
  }

  private static void check(Path file) throws IOException {
    JsonNode notebook = MAPPER.readTree(file.toFile());
    assertEquals("java", notebook.at("/metadata/kernelspec/name").asText(), "kernel");
    var sources = new ArrayList<String>();
    var prose = new ArrayList<String>();
    var problems = new ArrayList<String>();
    int count = 0;
    for (JsonNode cell : notebook.path("cells")) {
      String source = text(cell.path("source"));
      if (cell.path("cell_type").asText().equals("markdown")
          && source.matches("(?s).*\\$[^$]+\\$.*")) {
        problems.add("mathematics between dollar signs does not show in the HTML page: " + source);
      }
      if (!cell.path("cell_type").asText().equals("code")) {
        prose.add(source);
        continue;
      }
      sources.add(source);
      count++;
      if (cell.path("execution_count").asInt() != count) {
        problems.add("not executed in order: " + source);
      }
      for (JsonNode output : cell.path("outputs")) {
        if (output.path("output_type").asText().equals("error")) {
          problems.add("an error: " + output.path("evalue").asText());
        }
        if (SYMBOL.matcher(output.at(FIGURE).toString()).find()) {
          problems.add("a symbol that the figures' font lacks: " + output.at("/data/text~1plain"));
        }
        if (output.path("name").asText().equals("stderr")) {
          problems.add("words on standard error: " + text(output.path("text")));
        }
      }
    }
    problems.addAll(problems(sources));
    problems.addAll(plumbing(sources, prose));
    // The letters of an encoded picture may spell anything.
    String whole = Files.readString(file).replaceAll("\"image/png\": *\"[^\"]*\"", "");
    for (String absolute : List.of("/home/", "/root/", "/tmp/", "/Users/", "C:\\\\")) {
      if (whole.contains(absolute)) {
        problems.add("an absolute path: " + absolute);
      }
    }
    JsonNode cells = notebook.path("cells");
    if (!text(cells.path(0).path("source")).contains("**Question.**")) {
      problems.add("it must open with its question");
    }
    if (!whole.contains("## Finding") || !whole.contains("## Exercises")) {
      problems.add("it must end with its finding and exercises");
    }
    assertEquals(List.of(), problems);
  }

  private static List<String> problems(List<String> cells) {
    var problems = new ArrayList<String>();
    var defined = new HashMap<String, Integer>();
    for (int i = 0; i < cells.size(); i++) {
      cells
          .get(i)
          .lines()
          .filter(line -> line.length() > LONGEST_LINE)
          .forEach(line -> problems.add("longer than " + LONGEST_LINE + " characters: " + line));
      Matcher star = STAR_IMPORT.matcher(cells.get(i));
      while (i > 0 && star.find()) {
        problems.add("star import after the first code cell: " + star.group().strip());
      }
      Matcher declaration = DECLARATION.matcher(cells.get(i));
      while (declaration.find()) {
        String name =
            declaration.group("type") != null
                ? declaration.group("type")
                : declaration.group("name");
        if (defined.put(name, i) != null) {
          problems.add("'" + name + "' is defined twice");
        }
      }
    }
    return problems;
  }

  private static String text(JsonNode lines) {
    if (lines.isTextual()) {
      return lines.asText();
    }
    var text = new StringBuilder();
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  private static List<Path> notebooks() throws IOException {
    Path folder = Path.of(System.getProperty("janus.root"), "notebooks");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }
}
