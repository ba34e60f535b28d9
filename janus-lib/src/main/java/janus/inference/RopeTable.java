package janus.inference;

import janus.inference.arithmetic.Rope;

/** Cosines and sines of one rotary position for the positions of a context. */
final class RopeTable {
  private final int pairs;
  private final boolean halves;

  /** {@code (position, pair)}. */
  private final float[] cosines;

  private final float[] sines;

  /**
   * For positions from 0 on; cosines and sines are rounded to FP32, nothing else is.
   *
   * @param factors what divides each pair's frequency, or null
   */
  RopeTable(Rope rope, float[] factors, int positions) {
    pairs = rope.channels() / 2;
    halves = rope.halves();
    cosines = new float[positions * pairs];
    sines = new float[positions * pairs];
    for (int i = 0; i < pairs; i++) {
      double frequency = rope.scale() * StrictMath.pow(rope.base(), -2.0 * i / rope.channels());
      if (factors != null) {
        frequency /= factors[i];
      }
      for (int p = 0; p < positions; p++) {
        cosines[p * pairs + i] = (float) (rope.magnitude() * StrictMath.cos(p * frequency));
        sines[p * pairs + i] = (float) (rope.magnitude() * StrictMath.sin(p * frequency));
      }
    }
  }

  /** Turns one head's vector, {@code x[at]} and on, to a position. */
  void turn(float[] x, int at, int position) {
    int step = halves ? 1 : 2;
    int distance = halves ? pairs : 1;
    int row = position * pairs;
    for (int i = 0; i < pairs; i++) {
      int j = at + i * step;
      float cos = cosines[row + i];
      float sin = sines[row + i];
      float a = x[j];
      float b = x[j + distance];
      x[j] = a * cos - b * sin;
      x[j + distance] = a * sin + b * cos;
    }
  }
}
