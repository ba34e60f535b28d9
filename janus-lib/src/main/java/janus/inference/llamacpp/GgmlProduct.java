package janus.inference.llamacpp;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;

/**
 * {@code C = A B} of matrices kept in {@link LaneOrder}: each partial sum is a product of its own,
 * and products are added in pairs.
 */
final class GgmlProduct {
  /** Lanes of the smaller vector that a compiled loop ends with. */
  private static final int EIGHT = 8;

  private final Kernels kernels;
  private final LaneOrder order;
  private final Tiles a;
  private final Tiles b;
  private final int rows;
  private final int width;

  /** Partial sums that wait for their partner, one matrix for each level of the tree. */
  private final float[] levels;

  GgmlProduct(Kernels kernels, LaneOrder order, Tiles a, Tiles b, Scratch scratch) {
    this.kernels = kernels;
    this.order = order;
    this.a = a;
    this.b = b;
    rows = a.count() * kernels.rowTile();
    width = b.count() * kernels.columnTile();
    int depth = Integer.numberOfTrailingZeros(order.lanes());
    levels = scratch.get(Use.PARTIAL_SUMS, Kernels.START + depth * rows * width);
  }

  /** Computes the product. */
  void run(RowMajor c) {
    sum(0, 1, c);
    if (order.rest() > 0) {
      addRest(c);
    }
  }

  /** The sum of the partial sums {@code lane}, {@code lane + step}, and so on. */
  private void sum(int lane, int step, RowMajor to) {
    if (step == order.lanes()) {
      multiply(lane * order.perLane(), to);
      return;
    }
    sum(lane, 2 * step, to);
    int level = Integer.numberOfTrailingZeros(step);
    var other = new RowMajor(levels, Kernels.START + level * rows * width, width);
    sum(lane + step, 2 * step, other);
    for (int row = 0; row < rows; row++) {
      kernels.add(levels, other.at(row), to.data(), to.at(row), width);
    }
  }

  /** One partial sum, whose elements begin at {@code first}. */
  private void multiply(int first, RowMajor to) {
    kernels.multiply(
        new Tiles(a.data(), a.at() + first * kernels.rowTile(), a.stride(), a.count()),
        new Tiles(b.data(), b.at() + first * kernels.columnTile(), b.stride(), b.count()),
        order.perLane(),
        to,
        false);
  }

  /** Adds the products after the last whole round. */
  private void addRest(RowMajor to) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        int at = to.at(row) + column;
        to.data()[at] =
            withRest(to.data()[at], a.at(row / r) + row % r, b.at(column / c) + column % c);
      }
    }
  }

  /**
   * One element with its rest; the last few products of a rest are fused with their sums.
   *
   * @param left index of the row's first element
   * @param right index of the column's first element
   */
  private float withRest(float partial, int left, int right) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    int fused = order.length() - order.rest() % EIGHT;
    float sum = partial;
    for (int k = order.length() - order.rest(); k < fused; k++) {
      sum += a.data()[left + k * r] * b.data()[right + k * c];
    }
    for (int k = fused; k < order.length(); k++) {
      sum = Math.fma(a.data()[left + k * r], b.data()[right + k * c], sum);
    }
    return sum;
  }
}
