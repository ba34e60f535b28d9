package janus.inference.scoring;

import janus.units.Range;
import java.util.List;

/**
 * Two runs over the same positions, compared position by position: most of what makes a perplexity
 * uncertain is the text, which is the same for both and drops out.
 *
 * @param logRatio {@code ln(PPL_candidate / PPL_baseline)}: the difference of the mean losses
 * @param logRatioError its standard error, {@code sqrt(sc^2 + sb^2 - 2 cov)} over positions
 * @param logRatioErrorByWindow the same from the spread of the windows' mean differences, which
 *     allows for neighbouring positions erring together; 0 with one window
 * @param difference {@code PPL_candidate - PPL_baseline}
 * @param differenceError its standard error, {@code sqrt((PPLc sc)^2 + (PPLb sb)^2 - 2 PPLc PPLb
 *     cov)}
 * @param positions scored positions
 */
public record PairedDifference(
    double logRatio,
    double logRatioError,
    double logRatioErrorByWindow,
    double difference,
    double differenceError,
    long positions) {

  /**
   * Compares two runs.
   *
   * @param baseline scores of the one run
   * @param candidate scores of the other, of the same windows in the same order
   * @throws IllegalArgumentException if the windows differ
   */
  public static PairedDifference of(List<WindowScores> baseline, List<WindowScores> candidate) {
    requireSameWindows(baseline, candidate);
    var positions = new Moments();
    var windows = new Moments();
    for (int w = 0; w < baseline.size(); w++) {
      WindowScores base = baseline.get(w);
      WindowScores other = candidate.get(w);
      for (int i = 0; i < base.count(); i++) {
        positions.add(base.loss(i), other.loss(i));
      }
      windows.add(other.meanLoss() - base.meanLoss(), 0);
    }
    PerplexityEstimate base = PerplexityEstimate.of(baseline);
    PerplexityEstimate other = PerplexityEstimate.of(candidate);
    boolean several = positions.count() > 1;
    double varianceBase = several ? positions.varianceOfMeanX() : 0;
    double varianceOther = several ? positions.varianceOfMeanY() : 0;
    double covariance = several ? positions.covarianceOfMeans() : 0;
    return new PairedDifference(
        other.meanLoss() - base.meanLoss(),
        Math.sqrt(Math.max(0, varianceOther + varianceBase - 2 * covariance)),
        windows.count() > 1 ? Math.sqrt(windows.varianceOfMeanX()) : 0,
        other.perplexity() - base.perplexity(),
        Math.sqrt(
            Math.max(
                0,
                other.perplexity() * other.perplexity() * varianceOther
                    + base.perplexity() * base.perplexity() * varianceBase
                    - 2 * other.perplexity() * base.perplexity() * covariance)),
        positions.count());
  }

  /**
   * The difference in percent of the baseline, with one standard error to either side.
   *
   * @param perplexity of the baseline
   */
  public Range percentOf(double perplexity) {
    return new Range(
        100 * (difference - differenceError) / perplexity,
        100 * difference / perplexity,
        100 * (difference + differenceError) / perplexity);
  }

  private static void requireSameWindows(List<WindowScores> one, List<WindowScores> other) {
    if (one.isEmpty() || one.size() != other.size()) {
      throw new IllegalArgumentException(
          "runs must have the same windows, at least one: " + one.size() + " and " + other.size());
    }
    for (int w = 0; w < one.size(); w++) {
      if (!one.get(w).window().equals(other.get(w).window())) {
        throw new IllegalArgumentException(
            "runs must have the same windows: "
                + one.get(w).window()
                + " and "
                + other.get(w).window());
      }
    }
  }
}
