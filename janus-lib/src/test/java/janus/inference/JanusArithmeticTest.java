package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.inference.arithmetic.GateTile;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.RowMajor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JanusArithmeticTest {
  private final Kernels kernels = Kernels.plain();
  private final List<GateTile> gated = new ArrayList<>();
  private final JanusArithmetic arithmetic = new JanusArithmetic(kernels, 0, gated::add);

  @Test
  void normalisationDividesByTheRootOfTheMeanSquare() {
    float[] to = new float[5];
    arithmetic.normalise(new float[] {9, 3, -3, 3, -3}, 1, new float[] {1, 2, 1, 2}, to, 1);
    assertArrayEquals(new float[] {0, 1, -2, 1, -2}, to);
  }

  @Test
  void aNormalisedRowIsAdded() {
    float[] to = {0, 10, 10};
    arithmetic.addNormalised(new float[] {0, 4, -4}, 1, new float[] {1, 3}, to);
    assertArrayEquals(new float[] {0, 11, 7}, to);
  }

  @Test
  void theGateIsTheOneGiven() {
    var tile = new GateTile(new RowMajor(new float[4], 0, 4), 1, 2, 0, 2);
    arithmetic.gate(tile);
    assertEquals(List.of(tile), gated);
  }

  @Test
  void columnsAreWrittenInOrder() {
    int r = kernels.rowTile();
    var x = new float[r * 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    var to = new LeftMatrix(new float[2 * r * 4], 4);
    arithmetic.write(new RowMajor(x, 0, 2), 2, to, 1, 1);
    for (int row = 0; row < r; row++) {
      // Tile 1 begins at 4 r; columns 1 and 2 of the row are r and 2 r behind.
      assertEquals(2 * row, to.data()[4 * r + r + row]);
      assertEquals(2 * row + 1, to.data()[4 * r + 2 * r + row]);
    }
  }
}
