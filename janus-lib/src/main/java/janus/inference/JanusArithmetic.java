package janus.inference;

import janus.inference.arithmetic.Arithmetic;
import janus.inference.arithmetic.GateTile;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.RowTiles;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Tiles;
import java.util.function.Consumer;

/** Janus's own order: every sum as {@link Kernels} adds it. */
final class JanusArithmetic implements Arithmetic {
  private final Kernels kernels;
  private final float epsilon;
  private final Consumer<GateTile> gate;

  /**
   * For one model.
   *
   * @param epsilon added to the mean square by RMS normalisation
   * @param gate what {@link #gate} does
   */
  JanusArithmetic(Kernels kernels, float epsilon, Consumer<GateTile> gate) {
    this.kernels = kernels;
    this.epsilon = epsilon;
    this.gate = gate;
  }

  /** {@code 1 / sqrt(sumSquares / n + epsilon)}. */
  static float inverseRootMeanSquare(float sumSquares, int n, float epsilon) {
    return 1f / (float) Math.sqrt(sumSquares / n + epsilon);
  }

  private float inverse(float[] x, int at, int n) {
    return inverseRootMeanSquare(kernels.sumSquares(x, at, n), n, epsilon);
  }

  @Override
  public void normalise(float[] x, int at, float[] weight, float[] to, int toAt) {
    kernels.scale(x, at, inverse(x, at, weight.length), weight, to, toAt);
  }

  @Override
  public void addNormalised(float[] x, int at, float[] weight, float[] to) {
    float inverse = inverse(x, at, weight.length);
    for (int k = 0; k < weight.length; k++) {
      to[at + k] += x[at + k] * inverse * weight[k];
    }
  }

  @Override
  public void gate(GateTile tile) {
    gate.accept(tile);
  }

  @Override
  public void write(RowMajor x, int columns, LeftMatrix to, int tile, int firstColumn) {
    int r = kernels.rowTile();
    int at = tile * r * to.depth() + firstColumn * r;
    RowTiles.write(x, r, columns, to.data(), at, r);
  }

  @Override
  public void multiply(Tiles a, Tiles b, int depth, RowMajor c, Scratch scratch) {
    kernels.multiply(a, b, depth, c, false);
  }
}
