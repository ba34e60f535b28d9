package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** {@link Tiles}, {@link RowMajor}, {@link LeftMatrix}, {@link GateTile}, {@link HeadWeights}. */
class ViewsTest {
  private static final float[] DATA = new float[100];

  @Test
  void tilesAndRowsBeginAStrideApart() {
    assertEquals(7 + 2 * 10, new Tiles(DATA, 7, 10, 3).at(2));
    assertEquals(7 + 2 * 10, new RowMajor(DATA, 7, 10).at(2));
  }

  // Tiles of 5 rows of depth 4 are 20 numbers.
  @Test
  void rowTilesOfALeftMatrixFollowEachOther() {
    Tiles tiles = new LeftMatrix(DATA, 4).tiles(2, 3, 5);
    assertEquals(40, tiles.at());
    assertEquals(60, tiles.at(1));
    assertEquals(3, tiles.count());
  }

  @Test
  void theLastTileOfGatesHasFewer() {
    var x = new RowMajor(DATA, 0, 32);
    assertEquals(16, new GateTile(x, 1, 16, 16, 40).count());
    assertEquals(8, new GateTile(x, 1, 16, 32, 40).count());
  }

  @Test
  void aHeadLiesInThePartOfItsToken() {
    var heads = new HeadWeights(60, new int[] {0, 40, 50}, new float[3][], null, null);
    // Token 2 begins at 120, keys at 40 of a token, head 1 of 5 channels 5 behind.
    assertEquals(165, heads.at(HeadWeights.KEY, 1, 2, 5));
  }

  @Test
  void aBiasIsAddedWhereThereIsOne() {
    float[][] bias = {null, {1, 2, 3, 4}, null};
    var heads = new HeadWeights(8, new int[] {0, 4, 6}, bias, null, null);
    float[] x = {0, 10, 10};
    heads.addBias(HeadWeights.KEY, 1, x, 1, 2);
    assertArrayEquals(new float[] {0, 13, 14}, x);
    heads.addBias(HeadWeights.QUERY, 1, x, 1, 2);
    assertArrayEquals(new float[] {0, 13, 14}, x);
  }

  @Test
  void aRopeOfOddChannelsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Rope(7, 10000, 1, true));
    assertThrows(IllegalArgumentException.class, () -> new Rope(8, 0, 1, true));
  }

  // A window of 4 tokens ends at the query's own.
  @Test
  void aWindowEndsAtTheQuery() {
    assertEquals(7, AttentionSpec.firstSeen(10, 4));
    assertEquals(0, AttentionSpec.firstSeen(2, 4));
    assertEquals(0, AttentionSpec.firstSeen(10, Integer.MAX_VALUE));
  }
}
