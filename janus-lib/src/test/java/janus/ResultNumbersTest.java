package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.results.CsvTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Numbers that stand in one sentence or table row with a results file are in that file: as a cell,
 * a number in a cell's text, the count of rows, of different cells or of equal cells of a column,
 * or a column's median or sum, rounded as printed. Parts per million may be printed as a share. A
 * bound, as in "within 0.005 K", is no such number. What a sentence says beside that stands in
 * {@link #BESIDE}.
 */
class ResultNumbersTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root")).normalize();
  private static final Pattern FILE =
      Pattern.compile("results/[\\w./-]+\\.csv|\\b\\d-[\\w./-]+\\.csv");

  /** A number alone: no part of a name, a version, a path or a power of ten. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\w.,/^-])(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d+)?(e-?\\d+)?(?![\\w./^-]*[\\w/])");

  /** Versions of tools, settings and other numbers that are in no results file, by place. */
  private static final Map<String, List<String>> BESIDE =
      Map.of(
          "docs/validation/accuracy.md",
          // llama.cpp's perplexity and how near ours is; figures in noise are left out of 6497.
          List.of("19.1311", "5e-6", "6497"),
          "docs/validation/speed.md",
          List.of("512"));

  private record Statement(Path document, String text) {}

  @Test
  void numbersBesideAResultsFileAreInIt() throws IOException {
    var wrong = new ArrayList<String>();
    for (Statement statement : statements()) {
      List<Path> files = files(statement);
      List<String> beside =
          BESIDE.getOrDefault(ROOT.relativize(statement.document()).toString(), List.of());
      for (String number : numbers(statement.text())) {
        boolean known = beside.contains(number);
        if (!known && files.stream().noneMatch(file -> holds(file, number))) {
          wrong.add(ROOT.relativize(statement.document()) + ": " + number + " in " + statement);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void aNumberIsFoundAsItIsPrinted() {
    assertEquals(
        List.of("364", "3", "1,985", "0.005"), numbers("364 of 3, 1,985 (0.005), within 7 K."));
    assertEquals(List.of(), numbers("Llama-2-7B FP16 llama.cpp 0c1e570 3.0.0 2^30 1-problem a/3"));
    Path file = ROOT.resolve("results/1-problem-sizing/published-claims.csv");
    assertTrue(holds(file, "512"));
    assertTrue(holds(file, "1985"));
    assertFalse(holds(file, "513"));
  }

  private static List<Statement> statements() throws IOException {
    List<Path> documents;
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      documents =
          Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
              .filter(file -> file.toString().endsWith(".md"))
              .sorted()
              .toList();
    }
    var statements = new ArrayList<Statement>();
    for (Path document : documents) {
      for (String paragraph :
          Files.readString(document).split("\\n\\s*\\n|\\n(?=[|*] |janus-|- )", -1)) {
        boolean table = paragraph.contains("  ") || paragraph.startsWith("|");
        Stream.of(paragraph.split(table ? "\\n" : "(?<=[.;])\\s+", -1))
            .filter(text -> FILE.matcher(text).find())
            .map(text -> new Statement(document, text.replaceAll("\\s+", " ")))
            .forEach(statements::add);
      }
    }
    assertTrue(statements.size() > 10, "statements: " + statements.size());
    return statements;
  }

  private static List<Path> files(Statement statement) {
    var files = new ArrayList<Path>();
    for (Matcher file = FILE.matcher(statement.text()); file.find(); ) {
      String name = file.group();
      files.add(ROOT.resolve(name.startsWith("results/") ? name : "results/" + name));
    }
    return files;
  }

  private static List<String> numbers(String text) {
    String plain =
        text.replaceAll("\\]\\([^)]*\\)", "]")
            .replaceAll("within [0-9.e-]+", "")
            .replaceAll("`[^`]*`", "code")
            .replaceAll(FILE.pattern(), "");
    var numbers = new ArrayList<String>();
    for (Matcher number = NUMBER.matcher(plain); number.find(); ) {
      numbers.add(number.group());
    }
    return numbers;
  }

  private static final Map<Path, double[]> CANDIDATES = new HashMap<>();

  private static boolean holds(Path file, String number) {
    var printed = new BigDecimal(number.replace(",", ""));
    double half = printed.ulp().doubleValue() / 2 * (1 + 1e-9);
    return Arrays.stream(CANDIDATES.computeIfAbsent(file, ResultNumbersTest::candidates))
        .anyMatch(value -> Math.abs(value - printed.doubleValue()) <= half);
  }

  private static double[] candidates(Path file) {
    CsvTable table = CsvTable.read(file);
    var all = DoubleStream.builder();
    all.add(table.rows().size());
    for (String column : table.header()) {
      List<String> cells =
          Stream.iterate(0, i -> i + 1)
              .limit(table.rows().size())
              .map(i -> table.cell(i, column))
              .toList();
      Map<String, Long> counts =
          cells.stream().collect(Collectors.groupingBy(cell -> cell, Collectors.counting()));
      all.add(counts.size());
      counts.values().forEach(count -> all.add(count.doubleValue()));
      double unit = column.endsWith("_ppm") ? 1e-6 : 1;
      double[] values =
          cells.stream().flatMapToDouble(ResultNumbersTest::valuesOf).map(x -> x * unit).toArray();
      Arrays.stream(values).forEach(all::add);
      Arrays.sort(values);
      all.add(Arrays.stream(values).sum());
      all.add(values.length == 0 ? 0 : values[values.length / 2]);
    }
    return all.build().toArray();
  }

  /** A number, or the numbers in a text. */
  private static DoubleStream valuesOf(String cell) {
    var values = DoubleStream.builder();
    for (Matcher number = Pattern.compile("\\d+(\\.\\d+)?([eE]-?\\d+)?").matcher(cell);
        number.find(); ) {
      values.add(Double.parseDouble(number.group()));
    }
    return values.build();
  }
}
