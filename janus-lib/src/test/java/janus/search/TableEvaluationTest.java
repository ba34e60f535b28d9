package janus.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Drafting;
import janus.codesign.Facts;
import janus.codesign.Tier2Contents;
import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.provenance.BadInputException;
import janus.search.SearchState.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableEvaluationTest {
  private static final Facts FACTS = Facts.bundled();

  /** Losses are made up: these tests are about the search, not about accuracy. */
  private static final Accuracy ACCURACY =
      Accuracy.of(
          "made up",
          List.of(measured("f16", 0), measured("int8-token", 0.1), measured("int4-token", 2)));

  private static Accuracy.Measurement measured(String name, double lossPercent) {
    KvCodec codec = KvCodecs.parse(name);
    KvScheme scheme = KvScheme.of(codec, codec);
    return new Accuracy.Measurement(name, scheme, lossPercent, "made up", "made up", 512);
  }

  private static DesignPoint start(String model, int batch) {
    return new DesignPoint(
        Design.janus1(),
        Workload.janus1()
            .withModel(model)
            .withTokens(300, 100, 400)
            .withBatch(batch)
            .withAmbientC(batch == 1 ? null : (Double) 40.0));
  }

  private static PointEvaluation points() {
    return new PointEvaluation(new DesignEvaluator(FACTS), ACCURACY);
  }

  // GQA, MHA with a window and a mixture, latent attention.
  @ParameterizedTest
  @ValueSource(strings = {"llama-3.2-3b", "gemma-3-1b", "qwen3-30b-a3b", "deepseek-v2-lite"})
  void tablesHoldTheNumbersOfTheEvaluatorToTheLastDigit(String model) {
    var random = new Random(model.hashCode());
    var variables = new ArrayList<>(StandardSpace.of(FACTS, ACCURACY));
    variables.add(Variable.of("compute.logicNm", List.of("3", "7", "16")));
    DesignSpace space = new DesignSpace(start(model, 1 + random.nextInt(3)), variables);
    var tables = new TableEvaluation(FACTS, ACCURACY, space).cursor();
    var evaluator = points().of(space).cursor();
    double[] fromTables = new double[Quantity.values().length];
    double[] fromEvaluator = new double[fromTables.length];
    for (int i = 0; i < 40; i++) {
      long number = random.nextLong(space.size());
      tables.evaluate(number, fromTables);
      evaluator.evaluate(number, fromEvaluator);
      assertArrayEquals(fromEvaluator, fromTables, 0, () -> "design " + space.values(number));
    }
  }

  // Drafted tokens, and weights in tier 2: a list that a tier 2 of 4 MiB does not hold, and one
  // that
  // takes what fits.
  @ParameterizedTest
  @ValueSource(strings = {"draft,layers(2),cache", "weights,cache", "auto"})
  void draftsAndContentsOfTier2AreInTheTables(String holds) {
    Workload work =
        start("llama-3.2-1b", 2)
            .workload()
            .withDrafting(new Drafting(3, 0.7, "smollm2-135m"))
            .withTier2Holds(Tier2Contents.parse(holds));
    var variables = new ArrayList<Variable>();
    random(new Random(1), "").forEach((field, list) -> variables.add(Variable.of(field, list)));
    variables.removeIf(variable -> variable.name().startsWith("tier2.capacity"));
    variables.add(Variable.of("tier2.capacityMib", List.of("0", "4", "200", "1000")));
    variables.add(Variable.of("drafting.tokens", List.of("0", "1", "4")));
    DesignSpace space =
        new DesignSpace(new DesignPoint(Design.janus1(), work), ACCURACY.spelledOut(variables));
    var tables = new TableEvaluation(FACTS, ACCURACY, space).cursor();
    var evaluator = points().of(space).cursor();
    double[] fromTables = new double[Quantity.values().length];
    double[] fromEvaluator = new double[fromTables.length];
    var random = new Random(2);
    int works = 0;
    for (int i = 0; i < 60; i++) {
      long number = random.nextLong(space.size());
      tables.evaluate(number, fromTables);
      evaluator.evaluate(number, fromEvaluator);
      assertArrayEquals(fromEvaluator, fromTables, 0, () -> "design " + space.values(number));
      works += at(fromTables, Quantity.SUSTAINED_TOKENS_PER_S) > 0 ? 1 : 0;
    }
    assertTrue(works > 10, works + " work");
  }

  // 4096 MiB take a die larger than the lid of the package.
  @Test
  void aDieLargerThanItsPackageHasAnAreaAndNoRate() {
    Map<String, List<String>> all = new java.util.TreeMap<>();
    all.put("tier2.technology", List.of("sram-ll", "edram-1t1c"));
    all.put("tier2.capacityMib", List.of("64", "4096"));
    DesignSpace space = space(all);
    var tables = new TableEvaluation(FACTS, ACCURACY, space).cursor();
    var evaluator = points().of(space).cursor();
    double[] fromTables = new double[Quantity.values().length];
    double[] fromEvaluator = new double[fromTables.length];
    int unbuilt = 0;
    for (long number = 0; number < space.size(); number++) {
      tables.evaluate(number, fromTables);
      evaluator.evaluate(number, fromEvaluator);
      assertArrayEquals(fromEvaluator, fromTables, 0, "design " + number);
      unbuilt += Double.isNaN(at(fromTables, Quantity.DECODE_TOKENS_PER_S)) ? 1 : 0;
    }
    assertTrue(unbuilt > 0, "some die is too large");
  }

  @Test
  void pricesOfTheTablesAreThoseOfTheEvaluator() {
    Map<String, List<String>> all = new java.util.TreeMap<>();
    all.put("market.dramDate", List.of("2024", "2026-03"));
    all.put("market.volume", List.of("100000", "10000000"));
    all.put("offChip.technology", List.of("lpddr5", "hbm3"));
    all.put("offChip.capacityMib", List.of("4096", "8192"));
    all.put("tier1.capacityMib", List.of("1", "8"));
    all.put("tier2.technology", List.of("sram-hd", "sram-ll", "edram-1t1c"));
    all.put("tier2.capacityMib", List.of("0", "64"));
    DesignSpace space = space(all);
    var tables = new TableEvaluation(FACTS, ACCURACY, space).cursor();
    var evaluator = points().of(space).cursor();
    double[] fromTables = new double[Quantity.values().length];
    double[] fromEvaluator = new double[fromTables.length];
    int unknown = 0;
    for (long number = 0; number < space.size(); number++) {
      tables.evaluate(number, fromTables);
      evaluator.evaluate(number, fromEvaluator);
      assertArrayEquals(fromEvaluator, fromTables, 0, "design " + number);
      unknown += Double.isNaN(at(fromTables, Quantity.UNIT_USD)) ? 1 : 0;
    }
    assertEquals(space.size() / 2, unknown, "half of them have HBM, which has no price");
  }

  private static DesignSpace space(Map<String, List<String>> values) {
    var variables = new ArrayList<Variable>();
    values.forEach((field, list) -> variables.add(Variable.of(field, list)));
    return new DesignSpace(start("llama-3.2-1b", 1), ACCURACY.spelledOut(variables));
  }

  /** Some values of some variables, one of them with all of its values. */
  private static Map<String, List<String>> random(Random random, String whole) {
    var all = new java.util.TreeMap<String, List<String>>();
    all.put("scheme", List.of("f16", "int8-token", "int4-token"));
    all.put("compute.tiles", List.of("2", "8", "32"));
    all.put("compute.clockGhz", List.of("0.5", "1"));
    all.put("offChip.bandwidthGbPerS", List.of("8", "20", "60", "200"));
    all.put("tier1.capacityMib", List.of("0.5", "8"));
    all.put("tier2.capacityMib", List.of("0", "4", "64"));
    all.put("tier2.technology", List.of("sram-ll", "edram-1t1c", "stt-mram"));
    all.put("tier2.banks", List.of("1", "16"));
    all.replaceAll(
        (field, values) -> {
          boolean some = !field.equals(whole) && random.nextBoolean();
          return some ? List.of(values.get(random.nextInt(values.size()))) : values;
        });
    return all;
  }

  private static Goal goal(String... limits) {
    return Goal.of(
        List.of("joule_per_token", "die_mm2"), List.of("decode_tokens_per_s"), List.of(limits));
  }

  private static Answer answer(DesignSpace space, Goal goal) {
    var tables = new TableEvaluation(FACTS, ACCURACY, space);
    var search = new Search(tables, goal, Pruner.none(), Map.of());
    SearchState state =
        search.run(search.begin(), new Interval(0, space.size()), Search.Setting.plain(2));
    return Answer.of(new Question(space, goal, ACCURACY), tables, state);
  }

  @Test
  void theFrontOfTablesIsThatOfTheEvaluator() {
    DesignSpace space = space(random(new Random(3), "tier2.technology"));
    Goal goal = goal("power_w<=3", "quality_loss_percent<=1");
    var search = new Search(points().of(space), goal, Pruner.none(), Map.of());
    SearchState byPoints =
        search.run(search.begin(), new Interval(0, space.size()), Search.Setting.plain(1));
    assertEquals(byPoints, answer(space, goal).state());
  }

  @Test
  void pruningLeavesTheFrontAndCountsTheRestApart() {
    DesignSpace space = space(random(new Random(7), "scheme"));
    Goal goal = goal("quality_loss_percent<=0.05", "power_w<=2");
    SearchState whole = answer(space, goal).state();
    Pruner pruner = Pruner.ofAnySize(FACTS, new Question(space, goal, ACCURACY));
    var search = new Search(new TableEvaluation(FACTS, ACCURACY, space), goal, pruner, Map.of());
    SearchState pruned = search.run(search.begin(), search.all(), Search.Setting.plain(2));
    assertEquals(whole.front(), pruned.front());
    assertEquals(2 * space.size() / 3, pruned.pruned());
    assertEquals(space.size(), pruned.evaluated() + pruned.pruned());
    assertEquals(whole.breaking().get(0), pruned.breaking().get(0));
  }

  // Numbers differ between the spaces; a design of one is found in the other by its values.
  @Test
  void moreBandwidthNeverLowersTheRate() {
    var random = new Random(4);
    for (int round = 0; round < 5; round++) {
      DesignSpace space = space(random(random, "offChip.bandwidthGbPerS"));
      var cursor = new TableEvaluation(FACTS, ACCURACY, space).cursor();
      var rates = new java.util.TreeMap<String, double[]>();
      double[] values = new double[Quantity.values().length];
      for (long number = 0; number < space.size(); number++) {
        var fields = new java.util.TreeMap<>(space.values(number));
        double bandwidth = Double.parseDouble(fields.remove("offChip.bandwidthGbPerS"));
        cursor.evaluate(number, values);
        double rate = values[Quantity.SUSTAINED_TOKENS_PER_S.place()];
        boolean throttles = values[Quantity.SUSTAINED_PERCENT.place()] < 100;
        double[] last = rates.put(fields.toString(), new double[] {bandwidth, rate});
        if (last != null && last[0] < bandwidth && !throttles) {
          assertTrue(rate >= last[1], fields + " at " + bandwidth + " GB/s: " + rate);
        }
      }
    }
  }

  @Test
  void oneMoreValueNeverWorsensTheFront() {
    var random = new Random(5);
    for (int round = 0; round < 5; round++) {
      Map<String, List<String>> all = random(random, "tier2.capacityMib");
      var fewer = new java.util.TreeMap<>(all);
      fewer.put("tier2.capacityMib", all.get("tier2.capacityMib").subList(0, 2));
      Answer before = answer(space(fewer), goal());
      Answer after = answer(space(all), goal());
      for (var design : before.front()) {
        assertTrue(
            after.front().stream().anyMatch(other -> notWorse(other.values(), design.values())),
            "lost " + design.fields());
      }
    }
  }

  private static boolean notWorse(double[] one, double[] other) {
    return at(one, Quantity.JOULE_PER_TOKEN) <= at(other, Quantity.JOULE_PER_TOKEN)
        && at(one, Quantity.DIE_MM2) <= at(other, Quantity.DIE_MM2)
        && at(one, Quantity.DECODE_TOKENS_PER_S) >= at(other, Quantity.DECODE_TOKENS_PER_S);
  }

  private static double at(double[] values, Quantity quantity) {
    return values[quantity.place()];
  }

  // Heat is tabled for one air: a space that varies it is refused, not searched wrongly.
  @Test
  void airIsOneForAllDesigns() {
    DesignSpace warm = space(Map.of("ambientC", List.of("25", "40")));
    assertThrows(BadInputException.class, () -> new TableEvaluation(FACTS, ACCURACY, warm));
  }

  @Test
  void commandOfADesignNamesItsAir() {
    DesignPoint point = start("llama-3.2-1b", 2);
    assertTrue(ChipCommandLine.of(point).contains("--ambient-c 40"), ChipCommandLine.of(point));
    assertFalse(ChipCommandLine.of(start("llama-3.2-1b", 1)).contains("ambient"));
  }

  // A cursor that is asked for some values gives these as one that is asked for all.
  @Test
  void unwantedValuesDoNotChangeTheOthers() {
    DesignSpace space = space(random(new Random(6), "scheme"));
    var tables = new TableEvaluation(FACTS, ACCURACY, space);
    boolean[] wanted = new boolean[Quantity.values().length];
    double[] all = new double[wanted.length];
    double[] some = new double[wanted.length];
    for (long number = 0; number < Math.min(100, space.size()); number++) {
      tables.cursor().evaluate(number, all);
      tables.cursor(wanted).evaluate(number, some);
      int first = Quantity.TIME_TO_FIRST_TOKEN_MS.place();
      some[first] = all[first];
      some[Quantity.UNIT_USD.place()] = all[Quantity.UNIT_USD.place()];
      assertTrue(Arrays.equals(all, some));
    }
  }
}
