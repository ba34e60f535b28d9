package janus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.device.Composition.Observation;
import janus.device.Composition.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectsFitTest {
  private static final Effect SLOPE = new Effect("slope", 0, 3);
  private static final Effect FIXED = new Effect("fixed", 0, 3);

  private static Composition line(double amount) {
    return new Composition(
        List.of(new Part(amount, List.of(SLOPE)), new Part(1, List.of(FIXED))), List.of());
  }

  private static List<Observation> exactLine() {
    var observations = new ArrayList<Observation>();
    for (double amount : new double[] {1, 2, 5, 10, 30}) {
      observations.add(line(amount).observed(0.5 * amount + 4, 0.001));
    }
    return observations;
  }

  // y = 0.5 x + 4, with errors far below what the priors allow.
  @Test
  void linesAreFoundFromTheirPoints() {
    var fit = new EffectsFit(exactLine());
    assertEquals(0.5, StrictMath.exp(fit.value(SLOPE)), 1e-3);
    assertEquals(4, StrictMath.exp(fit.value(FIXED)), 4e-3);
    assertEquals(StrictMath.log(0.5 * 100 + 4), fit.predict(line(100)).mean(), 2e-3);
  }

  @Test
  void withoutObservationsPredictionsFollowThePriors() {
    var fit = new EffectsFit(List.of());
    var of = new Composition(List.of(new Part(2, List.of(SLOPE))), List.of(FIXED));
    assertEquals(StrictMath.log(2), fit.predict(of).mean(), 1e-12);
    assertEquals(Math.sqrt(18), fit.predict(of).sd(), 1e-12);
  }

  // Prior N(0, 1), one observation 1 with error variance R: x = 1/(1+R), and Student's t with
  // 4 degrees of freedom has R = sd^2 (4 + ((1-x)/sd)^2) / 5. With sd = 1, x = 0.5441 solves both:
  // R = (4 + 0.4559^2) / 5 = 0.8416, 1/(1 + 0.8416) = 0.5430; the next round gives 0.5430, 0.8418.
  @Test
  void oneObservationIsSharedBetweenPriorAndError() {
    var effect = new Effect("x", 0, 1);
    var of = new Composition(List.of(new Part(1, List.of(effect))), List.of());
    var fit = new EffectsFit(List.of(new Observation(of, 1, 1)));
    assertEquals(0.543, fit.value(effect), 1e-3);
  }

  @Test
  void oneOddRowBendsTheFitLessThanItsShare() {
    var observations = new ArrayList<>(exactLine());
    observations.add(line(20).observed(10 * (0.5 * 20 + 4), 0.001));
    var fit = new EffectsFit(observations);
    assertEquals(StrictMath.log(9), fit.predict(line(10)).mean(), 0.02);
  }

  @Test
  void whatIsFarFromTheRowsIsLessCertain() {
    var fit = new EffectsFit(List.of(line(1).observed(4.5, 0.05)));
    assertTrue(fit.predict(line(100)).sd() > 2 * fit.predict(line(1)).sd());
  }

  @Test
  void rangesAreTheQuantilesOfALogNormal() {
    var range = new EffectsFit.Estimate(StrictMath.log(10), 0.1).range(2);
    assertEquals(20, range.typical(), 1e-12);
    assertEquals(20 * StrictMath.exp(-0.1644853626951472), range.low(), 1e-9);
    assertEquals(20 * StrictMath.exp(0.1644853626951472), range.high(), 1e-9);
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Effect("x", 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Part(-1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> line(1).observed(0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Composition(List.of(new Part(0, List.of())), List.of()));
  }
}
