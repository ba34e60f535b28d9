package janus.inference;

import janus.inference.DecoderSpec.Rope;

/** Cosines and sines of one rotary position for the positions of a context. */
final class RopeTable {
  private final int pairs;
  private final boolean halves;

  /** {@code (position, pair)}. */
  private final float[] cosines;

  private final float[] sines;

  /** Whether the product with {@code a} and the sum are rounded together, as GCC compiles it. */
  private final boolean fused;

  private RopeTable(Rope rope, int positions, boolean fused) {
    pairs = rope.channels() / 2;
    halves = rope.halves();
    this.fused = fused;
    cosines = new float[positions * pairs];
    sines = new float[positions * pairs];
  }

  /**
   * Cosines and sines rounded to FP32, nothing else.
   *
   * @param factors what divides each pair's frequency, or null
   */
  static RopeTable exact(Rope rope, float[] factors, int positions) {
    var table = new RopeTable(rope, positions, false);
    for (int i = 0; i < table.pairs; i++) {
      double frequency = rope.scale() * StrictMath.pow(rope.base(), -2.0 * i / rope.channels());
      if (factors != null) {
        frequency /= factors[i];
      }
      for (int p = 0; p < positions; p++) {
        table.cosines[p * table.pairs + i] = (float) StrictMath.cos(p * frequency);
        table.sines[p * table.pairs + i] = (float) StrictMath.sin(p * frequency);
      }
    }
    return table;
  }

  /**
   * As ggml computes them: each pair's angle is the one before times a ratio, in FP32, and its
   * cosine and sine are {@link GnuMath}'s.
   *
   * @param factors what divides each pair's angle, or null
   */
  static RopeTable asGgml(Rope rope, float[] factors, int positions) {
    var table = new RopeTable(rope, positions, true);
    float ratio = (float) StrictMath.pow(rope.base(), -2f / rope.channels());
    for (int p = 0; p < positions; p++) {
      float position = p;
      for (int i = 0; i < table.pairs; i++) {
        float angle = rope.scale() * (factors == null ? position : position / factors[i]);
        table.cosines[p * table.pairs + i] = GnuMath.cos(angle);
        table.sines[p * table.pairs + i] = GnuMath.sin(angle);
        position *= ratio;
      }
    }
    return table;
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
      if (!fused) {
        x[j] = a * cos - b * sin;
        x[j + distance] = a * sin + b * cos;
        continue;
      }
      x[j] = Math.fma(a, cos, -(b * sin));
      x[j + distance] = Math.fma(a, sin, b * cos);
    }
  }
}
