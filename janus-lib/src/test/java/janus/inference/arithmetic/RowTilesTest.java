package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RowTilesTest {
  // Tiles of 5 rows of depth 3: row 7 is row 2 of tile 1, which begins at 15.
  @Test
  void aRowBeginsInItsTile() {
    assertEquals(17, RowTiles.index(7, 3, 5));
    assertEquals(0, RowTiles.index(0, 3, 5));
  }

  @Test
  void columnsOfATileLieSideBySide() {
    float[] x = {9, 1, 2, 9, 3, 4, 9, 5, 6, 9, 7, 8, 9, 10, 11};
    var to = new float[10];
    RowTiles.write(new RowMajor(x, 1, 3), 5, 2, to, 0, 5);
    assertArrayEquals(new float[] {1, 3, 5, 7, 10, 2, 4, 6, 8, 11}, to);
  }

  @Test
  void rowsThatAreNotGivenKeepTheirPlace() {
    var to = new float[6];
    RowTiles.write(new RowMajor(new float[] {1, 2, 3, 4}, 0, 2), 2, 2, to, 0, 3);
    assertArrayEquals(new float[] {1, 3, 0, 2, 4, 0}, to);
  }
}
