package janus.inference.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Values computed with NumPy from the formulas in the records' comments. */
class ScoresTest {
  private static final double CLOSE = 1e-12;

  private static final List<WindowScores> BASELINE =
      List.of(window(0, 1.0, 2.5, 0.25, 3.0), window(1, 0.5, 1.75, 4.0, 2.0));
  private static final List<WindowScores> CANDIDATE =
      List.of(window(0, 1.1, 2.4, 0.5, 3.3), window(1, 0.5, 2.0, 4.5, 1.9));

  private static WindowScores window(int index, double... loss) {
    int count = loss.length;
    return new WindowScores(
        new ScoredWindow(index, index * 8, 8, false, 2, 2 + count, count), loss);
  }

  @Test
  void perplexityHasLlamaCppsStandardError() {
    PerplexityEstimate estimate = PerplexityEstimate.of(BASELINE);
    assertEquals(1.875, estimate.meanLoss(), CLOSE);
    assertEquals(6.5208191203301125, estimate.perplexity(), CLOSE);
    assertEquals(2.9549971084126594, estimate.standardError(), CLOSE);
    assertEquals(8, estimate.positions());
  }

  // After the first window: (1 + 2.5 + 0.25 + 3) / 4 = 1.6875.
  @Test
  void runningEstimatesEndAtTheWhole() {
    List<PerplexityEstimate> running = PerplexityEstimate.running(BASELINE);
    assertEquals(1.6875, running.get(0).meanLoss(), CLOSE);
    assertEquals(PerplexityEstimate.of(BASELINE), running.get(1));
  }

  // Means 2 and 4 with weights 3 and 1: (3 * 2 + 1 * 4) / 4 = 2.5.
  @Test
  void windowsCountByTheirWeight() {
    var two =
        List.of(
            new WindowScores(new ScoredWindow(0, 0, 4, false, 0, 2, 3), new double[] {1, 3}),
            new WindowScores(new ScoredWindow(1, 2, 4, false, 0, 1, 1), new double[] {4}));
    assertEquals(2.5, PerplexityEstimate.of(two).meanLoss(), CLOSE);
  }

  @Test
  void pairedDifferencesDropWhatBothShare() {
    PairedDifference difference = PairedDifference.of(BASELINE, CANDIDATE);
    assertEquals(0.15, difference.logRatio(), CLOSE);
    assertEquals(0.075, difference.logRatioError(), CLOSE);
    assertEquals(0.0125, difference.logRatioErrorByWindow(), CLOSE);
    assertEquals(1.0552918243067326, difference.difference(), CLOSE);
    assertEquals(0.8831667985694265, difference.differenceError(), CLOSE);
  }

  @Test
  void aRunDiffersFromItselfByExactlyNothing() {
    PairedDifference difference = PairedDifference.of(BASELINE, BASELINE);
    assertEquals(new PairedDifference(0, 0, 0, 0, 0, 8), difference);
  }

