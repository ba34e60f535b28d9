package janus.kvcache;

import java.util.Arrays;

/**
 * Levels that code a sample with the least mean squared error, by Lloyd's iteration in one
 * dimension (k-means): each level moves to the mean of the numbers nearest to it. The start is the
 * sample's quantiles, so that the result depends on nothing else. See Lloyd, "Least Squares
 * Quantization in PCM", IEEE Trans. Information Theory 28(2), 1982.
 */
final class LevelSearch {
  private static final int MOST_ROUNDS = 50;

  private LevelSearch() {}

  /**
   * The levels, ascending, rounded to FP16.
   *
   * @param sample is sorted; if empty, levels are evenly spaced from -1 to 1
   */
  static float[] levels(float[] sample, int count) {
    var levels = new double[count];
    Arrays.sort(sample);
    for (int i = 0; i < count; i++) {
      int at = (int) ((i + 0.5) / count * sample.length);
      levels[i] = sample.length == 0 ? 2.0 * i / (count - 1) - 1 : sample[at];
    }
    for (int round = 0; round < MOST_ROUNDS && improve(levels, sample); round++) {}
    var rounded = new float[count];
    for (int i = 0; i < count; i++) {
      rounded[i] = Fp16.round((float) levels[i]);
    }
    return rounded;
  }

  /** Moves each level to the mean of its numbers; whether any moved. */
  private static boolean improve(double[] levels, float[] sorted) {
    boolean moved = false;
    int at = 0;
    for (int i = 0; i < levels.length; i++) {
      boolean last = i + 1 == levels.length;
      double edge = last ? Double.POSITIVE_INFINITY : (levels[i] + levels[i + 1]) / 2;
      double sum = 0;
      int first = at;
      for (; at < sorted.length && sorted[at] <= edge; at++) {
        sum += sorted[at];
      }
      double mean = at > first ? sum / (at - first) : levels[i];
      moved |= mean != levels[i];
      levels[i] = mean;
    }
    return moved;
  }

  /** Index of the nearest level; of two equally near, the lower. */
  static int nearest(float[] levels, float x) {
    int nearest = 0;
    for (int i = 1; i < levels.length; i++) {
      if (Math.abs(x - levels[i]) < Math.abs(x - levels[nearest])) {
        nearest = i;
      }
    }
    return nearest;
  }
}
