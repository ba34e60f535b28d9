package janus.inference.scoring;

import janus.units.Bounds;
import java.util.ArrayList;
import java.util.List;

/**
 * The perplexity of the predictions made at some positions of the context, over all windows.
 *
 * @param from first position, counted from 0 at the start of a window
 * @param to position after the last
 * @param perplexity of the scored positions within
 * @param standardError of the perplexity, as {@link PerplexityEstimate}; 0 with one position
 * @param positions scored positions within
 */
public record PositionBin(
    int from, int to, double perplexity, double standardError, long positions) {

  /**
   * Bins of equal width from position 0; bins without a scored position are left out.
   *
   * @param width positions of a bin, at least 1
   */
  public static List<PositionBin> of(List<WindowScores> windows, int width) {
    Bounds.atLeast("width", 1, width);
    var bins = new ArrayList<Moments>();
    for (WindowScores scores : windows) {
      for (int i = 0; i < scores.count(); i++) {
        int bin = (scores.window().scoredFrom() + i) / width;
        while (bins.size() <= bin) {
          bins.add(new Moments());
        }
        bins.get(bin).add(scores.loss(i), 0);
      }
    }
    var result = new ArrayList<PositionBin>();
    for (int bin = 0; bin < bins.size(); bin++) {
      Moments losses = bins.get(bin);
      if (losses.count() > 0) {
        double perplexity = StrictMath.exp(losses.meanX());
        double error = losses.count() > 1 ? Math.sqrt(losses.varianceOfMeanX()) : 0;
        result.add(
            new PositionBin(
                bin * width, (bin + 1) * width, perplexity, perplexity * error, losses.count()));
      }
    }
    return result;
  }
}