  @Test
  void runsOverOtherWindowsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedDifference.of(BASELINE, List.of(BASELINE.get(0))));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedDifference.of(BASELINE, List.of(BASELINE.get(1), BASELINE.get(0))));
  }

  @Test
  void divergenceIsSummarisedWithItsTails() {
    var scores =
        new WindowScores(
            new ScoredWindow(0, 0, 9, false, 0, 8, 8),
            new double[8],
            new double[] {0.001, 0.02, 0.0, 0.3, 0.004, 0.05, 1.2, 0.01},
            new double[] {-0.01, 0.02, -0.05, 0.0, 0.1, -0.2, 0.03, 0.004},
            new boolean[] {true, true, true, false, true, false, false, true});
    DivergenceSummary summary = DivergenceSummary.of(List.of(scores));
    assertEquals(0.198125, summary.mean(), CLOSE);
    assertEquals(0.14753866775236538, summary.meanError(), CLOSE);
    assertEquals(0.015, summary.median(), CLOSE);
    assertEquals(0.57, summary.quantile90(), CLOSE);
    assertEquals(0.885, summary.quantile95(), CLOSE);
    assertEquals(1.137, summary.quantile99(), CLOSE);
    assertEquals(1.1937, summary.quantile999(), CLOSE);
    assertEquals(1.2, summary.max());
    assertEquals(62.5, summary.sameTopPercent(), CLOSE);
    assertEquals(18.298126367785, summary.sameTopPercentError(), 1e-10);
    assertEquals(8.209445779101047, summary.rmsProbabilityChangePercent(), CLOSE);
    assertEquals(2.9835939021406994, summary.rmsProbabilityChangePercentError(), CLOSE);
    assertEquals(-1.325, summary.meanProbabilityChangePercent(), CLOSE);
  }

  /** Divergences of one window, all else nothing. */
  private static WindowScores compared(int index, double... divergence) {
    int count = divergence.length;
    return new WindowScores(
        new ScoredWindow(index, index * 8, 8, false, 0, count, count),
        new double[count],
        divergence,
        new double[count],
        new boolean[count]);
  }

  // Half of 2k positions at a, half at b: the standard deviation is |a - b| / 2 around the mean, so
  // that the error is |a - b| / 2 / sqrt(2k - 1). Windows of one value each, a and b: their means
  // are two numbers, |a - b| / 2 / sqrt(2 - 1). Mixed windows have equal means.
  @Test
  void meanDivergenceHasAStandardErrorOverPositionsAndOneOverWindows() {
    var apart = DivergenceSummary.of(List.of(compared(0, 1, 1, 1), compared(1, 5, 5, 5)));
    assertEquals(3, apart.mean(), CLOSE);
    assertEquals(2 / Math.sqrt(5), apart.meanError(), CLOSE);
    assertEquals(2, apart.meanErrorByWindow(), CLOSE);
    var mixed = DivergenceSummary.of(List.of(compared(0, 1, 5), compared(1, 5, 1)));
    assertEquals(2 / Math.sqrt(3), mixed.meanError(), CLOSE);
    assertEquals(0, mixed.meanErrorByWindow());
  }

  @Test
  void aSingleWindowOrPositionHasNoSpread() {
    assertEquals(0, DivergenceSummary.of(List.of(compared(0, 1, 2))).meanErrorByWindow());
    assertEquals(0, DivergenceSummary.of(List.of(compared(0, 1))).meanError());
  }

  @Test
  void withoutABaselineThereIsNoDivergence() {
    assertThrows(IllegalArgumentException.class, () -> DivergenceSummary.of(BASELINE));
    assertThrows(
        IllegalArgumentException.class,
        () -> new WindowScores(BASELINE.get(0).window(), new double[3]));
  }

  // Scored from position 2: losses at 2, 3 | 4, 5 of both windows; nothing at 0, 1.
  @Test
  void positionsAreBinnedFromTheStartOfTheWindow() {
    List<PositionBin> bins = PositionBin.of(BASELINE, 2);
    assertEquals(2, bins.size());
    assertEquals(2, bins.get(0).from());
    assertEquals(4, bins.get(0).to());
    assertEquals(4, bins.get(0).positions());
    assertEquals(Math.exp((1.0 + 2.5 + 0.5 + 1.75) / 4), bins.get(0).perplexity(), CLOSE);
    assertEquals(Math.exp((0.25 + 3.0 + 4.0 + 2.0) / 4), bins.get(1).perplexity(), CLOSE);
  }

  // Noise 0.25 + 0 + 1, signal 1 + 4 + 9: 10 log10(14 / 1.25).
  @Test
  void quantizationErrorIsMeanSquareAndDecibels() {
    var part = new QuantizationError.Accumulator();
    part.add(new float[] {0, 1, 2}, 1, new float[] {0.5f, 2}, 0, 2);
    var rest = new QuantizationError.Accumulator();
    rest.add(new float[] {3}, 0, new float[] {4}, 0, 1);
    part.merge(rest);
    QuantizationError error = part.error();
    assertEquals(3, error.elements());
    assertEquals(1.25 / 3, error.meanSquaredError(), CLOSE);
    assertEquals(10 * Math.log10(14 / 1.25), error.sqnrDb(), CLOSE);
  }

  @Test
  void withoutNoiseThereAreNoDecibels() {
    var same = new QuantizationError.Accumulator();
    same.add(new float[] {1, 2}, 0, new float[] {1, 2}, 0, 2);
    assertNull(same.error().sqnrDb());
    assertEquals(new QuantizationError(0, 0, 0, null), new QuantizationError.Accumulator().error());
  }

  @Test
  void logitsBecomeLossesAndDivergences() {
    var base = new float[] {1, 2, 0.5f, -3};
    var other = new float[] {0.8f, 2.2f, 0.4f, -2};
    assertEquals(1.9685948550885932, LogProbabilities.loss(base, 0, 4, 2), 1e-7);
    assertEquals(0.01752507581695898, LogProbabilities.divergence(base, 0, other, 0, 4), 1e-7);
    assertEquals(0, LogProbabilities.divergence(base, 0, base, 0, 4), 1e-15);
    assertEquals(1, LogProbabilities.top(base, 0, 4));
    assertEquals(0, LogProbabilities.top(new float[] {5, 5}, 0, 2));
  }

  // exp(1000) overflows, the difference to the maximum does not.
  @Test
  void hugeLogitsDoNotOverflow() {
    assertEquals(Math.log(2), LogProbabilities.loss(new float[] {1000, 1000}, 0, 2, 0), 1e-12);
  }

  @Test
  void differentCircumstancesCannotBeCompared() {
    var key = new EvaluationKey("llama.cpp", 512, 64, "aa", 1000, "bb", "compressed");
    key.requireComparable(key);
    EvaluationKey.requireComparable(List.of());
    var other = new EvaluationKey("llama.cpp", 512, 64, "cc", 1000, "bb", "compressed");
    var error = assertThrows(IllegalArgumentException.class, () -> key.requireComparable(other));
    assertEquals(
        "results cannot be compared: text sha256 is aa in one, cc in the other",
        error.getMessage());
    var full = new EvaluationKey("llama.cpp", 512, 64, "aa", 1000, "bb", "full");
    assertThrows(
        IllegalArgumentException.class,
        () -> EvaluationKey.requireComparable(List.of(key, key, full)));
  }
}
