package janus.inference.vector;

import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Tiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Five rows by two vectors of columns, the sums in 10 of 16 registers. Two units of multiply-adds
 * with a latency of 4 cycles need 8 sums; 10 leave slack for a late load. With 12, the two vectors
 * of {@code B} and the elements of {@code A} that the compiler loads ahead, a sum would be spilled,
 * and a spilled sum waits for memory in every step.
 */
final class TileOf5 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Rows of a tile. */
  static final int ROWS = 5;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * L;

  private TileOf5() {}

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(S, x, at);
  }

  private static FloatVector all(float x) {
    return FloatVector.broadcast(S, x);
  }

  /**
   * One tile of {@link janus.inference.arithmetic.Kernels#multiply}, added to what {@code c} holds.
   *
   * @param c begins with the tile
   * @param columns {@link #COLUMNS}, as a variable: the compiler would make a product with {@code
   *     k} of an index that grows by a constant, and no longer see that {@code a} stays in bounds
   */
  static void multiply(Tiles a, int row, Tiles b, int tile, int depth, RowMajor c, int columns) {
    float[] left = a.data();
    float[] right = b.data();
    float[] sums = c.data();
    FloatVector c0 = load(sums, c.at(0));
    FloatVector d0 = load(sums, c.at(0) + L);
    FloatVector c1 = load(sums, c.at(1));
    FloatVector d1 = load(sums, c.at(1) + L);
    FloatVector c2 = load(sums, c.at(2));
    FloatVector d2 = load(sums, c.at(2) + L);
    FloatVector c3 = load(sums, c.at(3));
    FloatVector d3 = load(sums, c.at(3) + L);
    FloatVector c4 = load(sums, c.at(4));
    FloatVector d4 = load(sums, c.at(4) + L);
    int first = a.at(row);
    int end = depth * ROWS;
    int bk = b.at(tile);
    for (int i = 0; i < end; i += ROWS) {
      FloatVector b0 = load(right, bk);
      FloatVector b1 = load(right, bk + L);
      bk += columns;
      int at = first + i;
      FloatVector x = all(left[at]);
      c0 = x.fma(b0, c0);
      d0 = x.fma(b1, d0);
      x = all(left[at + 1]);
      c1 = x.fma(b0, c1);
      d1 = x.fma(b1, d1);
      x = all(left[at + 2]);
      c2 = x.fma(b0, c2);
      d2 = x.fma(b1, d2);
      x = all(left[at + 3]);
      c3 = x.fma(b0, c3);
      d3 = x.fma(b1, d3);
      x = all(left[at + 4]);
      c4 = x.fma(b0, c4);
      d4 = x.fma(b1, d4);
    }
    c0.intoArray(sums, c.at(0));
    d0.intoArray(sums, c.at(0) + L);
    c1.intoArray(sums, c.at(1));
    d1.intoArray(sums, c.at(1) + L);
    c2.intoArray(sums, c.at(2));
    d2.intoArray(sums, c.at(2) + L);
    c3.intoArray(sums, c.at(3));
    d3.intoArray(sums, c.at(3) + L);
    c4.intoArray(sums, c.at(4));
    d4.intoArray(sums, c.at(4) + L);
  }
}
