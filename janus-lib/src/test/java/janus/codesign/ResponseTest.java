package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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

  // A pause of 60 s costs 60 s of idle power, and changes nothing else.
  @Test
  void aPauseCostsStandingPower() {
    Response none = response(WORK);
    Response minute = response(WORK.withIdleS(60));
    assertEquals(0, none.idleJoule());
    assertEquals(60 * none.idlePowerW(), minute.idleJoule(), 1e-12);
    assertEquals(none.joulePerResponse() + minute.idleJoule(), minute.joulePerResponse(), 1e-9);
    assertEquals(none.meanTokensPerS(), minute.meanTokensPerS());
  }

  // Idle power is standing power at a die cooled down to the air and what it heats itself: above
  // what the tiers take at the temperature of the air, below what they take at work.
  @Test
  void idlePowerIsThatOfACoolerDie() {
    DesignReport report = report(WORK);
    double standing =
        report.power().stream()
            .filter(row -> row.cause().equals("standby") || row.cause().equals("refresh"))
            .mapToDouble(row -> row.watts().typical())
            .sum();
    assertTrue(report.response().idlePowerW() < standing);
    assertTrue(report.response().idlePowerW() > 0.1 * standing);
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
