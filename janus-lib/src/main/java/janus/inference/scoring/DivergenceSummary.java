package janus.inference.scoring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The distance of a compressed run's predictions from the uncompressed run's, over all scored
 * positions. Means carry the standard error {@code sqrt((E[x^2] - E[x]^2) / (n - 1))}; quantiles
 * interpolate linearly at {@code f (n - 1)}, as llama.cpp does.
 *
 * @param mean Kullback-Leibler divergence, baseline against candidate, in nats
 * @param meanError its standard error over positions, as llama.cpp prints it
 * @param meanErrorByWindow the same from the spread of the windows' means, which allows for
 *     neighbouring positions erring together; 0 with one window
 * @param median 50 % quantile
 * @param quantile90 90 % quantile
 * @param quantile95 95 % quantile
 * @param quantile99 99 % quantile
 * @param quantile999 99.9 % quantile
 * @param max largest
 * @param sameTopPercent positions at which both rank the same token first, in percent
 * @param sameTopPercentError its standard error
 * @param rmsProbabilityChangePercent root of the mean squared change of the target's probability,
 *     in percent
 * @param rmsProbabilityChangePercentError its standard error
 * @param meanProbabilityChangePercent mean change of the target's probability, in percent
 * @param positions scored positions
 */
public record DivergenceSummary(
    @JsonProperty("mean_nats") double mean,
    @JsonProperty("mean_error_nats") double meanError,
    @JsonProperty("mean_error_by_window_nats") double meanErrorByWindow,
    @JsonProperty("median_nats") double median,
    @JsonProperty("quantile_90_percent_nats") double quantile90,
    @JsonProperty("quantile_95_percent_nats") double quantile95,
    @JsonProperty("quantile_99_percent_nats") double quantile99,
    @JsonProperty("quantile_99_9_percent_nats") double quantile999,
    @JsonProperty("max_nats") double max,
    double sameTopPercent,
    double sameTopPercentError,
    double rmsProbabilityChangePercent,
    double rmsProbabilityChangePercentError,
    double meanProbabilityChangePercent,
    long positions) {

  /**
   * The summary of windows that were compared with a baseline.
   *
   * @throws IllegalArgumentException if there is none, or one was not compared
   */
  public static DivergenceSummary of(List<WindowScores> windows) {
    int count = windows.stream().mapToInt(WindowScores::count).sum();
    if (count == 0 || !windows.stream().allMatch(WindowScores::isCompared)) {
      throw new IllegalArgumentException("windows must have been compared with a baseline");
    }
    var divergence = new double[count];
    var divergenceAndTop = new Moments();
    var changeAndSquare = new Moments();
    var windowMeans = new Moments();
    int n = 0;
    for (WindowScores window : windows) {
      windowMeans.add(window.meanDivergence(), 0);
      for (int i = 0; i < window.count(); i++) {
        double change = window.probabilityChange(i);
        divergence[n++] = window.divergence(i);
        divergenceAndTop.add(window.divergence(i), window.isSameTop(i) ? 1 : 0);
        changeAndSquare.add(change, change * change);
      }
    }
    double[] sorted = Moments.sorted(divergence);
    double rms = Math.sqrt(changeAndSquare.meanY());
    double rmsError = rms == 0 ? 0 : error(changeAndSquare.varianceOfMeanY(), count) / (2 * rms);
    return new DivergenceSummary(
        divergenceAndTop.meanX(),
        error(divergenceAndTop.varianceOfMeanX(), count),
        error(windowMeans.varianceOfMeanX(), windows.size()),
        Moments.quantile(sorted, 0.5),
        Moments.quantile(sorted, 0.9),
        Moments.quantile(sorted, 0.95),
        Moments.quantile(sorted, 0.99),
        Moments.quantile(sorted, 0.999),
        sorted[count - 1],
        100 * divergenceAndTop.meanY(),
        100 * error(divergenceAndTop.varianceOfMeanY(), count),
        100 * rms,
        100 * rmsError,
        100 * changeAndSquare.meanX(),
        count);
  }

  private static double error(double varianceOfMean, int count) {
    return count > 1 ? Math.sqrt(varianceOfMean) : 0;
  }
}
