package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.pareto.Dominance;
import janus.results.CsvTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> QUANTITIES =
      List.of(
          "decode_tokens_per_s",
          "joule_per_token",
          "power_w",
          "die_mm2",
          "junction_c",
          "time_to_first_token_ms",
          "sustained_tokens_per_s");

  @TempDir Path folder;
  private String space;

  private String run(int status, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    assertEquals(
        status,
        Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args),
        () -> err.toString());
    return status == 2 ? err.toString() : out.toString();
  }

  private String[] design(String... args) {
    return Stream.concat(
            Stream.of(
                "design",
                "--model",
                "llama-3.2-1b",
                "--prompt",
                "200",
                "--answer",
                "50",
                "--space",
                space,
                "--results",
                folder.resolve("results").toString()),
            Stream.of(args))
        .toArray(String[]::new);
  }

  private JsonNode json(int status, String... args) throws IOException {
    var all = new ArrayList<>(List.of(design(args)));
    all.add("--json");
    return MAPPER.readTree(run(status, all.toArray(String[]::new)));
  }

  @BeforeEach
  void writeSpace() throws IOException {
    Path file = folder.resolve("space.json");
    Files.writeString(
        file,
        "{\"scheme\": [\"f16\", \"int8-token\", \"int4-token\"],"
            + " \"offChip\": [{\"technology\": \"lpddr4x\", \"bandwidthGbPerS\": 17},"
            + " {\"technology\": \"lpddr5x\", \"bandwidthGbPerS\": 68.3}],"
            + " \"compute.tiles\": [4, 32],"
            + " \"tier2.technology\": [\"edram-1t1c\", \"sram-ll\"],"
            + " \"tier2.capacityMib\": [0, 32],"
            + " \"package\": [{\"layers\": \"handheld\", \"resistance\": null},"
            + " {\"layers\": \"bga-lid\", \"resistance\": \"lfbga-289\"}]}");
    space = file.toString();
  }

  /** Numbers of the rows that keep limits and that no such row dominates, from a dump alone. */
  private static Set<Long> byDefinition(CsvTable dump) {
    var numbers = new ArrayList<Long>();
    var costs = new ArrayList<double[]>();
    for (int row = 0; row < dump.rows().size(); row++) {
      int at = row;
      boolean whole =
          Stream.of("joule_per_token", "die_mm2", "decode_tokens_per_s", "power_w")
              .noneMatch(column -> dump.cell(at, column).isEmpty());
      if (whole
          && number(dump, row, "power_w") <= 4
          && number(dump, row, "quality_loss_percent") <= 1) {
        numbers.add((long) number(dump, row, "design"));
        costs.add(
            new double[] {
              number(dump, row, "joule_per_token"),
              number(dump, row, "die_mm2"),
              -number(dump, row, "decode_tokens_per_s")
            });
      }
    }
    int[] fronts = Dominance.fronts(costs.toArray(double[][]::new));
    var front = new TreeSet<Long>();
    for (int i = 0; i < fronts.length; i++) {
      if (fronts[i] == 0) {
        front.add(numbers.get(i));
      }
    }
    return front;
  }

  private static double number(CsvTable table, int row, String column) {
    return Double.parseDouble(table.cell(row, column));
  }

  private static Set<Long> numbers(JsonNode answer) {
    var numbers = new TreeSet<Long>();
    answer.get("front").forEach(design -> numbers.add(design.get("design").asLong()));
    return numbers;
  }

  private static final String[] LIMITS = {
    "--limit", "power_w<=4", "--limit", "quality_loss_percent<=1"
  };

  @Test
  void theFrontIsThatOfTheDump() throws IOException {
    Path dump = folder.resolve("dump.csv");
    run(0, design("--dump", dump.toString()));
    CsvTable table = CsvTable.read(dump);
    JsonNode answer = json(0, LIMITS);
    assertEquals(table.rows().size(), answer.get("evaluated").asLong());
    assertEquals(byDefinition(table), numbers(answer));
    assertTrue(answer.get("excluded").get("quality_loss_percent<=1").asLong() > 0);
    assertTrue(Files.exists(folder.resolve("results/6-closing-the-loop/llama-3.2-1b/front.csv")));
  }

  @Test
  void aDumpIsEvaluatedAgainToTheSameBytes() throws IOException {
    Path dump = folder.resolve("dump.csv");
    run(0, design("--dump", dump.toString()));
    assertEquals(Files.readString(dump), run(0, design("--evaluate", dump.toString())));
  }

  @Test
  void chipPrintsTheNumbersOfTheFront() throws IOException {
    JsonNode front = json(0, LIMITS).get("front");
    assertFalse(front.isEmpty());
    for (JsonNode design : front) {
      String command = design.get("command").asText().replaceFirst("^janus ", "").replace("'", "");
      JsonNode chip = MAPPER.readTree(run(0, (command + " --json").split(" ")));
      assertEquals(chip.get("unit_usd").get("typical"), design.get("unit_usd"), command);
      for (String quantity : QUANTITIES) {
        assertEquals(chip.get(quantity), design.get(quantity), quantity + " of " + command);
      }
    }
  }

  @Test
  void moneyIsAnObjectiveAndALimit() throws IOException {
    String[] money = {"--minimize", "unit_usd", "--maximize", "decode_tokens_per_s"};
    JsonNode front = json(0, money).get("front");
    double least = usd(front.get(0));
    for (JsonNode design : front) {
      least = Math.min(least, usd(design));
    }
    double bound = Math.ceil(least);
    JsonNode limited = json(0, "--minimize", "unit_usd", "--limit", "unit_usd<=" + bound);
    assertEquals(least, usd(limited.get("front").get(0)));
    assertTrue(limited.get("excluded").get("unit_usd<=" + (long) bound).asLong() > 0);
    json(1, "--minimize", "unit_usd", "--limit", "unit_usd<=" + Math.floor(least));
  }

  @Test
  void theRecommendedDesignIsExplained() throws IOException {
    JsonNode answer = json(0, "--from", "null", "--limit", "quality_loss_percent<=1");
    JsonNode why = answer.get("why");
    assertTrue(numbers(answer).contains(why.get("design").asLong()));
    assertEquals("null", why.get("from").asText());
    assertTrue(why.get("no_single_change_helps").asBoolean());
    assertEquals(
        MAPPER.readTree(
            Files.readString(folder.resolve("results/6-closing-the-loop/llama-3.2-1b/why.json"))),
        why);
    String text = run(0, design("--limit", "quality_loss_percent<=1"));
    assertTrue(text.contains("Recommended is design " + why.get("design").asLong()), text);
    assertTrue(text.contains("No single change helps: of "), text);
    assertTrue(run(2, design("--from", "x")).contains("expected published or null"));
  }

  // 637 MB of weights a token, 200 times a second, are 127 GB/s; of 68.3 GB/s 59 are reached.
  @Test
  void aRateBeyondTheSpaceIsRefused() {
    String line = run(2, design("--limit", "decode_tokens_per_s>=200"));
    assertTrue(line.contains("200 tokens/s need 127 GB/s"), line);
    assertTrue(line.contains("the space ends at 59"), line);
    assertEquals(1, line.lines().count(), line);
  }

  private static double usd(JsonNode design) {
    return design.get("unit_usd").asDouble();
  }

  @Test
  void threadsDoNotChangeTheTables() throws IOException {
    run(0, design("--threads", "1"));
    Path front = folder.resolve("results/6-closing-the-loop/llama-3.2-1b/front.csv");
    String one = Files.readString(front);
    run(0, design("--threads", "3"));
    assertEquals(one, Files.readString(front));
  }

  @Test
  void blocksAddUpToTheAnswer() throws IOException {
    String part = folder.resolve("part.json").toString();
    run(0, design("--blocks", "0..1", "--resume", part));
    JsonNode whole = json(0);
    JsonNode merged = json(0, "--merge", part);
    assertEquals(whole, merged);
    assertEquals(whole, json(0, "--resume", part));
  }

  @Test
  void anotherPlaceNeedsItsModule() {
    String line = run(2, design("--on", "local[2]"));
    assertTrue(line.contains("--on local[2]: expected the module janus-spark"), line);
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void anEmptyAnswerNamesTheStrictestLimitAndTheNearestDesign() throws IOException {
    String[] warm = {
      "--limit",
      "power_w<=0.01",
      "--fix",
      "package.layers=bga-lid",
      "--fix",
      "package.resistance=lfbga-289"
    };
    String text = run(1, design(warm));
    assertTrue(text.contains("power_w<=0.01 excludes most"), text);
    assertTrue(text.contains("breaks the fewest by the least: power_w<=0.01 (has"), text);
    JsonNode answer = json(1, warm);
    assertTrue(answer.get("front").isEmpty());
    assertTrue(answer.get("nearest").get("power_w").asDouble() > 0.01);
  }

  @Test
  void aSpecificationIsReadAndOverridden() throws IOException {
    Path yaml = folder.resolve("design.yaml");
    Files.writeString(
        yaml,
        "model: llama-3.2-1b\nprompt: 200\nanswer: 50\nspace: "
            + space
            + "\nlimits: [power_w<=4, quality_loss_percent<=1]\n");
    String results = folder.resolve("results").toString();
    String[] words = {"design", "--spec", yaml.toString(), "--results", results, "--json"};
    assertEquals(json(0, LIMITS), MAPPER.readTree(run(0, words)));
    JsonNode other =
        MAPPER.readTree(
            run(
                0,
                Stream.concat(Stream.of(words), Stream.of("--limit", "power_w<=3"))
                    .toArray(String[]::new)));
    assertEquals(
        List.of("power_w<=3", "off_chip_used_percent<=100", "sustained_percent>=100"),
        names(other.get("excluded")));
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void initWritesASpecificationThatIsRead() throws IOException {
    Path file = folder.resolve("mine.yaml");
    run(0, "design", "--init", file.toString());
    run(0, "design", "--spec", file.toString(), "--print-space");
    assertTrue(run(2, "design", "--init", file.toString()).contains("found an old one"));
  }

  @Test
  void thePrintedSpaceIsTheSpace() throws IOException {
    String printed = run(0, design("--print-space"));
    Path copy = folder.resolve("copy.json");
    Files.writeString(copy, printed);
    JsonNode whole = json(0);
    space = copy.toString();
    assertEquals(whole, json(0));
  }

  // The same draws for every design: the same bytes again, and other ones with another seed.
  @Test
  void samplesGiveRangesAndSharesOfTheFront() throws IOException {
    JsonNode sampled = json(0, "--limit", "power_w<=4", "--samples", "40", "--seed", "3");
    assertEquals(40, sampled.path("samples").asInt());
    JsonNode again = json(0, "--limit", "power_w<=4", "--samples", "40", "--seed", "3");
    JsonNode other = json(0, "--limit", "power_w<=4", "--samples", "40", "--seed", "4");
    assertEquals(sampled.path("front"), again.path("front"));
    assertNotEquals(sampled.path("front"), other.path("front"));
    double shares = 0;
    for (JsonNode row : sampled.path("front")) {
      double low = row.path("joule_per_token_low").asDouble();
      assertTrue(low > 0 && low < row.path("joule_per_token_high").asDouble());
      double share = row.path("on_front_probability").asDouble();
      assertTrue(share >= 0 && share <= 1);
      assertTrue(row.path("regret_percent").asDouble(-1) >= 0);
      shares += share;
    }
    assertTrue(shares >= 1, "every sample has a front: " + shares);
  }
}
