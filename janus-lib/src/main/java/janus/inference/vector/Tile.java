package janus.inference.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Some rows by two vectors of columns, their sums in registers. The shape follows the registers of
 * the species: 5 rows where there are 16, 13 rows where there are 32, with AVX-512. Two units of
 * multiply-adds with a latency of 4 cycles need 8 sums; 10 leave slack for a late load. With 12,
 * the two vectors of {@code B} and the elements of {@code A} that the compiler loads ahead, a sum
 * would be spilled, and a spilled sum waits for memory in every step. Thirteen rows cover a head of
 * 64 channels in 5 tiles.
 *
 * <p>{@code TALL} is constant: the compiler leaves out the rows that a species does not have.
 */
final class Tile {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final boolean TALL = L == 16;

  /** Rows of a tile. */
  static final int ROWS = TALL ? 13 : 5;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * L;

  private Tile() {}

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
    FloatVector c5 = c0;
    FloatVector d5 = c0;
    FloatVector c6 = c0;
    FloatVector d6 = c0;
    FloatVector c7 = c0;
    FloatVector d7 = c0;
    FloatVector c8 = c0;
    FloatVector d8 = c0;
    FloatVector c9 = c0;
    FloatVector d9 = c0;
    FloatVector c10 = c0;
    FloatVector d10 = c0;
    FloatVector c11 = c0;
    FloatVector d11 = c0;
    FloatVector c12 = c0;
    FloatVector d12 = c0;
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
      if (TALL) {
        from += cStride;
        c5 = load(c, from);
        d5 = load(c, from + L);
        from += cStride;
        c6 = load(c, from);
        d6 = load(c, from + L);
        from += cStride;
        c7 = load(c, from);
        d7 = load(c, from + L);
        from += cStride;
        c8 = load(c, from);
        d8 = load(c, from + L);
        from += cStride;
        c9 = load(c, from);
        d9 = load(c, from + L);
        from += cStride;
        c10 = load(c, from);
        d10 = load(c, from + L);
        from += cStride;
        c11 = load(c, from);
        d11 = load(c, from + L);
        from += cStride;
        c12 = load(c, from);
        d12 = load(c, from + L);
      }
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
      if (TALL) {
        x = all(a[at + 5]);
        c5 = x.fma(b0, c5);
        d5 = x.fma(b1, d5);
        x = all(a[at + 6]);
        c6 = x.fma(b0, c6);
        d6 = x.fma(b1, d6);
        x = all(a[at + 7]);
        c7 = x.fma(b0, c7);
        d7 = x.fma(b1, d7);
        x = all(a[at + 8]);
        c8 = x.fma(b0, c8);
        d8 = x.fma(b1, d8);
        x = all(a[at + 9]);
        c9 = x.fma(b0, c9);
        d9 = x.fma(b1, d9);
        x = all(a[at + 10]);
        c10 = x.fma(b0, c10);
        d10 = x.fma(b1, d10);
        x = all(a[at + 11]);
        c11 = x.fma(b0, c11);
        d11 = x.fma(b1, d11);
        x = all(a[at + 12]);
        c12 = x.fma(b0, c12);
        d12 = x.fma(b1, d12);
      }
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
    if (TALL) {
      to += cStride;
      c5.intoArray(c, to);
      d5.intoArray(c, to + L);
      to += cStride;
      c6.intoArray(c, to);
      d6.intoArray(c, to + L);
      to += cStride;
      c7.intoArray(c, to);
      d7.intoArray(c, to + L);
      to += cStride;
      c8.intoArray(c, to);
      d8.intoArray(c, to + L);
      to += cStride;
      c9.intoArray(c, to);
      d9.intoArray(c, to + L);
      to += cStride;
      c10.intoArray(c, to);
      d10.intoArray(c, to + L);
      to += cStride;
      c11.intoArray(c, to);
      d11.intoArray(c, to + L);
      to += cStride;
      c12.intoArray(c, to);
      d12.intoArray(c, to + L);
    }
  }
}
