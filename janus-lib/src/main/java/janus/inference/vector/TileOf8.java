package janus.inference.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** 8 rows by two vectors of columns, the sums in 16 of 32 registers. */
final class TileOf8 {
  static final int ROWS = 8;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int C = 2 * L;

  private TileOf8() {}

  /** One tile of {@link janus.inference.Kernels#multiply}. */
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
  }
}
