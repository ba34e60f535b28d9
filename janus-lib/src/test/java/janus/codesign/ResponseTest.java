package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTest {
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(Facts.bundled());
  private static final Workload WORK =
      Workload.janus1().withModel("llama-3.2-3b").withTokens(1000, 200, 1200);

  private static DesignReport report(Workload work) {
    return EVALUATOR.evaluate(Design.janus1(), work);
  }

  private static Response response(Workload work) {
    return report(work).response();
  }

  // A pause of 60 s costs 60 s of its power, and changes nothing else.
  @Test
  void aPauseCostsStandingPower() {
    Response none = response(WORK);
    Response minute = response(WORK.withIdleS(60));
    assertEquals(0, none.idleJoule());
    assertEquals(60 * minute.pause().powerW(), minute.idleJoule(), 1e-12);
    assertEquals(none.joulePerResponse() + minute.idleJoule(), minute.joulePerResponse(), 1e-9);
    assertEquals(none.meanTokensPerS(), minute.meanTokensPerS());
  }

  // Without a pause all stays on: above what the tiers take at 25 C, below what they take at work.
  @Test
  void idlePowerIsThatOfACoolerDie() {
    DesignReport report = report(WORK);
    double standing =
        report.power().stream()
            .filter(row -> row.cause().equals("standby") || row.cause().equals("refresh"))
            .mapToDouble(row -> row.watts().typical())
            .sum();
    Pause pause = report.response().pause();
    assertEquals(List.of("active", "active"), List.of(pause.tier1State(), pause.tier2State()));
    assertEquals(pause.activePowerW(), pause.powerW());
    assertTrue(pause.powerW() < standing);
    assertTrue(pause.powerW() > 0.1 * standing);
  }

  // The cache in eDRAM and in SRAM is kept, and in MRAM lies without power; tier 1 holds nothing.
  @ParameterizedTest
  @CsvSource({"edram-1t1c, retention", "sram-ll, retention", "stt-mram, off", "reram, off"})
  void tier2SleepsAsDeepAsItRemembers(String technology, String state) {
    Design design = Design.janus1();
    Design other = design.withTier2(design.tier2().withTechnology(technology));
    Pause pause = EVALUATOR.evaluate(other, WORK.withIdleS(60)).response().pause();
    assertEquals("off", pause.tier1State());
    assertEquals(state, pause.tier2State());
    assertTrue(pause.powerW() < pause.activePowerW());
    assertEquals(1, pause.wakeUpUs(), 1e-12);
  }

  // Tier 1 and tier 2 nearly off: the memory beside the die is left, and less than 1 mW besides.
  @Test
  void whatRemembersLeavesTheMemoryOutside() {
    Design design = Design.janus1();
    Design mram = design.withTier2(design.tier2().withTechnology("stt-mram"));
    Pause pause = EVALUATOR.evaluate(mram, WORK.withIdleS(60)).response().pause();
    double outside = EVALUATOR.facts().resolve(mram).offChipStandingW();
    assertTrue(pause.powerW() > outside && pause.powerW() < outside + 1e-3, pause.toString());
  }

  // One token: its rate and energy are those of the report.
  @Test
  void anAnswerOfOneTokenIsThatToken() {
    DesignReport report = report(WORK.withTokens(1000, 1, 1001));
    assertEquals(report.joulePerToken(), report.response().answerJoule(), 1e-12);
    assertEquals(report.sustainedTokensPerS(), report.response().meanTokensPerS(), 1e-9);
    assertEquals(report.sustainedTokensPerS(), report.response().firstTokensPerS(), 1e-9);
    assertEquals(1 / report.sustainedTokensPerS(), report.response().answerS(), 1e-12);
  }

  // The sum over every token of an answer, one evaluation each.
  @Test
  void meansAreThoseOfEveryToken() {
    double seconds = 0;
    double joule = 0;
    for (int token = 1; token <= 200; token++) {
      DesignReport each = report(WORK.atContext(1000 + token));
      seconds += 1 / each.sustainedTokensPerS();
      joule += each.joulePerToken();
    }
    Response response = response(WORK);
    assertEquals(1, response.answerS() / seconds, 1e-4);
    assertEquals(1, response.answerJoule() / joule, 1e-4);
  }

  // Two sequences share a pause and the steps, and not their prompts.
  @Test
  void aBatchSharesStepsAndPause() {
    Response one = response(WORK.withIdleS(10));
    Response two = response(WORK.withIdleS(10).withBatch(2));
    assertEquals(one.idleJoule() / 2, two.idleJoule(), 1e-12);
    assertEquals(200 * 2 / two.meanTokensPerS(), two.answerS(), 1e-9);
    assertTrue(two.answerJoule() < one.answerJoule());
    assertEquals(one.timeToFirstTokenMs(), two.timeToFirstTokenMs());
  }

  @Test
  void withoutAnAnswerThereIsAPromptAlone() {
    Response response = response(WORK.withTokens(1000, 0, 1000));
    assertNull(response.answerJoule());
    assertNull(response.meanTokensPerS());
    assertEquals(response.promptJoule(), response.joulePerResponse());
  }
}
