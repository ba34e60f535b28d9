package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Tiles;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GgmlProductTest {
  /** The product of two rows whose elements are all alike, of every row and column of a tile. */
  private static float product(Kernels kernels, int depth, float[] row, float[] column) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    LaneOrder order = LaneOrder.of(depth);
    var a = new float[r * depth];
    var b = new float[c * depth];
    for (int k = 0; k < depth; k++) {
      Arrays.fill(a, order.place(k) * r, (order.place(k) + 1) * r, row[k]);
      Arrays.fill(b, order.place(k) * c, (order.place(k) + 1) * c, column[k]);
    }
    var out = new float[r * c];
    var left = new Tiles(a, 0, r * depth, 1);
    var right = new Tiles(b, 0, c * depth, 1);
    new GgmlProduct(kernels, order, left, right, new Scratch()).run(new RowMajor(out, 0, c));
    for (float sum : out) {
      assertEquals(out[0], sum, kernels.name());
    }
    return out[0];
  }

  // 1 is added to 2^24 alone and lost; 1 + 1 of lanes 1 and 9 are added first and kept.
  @Test
  void partialSumsAreAddedInPairsHalfTheirNumberApart() {
    float[] ones = new float[16];
    Arrays.fill(ones, 1);
    float[] x = new float[16];
    x[0] = 0x1p24f;
    x[8] = 1;
    for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
      assertEquals(0x1p24f, product(kernels, 16, x, ones));
      float[] y = x.clone();
      y[1] = 1;
      y[9] = 1;
      assertEquals(0x1p24f + 2, product(kernels, 16, y, ones));
    }
  }

  // Lengths that are no multiple of 16 have 64 lanes; 72 leaves 8 products to be added one by one.
  @Test
  void theRestFollowsOneByOne() {
    float[] ones = new float[72];
    Arrays.fill(ones, 1);
    float[] x = new float[72];
    x[0] = 0x1p24f;
    for (int k = 64; k < 72; k++) {
      x[k] = 1;
    }
    for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
      assertEquals(0x1p24f, product(kernels, 72, x, ones));
    }
  }
}
