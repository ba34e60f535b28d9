package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.Workers;
import janus.inference.scoring.ScoredWindow;
import janus.inference.scoring.WindowScores;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static float[] logs(double... probabilities) {
    var logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }

  private static WindowScores compare(float[] base, float[] other, boolean asLlama) {
    try (var workers = new Workers(1)) {
      var comparison = new Comparison(Kernels.plain(), base.length, 1, asLlama);
      double[] loss = {-other[0]};
      double[] baseLoss = {-base[0]};
      comparison.add(base, other, new int[] {0}, 0, loss, baseLoss, workers);
      return comparison.scores(new ScoredWindow(0, 0, 2, false, 0, 1, 1), loss);
    }
  }

  // KL((1/2, 1/2) from (1/4, 3/4)) = 1/2 ln 2 + 1/2 ln(2/3) = 1/2 ln(4/3); 1/4 - 1/2 = -1/4.
  @Test
  void theDivergenceIsThatOfTheFormula() {
    for (boolean asLlama : new boolean[] {false, true}) {
      WindowScores scores = compare(logs(0.5, 0.5), logs(0.25, 0.75), asLlama);
      assertEquals(0.5 * Math.log(4.0 / 3), scores.divergence(0), 1e-6);
      assertEquals(-0.25, scores.probabilityChange(0), 1e-6);
      assertFalse(scores.isSameTop(0));
    }
  }

  @Test
  void equalDistributionsDoNotDiverge() {
    WindowScores scores = compare(logs(0.7, 0.2, 0.1), logs(0.7, 0.2, 0.1), false);
    assertEquals(0, scores.divergence(0));
    assertTrue(scores.isSameTop(0));
  }

  // 65535 steps over at most 16 nats: an error of at most half of 16 / 65535, and a floor.
  @Test
  void sixteenBitsReachSixteenNats() {
    try (var workers = new Workers(1)) {
      float[] row = {-1, -3.3f, -16.9f, -40};
      Comparison.roundAsLlama(row, 1, 4, workers);
      assertArrayEquals(new float[] {-1, -3.3f, -16.9f, -17}, row, 0.5f * 16 / 65535 + 1e-5f);
    }
  }
}
