package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A die of 4 x 2 mm: west and east halves, with a sliver of 1 nm between them. */
class BlockGridTest {
  private static final double NM = 1e-9;
  private static final Floorplan DIE =
      new Floorplan(
          List.of(
              new Floorplan.Block("west", 0.002, 0.002, 0, 0),
              new Floorplan.Block("sliver", NM, 0.002, 0.002, 0),
              new Floorplan.Block("east", 0.002 - NM, 0.002, 0.002 + NM, 0)));

  @Test
  void powerIsConservedOnEveryGrid() {
    for (int[] cells : new int[][] {{1, 1}, {1, 2}, {3, 5}, {2, 4}, {64, 64}}) {
      double[] power = new BlockGrid(DIE, cells[0], cells[1]).cellPower(new double[] {1, 2, 4});
      assertEquals(7, Arrays.stream(power).sum(), 1e-9, cells[0] + " x " + cells[1]);
    }
  }

  // Two columns: the sliver belongs to the column that holds its centre, the eastern one.
  @Test
  void aSliverOnACellBorderBelongsToTheCellOfItsCentre() {
    double[] power = new BlockGrid(DIE, 1, 2).cellPower(new double[] {0, 2, 0});
    assertArrayEquals(new double[] {0, 2}, power, 1e-12);
  }

  // Row 0 is north. Cells of the western half: 1, 2 above 5, 6 (columns 0 and 1 of four).
  @Test
  void aBlockTakesItsCells() {
    var grid = new BlockGrid(DIE, 2, 4);
    double[] cells = {1, 2, 3, 4, 5, 6, 7, 8};
    assertEquals(3.5, grid.blockValues(cells, BlockMapping.AVG)[0]);
    assertEquals(1, grid.blockValues(cells, BlockMapping.MIN)[0]);
    assertEquals(6, grid.blockValues(cells, BlockMapping.MAX)[0]);
    assertEquals(3.5, grid.blockValues(cells, BlockMapping.CENTER)[0]);
  }

  @Test
  void cellsOfEqualBlocksHaveTheirValue() {
    double[] cells = new BlockGrid(DIE, 3, 5).cellValues(new double[] {300, 300, 300});
    assertArrayEquals(Arrays.stream(cells).map(cell -> 300).toArray(), cells, 1e-9);
  }
}
