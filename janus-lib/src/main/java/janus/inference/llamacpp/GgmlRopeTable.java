package janus.inference.llamacpp;

import janus.inference.arithmetic.Rope;

/**
 * Cosines and sines of one rotary position as ggml computes them: each pair's angle is the one
 * before times a ratio, in FP32, and its cosine and sine are {@link GnuMath}'s. A rotation rounds
 * one product and fuses the other with the sum, as GCC compiles it. Angles that YaRN stretches may
 * differ from ggml's in the last bit: their divisors are rounded beforehand.
 */
final class GgmlRopeTable {
  private final int pairs;
  private final boolean halves;

  /** {@code (position, pair)}. */
  private final float[] cosines;

  private final float[] sines;

  /**
   * For positions from 0 on.
   *
   * @param factors divisors of each pair's angle, or null
   */
  GgmlRopeTable(Rope rope, float[] factors, int positions) {
    pairs = rope.channels() / 2;
    halves = rope.halves();
    cosines = new float[positions * pairs];
    sines = new float[positions * pairs];
    float ratio = (float) StrictMath.pow(rope.base(), -2f / rope.channels());
    for (int p = 0; p < positions; p++) {
      float position = p;
      for (int i = 0; i < pairs; i++) {
        float angle = rope.scale() * (factors == null ? position : position / factors[i]);
        cosines[p * pairs + i] = GnuMath.cos(angle) * rope.magnitude();
        sines[p * pairs + i] = GnuMath.sin(angle) * rope.magnitude();
        position *= ratio;
      }
    }
  }

  /** Turns one head's vector, {@code x[at]} and on, to a position. */
  void turn(float[] x, int at, int position) {
    int step = halves ? 1 : 2;
    int distance = halves ? pairs : 1;
    for (int i = 0; i < pairs; i++) {
      int j = at + i * step;
      float cos = cosines[position * pairs + i];
      float sin = sines[position * pairs + i];
      float a = x[j];
      float b = x[j + distance];
      x[j] = Math.fma(a, cos, -(b * sin));
      x[j + distance] = Math.fma(a, sin, b * cos);
    }
  }
}
