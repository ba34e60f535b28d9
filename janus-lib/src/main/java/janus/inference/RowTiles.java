package janus.inference;

/** Left matrices as {@link Kernels} wants them. */
final class RowTiles {
  private RowTiles() {}

  /** Where a row begins; its next elements are {@code r} apart. */
  static int index(int row, int depth, int r) {
    return row / r * r * depth + row % r;
  }

  /**
   * Writes some columns of rows of one tile.
   *
   * @param x rows, {@code stride} apart
   * @param at where the first row's columns begin
   * @param rows at most {@code r}
   * @param to receives column by column
   * @param toAt index of the first column's first of these rows
   * @param r rows of a tile
   */
  static void write(
      float[] x, int at, int stride, int rows, int columns, float[] to, int toAt, int r) {
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int from0 = at + row * stride;
      int from1 = from0 + stride;
      int from2 = from1 + stride;
      int from3 = from2 + stride;
      for (int k = 0, i = toAt + row; k < columns; k++, i += r) {
        to[i] = x[from0 + k];
        to[i + 1] = x[from1 + k];
        to[i + 2] = x[from2 + k];
        to[i + 3] = x[from3 + k];
      }
    }
    for (; row < rows; row++) {
      int from = at + row * stride;
      for (int k = 0, i = toAt + row; k < columns; k++, i += r) {
        to[i] = x[from + k];
      }
    }
  }
}
