package janus.inference.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * 4 rows by two vectors of columns, the sums in 8 registers: as many as two units of fused
 * multiply-adds with a latency of four cycles need, few enough that 16 registers hold all.
 */
final class TileOf4 {
  static final int ROWS = 4;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int C = 2 * L;

  private TileOf4() {}

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
  }
}
