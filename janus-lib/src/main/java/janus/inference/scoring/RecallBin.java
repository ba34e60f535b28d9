package janus.inference.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * The recall of passages at one distance.
 *
 * @param distance tokens from the first occurrence to the second; null for controls, which have no
 *     first
 * @param meanLossNats of the scored predictions
 * @param lossErrorNats standard error of the mean over windows; 0 with one window
 * @param accuracyPercent predictions whose target was the likeliest token
 * @param accuracyErrorPercent standard error of the mean over windows; 0 with one window
 * @param windows how many
 * @param tokens scored predictions
 */
public record RecallBin(
    Integer distance,
    double meanLossNats,
    double lossErrorNats,
    double accuracyPercent,
    double accuracyErrorPercent,
    int windows,
    long tokens) {

  /**
   * A bin for each distance of the windows, ascending, then the controls.
   *
   * @param contextTokens length of a window
   */
  public static List<RecallBin> of(
      RecallRecipe recipe, int contextTokens, List<WindowScores> windows) {
    var distances = new ArrayList<Integer>(recipe.distances(contextTokens));
    distances.add(0);
    var bins = new ArrayList<RecallBin>();
    for (int distance : distances) {
      List<WindowScores> some =
          windows.stream()
              .filter(w -> recipe.distance(w.window().index(), contextTokens) == distance)
              .toList();
      if (!some.isEmpty()) {
        bins.add(of(distance == 0 ? null : distance, some));
      }
    }
    return bins;
  }

  private static RecallBin of(Integer distance, List<WindowScores> windows) {
    var means = new Moments();
    long tokens = 0;
    for (WindowScores scores : windows) {
      means.add(scores.meanLoss(), 100 * scores.accuracy());
      tokens += scores.count();
    }
    boolean several = means.count() > 1;
    return new RecallBin(
        distance,
        means.meanX(),
        several ? Math.sqrt(means.varianceOfMeanX()) : 0,
        means.meanY(),
        several ? Math.sqrt(means.varianceOfMeanY()) : 0,
        windows.size(),
        tokens);
  }
}
