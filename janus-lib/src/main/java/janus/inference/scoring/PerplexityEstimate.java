package janus.inference.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * A perplexity with its standard error: {@code ppl = exp(m)}, {@code m} the mean loss by the
 * recipe's weights, and {@code error = ppl * sqrt((E[l^2] - E[l]^2) / (n - 1))} over all {@code n}
 * scored positions, as llama.cpp prints it. The error treats positions as independent; it says how
 * much another text would differ, not how well two codecs compare on this one ({@link
 * PairedDifference} does).
 *
 * @param perplexity {@code exp(meanLoss)}
 * @param standardError of the perplexity; 0 with a single position
 * @param meanLoss in nats
 * @param positions scored positions
 */
public record PerplexityEstimate(
    double perplexity, double standardError, double meanLoss, long positions) {

  /**
   * The estimate over windows.
   *
   * @param windows at least one, in the order of their indices
   */
  public static PerplexityEstimate of(List<WindowScores> windows) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("windows must not be empty");
    }
    var running = new Running();
    windows.forEach(running::add);
    return running.estimate();
  }

  /** The estimates after the first window, the first two, and so on. */
  public static List<PerplexityEstimate> running(List<WindowScores> windows) {
    var running = new Running();
    var estimates = new ArrayList<PerplexityEstimate>();
    for (WindowScores window : windows) {
      running.add(window);
      estimates.add(running.estimate());
    }
    return estimates;
  }

  /** Sums so far. */
  private static final class Running {
    private final Moments losses = new Moments();
    private double weighted;
    private double weights;

    void add(WindowScores scores) {
      for (int i = 0; i < scores.count(); i++) {
        losses.add(scores.loss(i), 0);
      }
      weighted += scores.window().weight() * scores.meanLoss();
      weights += scores.window().weight();
    }

    PerplexityEstimate estimate() {
      double mean = weights > 0 ? weighted / weights : losses.meanX();
      double perplexity = StrictMath.exp(mean);
      double error = losses.count() > 1 ? Math.sqrt(losses.varianceOfMeanX()) : 0;
      return new PerplexityEstimate(perplexity, perplexity * error, mean, losses.count());
    }
  }
}
