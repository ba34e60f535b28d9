package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.results.CsvTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Numbers that stand in one sentence or table row with a results file are in that file, and so are
 * those of a table that follows a paragraph with a results file, in the rows of the file that have
 * most words in common with the row of the table, or with the paragraph where it has none. A number
 * is there as a cell, a number in a cell's text, the count of rows, of different cells or of equal
 * cells of a column, or a column's median or sum, rounded as printed. Parts per million may be
 * printed as a share. A bound, as in "within 0.005 K", is no such number. What a sentence says
 * beside that stands in {@link #BESIDE}.
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
          "README.md",
          List.of("9"), // notebooks
          "docs/validation/accuracy.md",
          // llama.cpp's perplexity and how near ours is; figures in noise are left out of 6497;
          // sizes of two model files in MiB.
          List.of("19.1311", "5e-6", "6497", "94", "515"),
          "docs/validation/speed.md",
          List.of("512"));

  /** A row of a table that a paragraph introduces has the files of that paragraph. */
  private record Statement(Path document, String text, String introduction) {
    boolean isIntroduced() {
      return !introduction.isEmpty();
    }
  }

  @Test
  void numbersBesideAResultsFileAreInIt() throws IOException {
    var wrong = new ArrayList<String>();
    for (Statement statement : statements()) {
      List<Path> files = files(statement);
      List<String> beside =
          BESIDE.getOrDefault(ROOT.relativize(statement.document()).toString(), List.of());
      for (String number : numbers(statement.text())) {
        boolean known = beside.contains(number);
        if (!known && files.stream().noneMatch(file -> holds(statement, file, number))) {
          wrong.add(ROOT.relativize(statement.document()) + ": " + number + " in " + statement);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  // Wrong by a tenth of itself: a small number of a large file may be in it by chance.
  @Test
  void mostWrongNumbersAreSeen() throws IOException {
    int all = 0;
    int seen = 0;
    for (Statement statement : statements()) {
      for (String number : numbers(statement.text())) {
        String wrong = wrong(number);
        all++;
        seen += files(statement).stream().noneMatch(file -> holds(statement, file, wrong)) ? 1 : 0;
      }
    }
    assertTrue(all > 100 && seen > 0.8 * all, seen + " of " + all);
  }

  private static String wrong(String number) {
    var printed = new BigDecimal(number.replace(",", ""));
    BigDecimal tenth = printed.movePointLeft(1).setScale(printed.scale(), RoundingMode.UP);
    return printed.add(tenth.signum() == 0 ? printed.ulp() : tenth).toString();
  }

  @Test
  void aNumberIsFoundAsItIsPrinted() {
    assertEquals(
        List.of("364", "3", "1,985", "0.005"), numbers("364 of 3, 1,985 (0.005), within 7 K."));
    assertEquals(List.of(), numbers("Llama-2-7B FP16 llama.cpp 0c1e570 3.0.0 2^30 1-problem a/3"));
    Path file = ROOT.resolve("results/1-problem-sizing/published-claims.csv");
    CsvTable table = CsvTable.read(file);
    assertTrue(holds(table, "512"));
    assertTrue(holds(table, "1985"));
    assertFalse(holds(table, "513"));
    CsvTable row = alike(table, "| INT4 cache at 4096 tokens | 512 MiB |");
    assertTrue(holds(row, "512"));
    assertFalse(holds(row, "1985"));
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
      String introduction = "";
      for (String paragraph :
          Files.readString(document).split("\\n\\s*\\n|\\n(?=[|*] |janus-|- )", -1)) {
        boolean table = paragraph.contains("  ") || paragraph.startsWith("|");
        introduction = paragraph.startsWith("|") ? introduction : paragraph;
        statements.addAll(statements(document, paragraph, table, introduction));
      }
    }
    assertTrue(statements.size() > 10, "statements: " + statements.size());
    return statements;
  }

  private static List<Statement> statements(
      Path document, String paragraph, boolean table, String introduction) {
    boolean introduces = table && FILE.matcher(introduction).find();
    return Stream.of(paragraph.split(table ? "\\n" : "(?<=[.;])\\s+", -1))
        .filter(text -> introduces || FILE.matcher(text).find())
        .map(
            text ->
                new Statement(
                    document,
                    text.replaceAll("\\s+", " "),
                    FILE.matcher(text).find() ? "" : introduction))
        .toList();
  }

  private static List<Path> files(Statement statement) {
    var files = new ArrayList<Path>();
    String named = statement.isIntroduced() ? statement.introduction() : statement.text();
    for (Matcher file = FILE.matcher(named); file.find(); ) {
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

  private static boolean holds(Statement statement, Path file, String number) {
    CsvTable table = TABLES.computeIfAbsent(file, CsvTable::read);
    if (!statement.isIntroduced()) {
      return holds(table, number);
    }
    CsvTable rows = alike(table, statement.text());
    boolean all = rows.rows().size() == table.rows().size();
    return holds(all ? alike(table, statement.introduction()) : rows, number);
  }

  private static final Map<Path, CsvTable> TABLES = new HashMap<>();
  private static final IdentityHashMap<CsvTable, double[]> CANDIDATES = new IdentityHashMap<>();

  private static boolean holds(CsvTable table, String number) {
    var printed = new BigDecimal(number.replace(",", ""));
    double half = printed.ulp().doubleValue() / 2 * (1 + 1e-9);
    return Arrays.stream(CANDIDATES.computeIfAbsent(table, ResultNumbersTest::candidates))
        .anyMatch(value -> Math.abs(value - printed.doubleValue()) <= half);
  }

  /** The rows of a file that have most letters of whole words in common with a text. */
  private static CsvTable alike(CsvTable table, String text) {
    Set<String> words = words(text);
    int[] common =
        table.rows().stream()
            .mapToInt(
                row ->
                    words(String.join(" ", row)).stream()
                        .filter(words::contains)
                        .mapToInt(String::length)
                        .sum())
            .toArray();
    int most = Arrays.stream(common).max().orElse(0);
    List<List<String>> rows =
        IntStream.range(0, common.length)
            .filter(i -> common[i] == most)
            .mapToObj(table.rows()::get)
            .toList();
    return new CsvTable(table.place(), table.header(), rows);
  }

  private static Set<String> words(String text) {
    return Stream.of(
            text.replaceAll("([a-z])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT)
                .split("[^\\p{Alnum}_()+,-]+|,(?= )", -1))
        .filter(word -> word.matches(".*[a-z].*"))
        .collect(Collectors.toSet());
  }

  private static double[] candidates(CsvTable table) {
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
      double[] values = cells.stream().flatMapToDouble(ResultNumbersTest::valuesOf).toArray();
      for (double unit : units(column)) {
        Arrays.stream(values).forEach(value -> all.add(value * unit));
        all.add(values.length == 0 ? 0 : median(values) * unit);
      }
      all.add(Arrays.stream(values).sum());
    }
    return all.build().toArray();
  }

  /** What a column's numbers are multiplied by where they are printed. */
  private static double[] units(String column) {
    if (column.endsWith("_ppm")) {
      return new double[] {1e-6};
    }
    if (column.endsWith("_seconds")) {
      return new double[] {1, 1000};
    }
    return column.endsWith("_per_s") ? new double[] {1, 1e-6} : new double[] {1};
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
