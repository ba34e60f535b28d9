package janus.inference.vector;

import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Tiles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 13 rows by two vectors of columns, the sums in 26 of 32 registers. With vectors of 512 bits
 * loading holds the multiply-adds up, and a taller tile loads less for each; 13 is as tall as the
 * registers allow with some left to load into, and 5 times 13 covers a head of 64 channels.
 *
 * <p>Calls of the Vector API stand here as they are: behind methods of our own they are more than
 * the compiler inlines, and every vector becomes an object.
 */
final class TileOf13 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Rows of a tile. */
  static final int ROWS = 13;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * L;

  private TileOf13() {}

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
    FloatVector c0 = FloatVector.fromArray(S, sums, c.at(0));
    FloatVector d0 = FloatVector.fromArray(S, sums, c.at(0) + L);
    FloatVector c1 = FloatVector.fromArray(S, sums, c.at(1));
    FloatVector d1 = FloatVector.fromArray(S, sums, c.at(1) + L);
    FloatVector c2 = FloatVector.fromArray(S, sums, c.at(2));
    FloatVector d2 = FloatVector.fromArray(S, sums, c.at(2) + L);
    FloatVector c3 = FloatVector.fromArray(S, sums, c.at(3));
    FloatVector d3 = FloatVector.fromArray(S, sums, c.at(3) + L);
    FloatVector c4 = FloatVector.fromArray(S, sums, c.at(4));
    FloatVector d4 = FloatVector.fromArray(S, sums, c.at(4) + L);
    FloatVector c5 = FloatVector.fromArray(S, sums, c.at(5));
    FloatVector d5 = FloatVector.fromArray(S, sums, c.at(5) + L);
    FloatVector c6 = FloatVector.fromArray(S, sums, c.at(6));
    FloatVector d6 = FloatVector.fromArray(S, sums, c.at(6) + L);
    FloatVector c7 = FloatVector.fromArray(S, sums, c.at(7));
    FloatVector d7 = FloatVector.fromArray(S, sums, c.at(7) + L);
    FloatVector c8 = FloatVector.fromArray(S, sums, c.at(8));
    FloatVector d8 = FloatVector.fromArray(S, sums, c.at(8) + L);
    FloatVector c9 = FloatVector.fromArray(S, sums, c.at(9));
    FloatVector d9 = FloatVector.fromArray(S, sums, c.at(9) + L);
    FloatVector c10 = FloatVector.fromArray(S, sums, c.at(10));
    FloatVector d10 = FloatVector.fromArray(S, sums, c.at(10) + L);
    FloatVector c11 = FloatVector.fromArray(S, sums, c.at(11));
    FloatVector d11 = FloatVector.fromArray(S, sums, c.at(11) + L);
    FloatVector c12 = FloatVector.fromArray(S, sums, c.at(12));
    FloatVector d12 = FloatVector.fromArray(S, sums, c.at(12) + L);
    int first = a.at(row);
    int end = depth * ROWS;
    int bk = b.at(tile);
    for (int i = 0; i < end; i += ROWS) {
      FloatVector b0 = FloatVector.fromArray(S, right, bk);
      FloatVector b1 = FloatVector.fromArray(S, right, bk + L);
      bk += columns;
      int at = first + i;
      FloatVector x = FloatVector.broadcast(S, left[at]);
      c0 = x.fma(b0, c0);
      d0 = x.fma(b1, d0);
      x = FloatVector.broadcast(S, left[at + 1]);
      c1 = x.fma(b0, c1);
      d1 = x.fma(b1, d1);
      x = FloatVector.broadcast(S, left[at + 2]);
      c2 = x.fma(b0, c2);
      d2 = x.fma(b1, d2);
      x = FloatVector.broadcast(S, left[at + 3]);
      c3 = x.fma(b0, c3);
      d3 = x.fma(b1, d3);
      x = FloatVector.broadcast(S, left[at + 4]);
      c4 = x.fma(b0, c4);
      d4 = x.fma(b1, d4);
      x = FloatVector.broadcast(S, left[at + 5]);
      c5 = x.fma(b0, c5);
      d5 = x.fma(b1, d5);
      x = FloatVector.broadcast(S, left[at + 6]);
      c6 = x.fma(b0, c6);
      d6 = x.fma(b1, d6);
      x = FloatVector.broadcast(S, left[at + 7]);
      c7 = x.fma(b0, c7);
      d7 = x.fma(b1, d7);
      x = FloatVector.broadcast(S, left[at + 8]);
      c8 = x.fma(b0, c8);
      d8 = x.fma(b1, d8);
      x = FloatVector.broadcast(S, left[at + 9]);
      c9 = x.fma(b0, c9);
      d9 = x.fma(b1, d9);
      x = FloatVector.broadcast(S, left[at + 10]);
      c10 = x.fma(b0, c10);
      d10 = x.fma(b1, d10);
      x = FloatVector.broadcast(S, left[at + 11]);
      c11 = x.fma(b0, c11);
      d11 = x.fma(b1, d11);
      x = FloatVector.broadcast(S, left[at + 12]);
      c12 = x.fma(b0, c12);
      d12 = x.fma(b1, d12);
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
    c5.intoArray(sums, c.at(5));
    d5.intoArray(sums, c.at(5) + L);
    c6.intoArray(sums, c.at(6));
    d6.intoArray(sums, c.at(6) + L);
    c7.intoArray(sums, c.at(7));
    d7.intoArray(sums, c.at(7) + L);
    c8.intoArray(sums, c.at(8));
    d8.intoArray(sums, c.at(8) + L);
    c9.intoArray(sums, c.at(9));
    d9.intoArray(sums, c.at(9) + L);
    c10.intoArray(sums, c.at(10));
    d10.intoArray(sums, c.at(10) + L);
    c11.intoArray(sums, c.at(11));
    d11.intoArray(sums, c.at(11) + L);
    c12.intoArray(sums, c.at(12));
    d12.intoArray(sums, c.at(12) + L);
  }
}
