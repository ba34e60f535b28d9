package janus.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.search.Change.Effect;
import janus.search.Change.Verdict;
import janus.search.Why.Baseline;
import janus.search.Why.Tightness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhyTest {
  private static final Facts FACTS = Facts.bundled();
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(FACTS);

  /** Losses are made up: these tests are about changes, not about accuracy. */
  private static final Accuracy ACCURACY =
      Accuracy.of("made up", List.of(measured("int8-token", 0.1), measured("int4-token", 2)));

  private static Accuracy.Measurement measured(String name, double lossPercent) {
    KvCodec codec = KvCodecs.parse(name);
    KvScheme scheme = KvScheme.of(codec, codec);
    return new Accuracy.Measurement(name, scheme, lossPercent, "made up", "made up", 512);
  }

  private static DesignSpace space() {
    var values = new TreeMap<String, List<String>>();
    values.put("scheme", List.of("int8-token", "int4-token"));
    values.put("compute.tiles", List.of("4", "16"));
    values.put("offChip.bandwidthGbPerS", List.of("20", "60"));
    values.put("tier1.capacityMib", List.of("0.5", "8"));
    values.put("tier2.capacityMib", List.of("0", "16"));
    values.put("tier2.technology", List.of("sram-ll", "edram-1t1c"));
    var variables = new ArrayList<Variable>();
    values.forEach((field, list) -> variables.add(Variable.of(field, list)));
    var start =
        new DesignPoint(
            Design.janus1(), Workload.janus1().withModel("llama-3.2-1b").withTokens(300, 100, 400));
    return new DesignSpace(start, ACCURACY.spelledOut(variables));
  }

  private static Answer answer(String... limits) {
    DesignSpace space = space();
    Goal goal = Goal.of(Goal.USUAL, List.of(limits));
    var tables = new TableEvaluation(FACTS, ACCURACY, space);
    var search = new Search(tables, goal, Pruner.none(), Map.of());
    SearchState state = search.run(search.begin(), search.all(), Search.Setting.plain(1));
    return Answer.of(new Question(space, goal, ACCURACY), tables, state);
  }

  @ParameterizedTest
  @EnumSource
  void gainsOfThePathAddUpToTheWhole(Baseline baseline) {
    Path path = Why.of(answer("quality_loss_percent<=1"), EVALUATOR, baseline).path();
    assertFalse(path.steps().isEmpty());
    double gain = path.steps().stream().mapToDouble(step -> step.taken().gain()).sum();
    assertEquals(path.gain(), gain, 1e-9);
    path.effects()
        .forEach(
            (objective, whole) -> {
              double sum = 0;
              for (Path.Step step : path.steps()) {
                Effect effect = step.taken().effects().get(objective);
                sum += effect.to() - effect.from();
              }
              assertEquals(whole.to() - whole.from(), sum, 1e-9 * Math.abs(whole.from()));
            });
  }

  @Test
  void thePathEndsAtTheRecommendedDesign() {
    Answer answer = answer();
    Why why = Why.of(answer, EVALUATOR, Baseline.PUBLISHED);
    double[] values = answer.recommended().values();
    for (var effect : why.path().effects().entrySet()) {
      double value = values[Quantity.names().indexOf(effect.getKey())];
      assertEquals(value, effect.getValue().to(), 1e-12 * value);
    }
  }

  // Every step takes what is best of what is left, so a later one never was better before it.
  @Test
  void theBestChangeComesFirst() {
    Why why = Why.of(answer(), EVALUATOR, Baseline.PUBLISHED);
    Path.Step first = why.path().steps().get(0);
    for (Change other : first.notTaken()) {
      boolean isLater =
          why.path().steps().stream().anyMatch(step -> step.taken().set().equals(other.set()));
      assertTrue(!isLater || other.gain() <= first.taken().gain(), other.change());
    }
  }

  @Test
  void theRecommendedDesignLiesOnTheFrontAndNoSingleChangeOfItHelps() {
    for (String limit : List.of("power_w<=100", "power_w<=1", "quality_loss_percent<=1")) {
      Answer answer = answer(limit);
      Why why = Why.of(answer, EVALUATOR, Baseline.PUBLISHED);
      assertTrue(answer.state().front().contains(why.design()), limit);
      assertTrue(why.noSingleChangeHelps(), limit + ": " + why.changes());
      assertEquals(6, why.changes().size());
    }
  }

  // Schemes of 4 bits lose 2 %: they save energy, and a limit of 1 % forbids them.
  @Test
  void aTightLimitTellsWhatALooserOneBuys() {
    Why why = Why.of(answer("quality_loss_percent<=1"), EVALUATOR, Baseline.NULL);
    Tightness quality = why.limits().get(0);
    assertTrue(quality.tight());
    assertEquals(90, quality.slackPercent(), 1e-9);
    assertEquals(100, quality.neededPercent(), 1e-9);
    assertTrue(quality.buys().change().contains("keys=int4-token"), quality.buys().change());
    assertTrue(quality.boughtPercentPerPercent().get("joule_per_token") < 0);
  }

  // Of the changes that one limit alone forbids, none gains more for a percent of that limit.
  @Test
  void whatALooserLimitBuysIsTheBestForAPercent() {
    Why why = Why.of(answer("power_w<=1"), EVALUATOR, Baseline.PUBLISHED);
    Tightness power = why.limits().get(0);
    assertTrue(power.tight());
    double best = power.buys().gain() / power.neededPercent();
    for (Change other : why.changes()) {
      if (other.broken().equals(List.of("power_w<=1")) && other.gain() > 0) {
        double watts = other.limits().get(0).value();
        assertTrue(other.gain() / (100 * (watts - 1)) <= best * (1 + 1e-9), other.change());
      }
    }
  }

  @Test
  void anEmptyFrontHasNothingToExplain() {
    assertNull(Why.of(answer("power_w<=0"), EVALUATOR, Baseline.PUBLISHED));
  }

  // Of a chip without tier 2, its technology changes nothing; of one that is too hot or too large,
  // the limit says so.
  @Test
  void changesAreRankedByWhatTheyDo() {
    Goal goal = Goal.of(Goal.USUAL, List.of("die_mm2<=15"));
    DesignPoint start = space().start();
    Design design = start.design();
    var point =
        new DesignPoint(design.withTier2(design.tier2().withCapacityMib(0)), start.workload());
    List<Change> changes =
        Explanation.of(point, EVALUATOR, ACCURACY, goal, space().variables().values()).changes();
    assertTrue(
        changes.stream()
            .filter(change -> change.set().containsKey("tier2.technology"))
            .allMatch(change -> change.verdict() == Verdict.CHANGES_NOTHING));
    double last = Double.POSITIVE_INFINITY;
    for (Change change : changes) {
      if (change.verdict() == Verdict.HELPS) {
        assertTrue(change.gain() <= last && change.gain() > 0, change.toString());
        last = change.gain();
      }
    }
    Change larger =
        changes.stream()
            .filter(change -> "16".equals(change.set().get("tier2.capacityMib")))
            .findFirst()
            .orElseThrow();
    assertEquals(Verdict.BREAKS_A_LIMIT, larger.verdict(), larger.toString());
    assertEquals(List.of("die_mm2<=15"), larger.broken());
  }
}
