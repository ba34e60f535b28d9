package janus.inference.arithmetic;

/**
 * Gates of a feed-forward layer beside the numbers they scale: rows of one column tile of gates,
 * followed by one column tile of numbers.
 *
 * @param x holds the first row's first gate, and rows {@code stride} apart
 * @param rows number of rows
 * @param width columns of a tile
 * @param firstColumn column of the first gate in the layer
 * @param columns gates of a row of the layer
 */
public record GateTile(RowMajor x, int rows, int width, int firstColumn, int columns) {
  /** Gates of a row of this tile; the rest of the tile is padding. */
  public int count() {
    return Math.min(width, columns - firstColumn);
  }
}
