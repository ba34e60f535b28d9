package janus.inference.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 13 rows by two vectors of columns, the sums in 26 of 32 registers. With vectors of 512 bits
 * loading holds the multiply-adds up, and a taller tile loads less for each; 13 is as tall as the
 * registers allow with some left to load into, and 5 times 13 covers a head of 64 channels.
 */
final class TileOf13 {
  static final int ROWS = 13;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int C = 2 * L;

  private TileOf13() {}

  /** One tile of {@link janus.inference.arithmetic.Kernels#multiply}. */
  static void multiply(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int depth,
      float[] c,
      int cAt,
      int cStride,
      boolean add) {
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
      c0 = FloatVector.fromArray(S, c, from);
      d0 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c1 = FloatVector.fromArray(S, c, from);
      d1 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c2 = FloatVector.fromArray(S, c, from);
      d2 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c3 = FloatVector.fromArray(S, c, from);
      d3 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c4 = FloatVector.fromArray(S, c, from);
      d4 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c5 = FloatVector.fromArray(S, c, from);
      d5 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c6 = FloatVector.fromArray(S, c, from);
      d6 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c7 = FloatVector.fromArray(S, c, from);
      d7 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c8 = FloatVector.fromArray(S, c, from);
      d8 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c9 = FloatVector.fromArray(S, c, from);
      d9 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c10 = FloatVector.fromArray(S, c, from);
      d10 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c11 = FloatVector.fromArray(S, c, from);
      d11 = FloatVector.fromArray(S, c, from + L);
      from += cStride;
      c12 = FloatVector.fromArray(S, c, from);
      d12 = FloatVector.fromArray(S, c, from + L);
    }
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bAt + k * C);
      FloatVector b1 = FloatVector.fromArray(S, b, bAt + k * C + L);
      int at = aAt + k * ROWS;
      FloatVector x = FloatVector.broadcast(S, a[at]);
      c0 = x.fma(b0, c0);
      d0 = x.fma(b1, d0);
      x = FloatVector.broadcast(S, a[at + 1]);
      c1 = x.fma(b0, c1);
      d1 = x.fma(b1, d1);
      x = FloatVector.broadcast(S, a[at + 2]);
      c2 = x.fma(b0, c2);
      d2 = x.fma(b1, d2);
      x = FloatVector.broadcast(S, a[at + 3]);
      c3 = x.fma(b0, c3);
      d3 = x.fma(b1, d3);
      x = FloatVector.broadcast(S, a[at + 4]);
      c4 = x.fma(b0, c4);
      d4 = x.fma(b1, d4);
      x = FloatVector.broadcast(S, a[at + 5]);
      c5 = x.fma(b0, c5);
      d5 = x.fma(b1, d5);
      x = FloatVector.broadcast(S, a[at + 6]);
      c6 = x.fma(b0, c6);
      d6 = x.fma(b1, d6);
      x = FloatVector.broadcast(S, a[at + 7]);
      c7 = x.fma(b0, c7);
      d7 = x.fma(b1, d7);
      x = FloatVector.broadcast(S, a[at + 8]);
      c8 = x.fma(b0, c8);
      d8 = x.fma(b1, d8);
      x = FloatVector.broadcast(S, a[at + 9]);
      c9 = x.fma(b0, c9);
      d9 = x.fma(b1, d9);
      x = FloatVector.broadcast(S, a[at + 10]);
      c10 = x.fma(b0, c10);
      d10 = x.fma(b1, d10);
      x = FloatVector.broadcast(S, a[at + 11]);
      c11 = x.fma(b0, c11);
      d11 = x.fma(b1, d11);
      x = FloatVector.broadcast(S, a[at + 12]);
      c12 = x.fma(b0, c12);
      d12 = x.fma(b1, d12);
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
