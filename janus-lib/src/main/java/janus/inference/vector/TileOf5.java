package janus.inference.vector;

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
   * One tile of {@link janus.inference.arithmetic.Kernels#multiply}.
   *
   * @param a left tile
   * @param aAt index of its first element
   * @param b right tile
   * @param bAt index of its first element
   * @param depth length of each sum
   * @param c receives the tile
   * @param cAt index of its first element
   * @param cStride distance between its rows
   * @param add whether the sums start from what {@code c} holds
   * @param columns {@link #COLUMNS}, as a variable: the compiler would make a product with {@code
   *     k} of an index that grows by a constant, and no longer see that {@code a} stays in bounds
   */
  static void multiply(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int depth,
      float[] c,
      int cAt,
      int cStride,
      boolean add,
      int columns) {
    FloatVector c0 = FloatVector.zero(S);
    FloatVector d0 = c0;
    FloatVector c1 = c0;
    FloatVector d1 = c0;
    FloatVector c2 = c0;
    FloatVector d2 = c0;
    FloatVector c3 = c0;
    FloatVector d3 = c0;
    FloatVector c4 = c0;
    FloatVector d4 = c0;
    if (add) {
      int from = cAt;
      c0 = load(c, from);
      d0 = load(c, from + L);
      from += cStride;
      c1 = load(c, from);
      d1 = load(c, from + L);
      from += cStride;
      c2 = load(c, from);
      d2 = load(c, from + L);
      from += cStride;
      c3 = load(c, from);
      d3 = load(c, from + L);
      from += cStride;
      c4 = load(c, from);
      d4 = load(c, from + L);
    }
    int end = depth * ROWS;
    int bk = bAt;
    for (int i = 0; i < end; i += ROWS) {
      FloatVector b0 = load(b, bk);
      FloatVector b1 = load(b, bk + L);
      bk += columns;
      int at = aAt + i;
      FloatVector x = all(a[at]);
      c0 = x.fma(b0, c0);
      d0 = x.fma(b1, d0);
      x = all(a[at + 1]);
      c1 = x.fma(b0, c1);
      d1 = x.fma(b1, d1);
      x = all(a[at + 2]);
      c2 = x.fma(b0, c2);
      d2 = x.fma(b1, d2);
      x = all(a[at + 3]);
      c3 = x.fma(b0, c3);
      d3 = x.fma(b1, d3);
      x = all(a[at + 4]);
      c4 = x.fma(b0, c4);
      d4 = x.fma(b1, d4);
    }
    int to = cAt;
    c0.intoArray(c, to);
    d0.intoArray(c, to + L);
    to += cStride;
    c1.intoArray(c, to);
    d1.intoArray(c, to + L);
    to += cStride;
    c2.intoArray(c, to);
    d2.intoArray(c, to + L);
    to += cStride;
    c3.intoArray(c, to);
    d3.intoArray(c, to + L);
    to += cStride;
    c4.intoArray(c, to);
    d4.intoArray(c, to + L);
  }
}
