package janus.inference;

/** Left matrices as {@link Kernels} wants them. */
final class RowTiles {
  private RowTiles() {}

  /**
   * Writes some columns of a tile of rows.
   *
   * @param x rows, {@code stride} apart
   * @param at where the first row's columns begin
   * @param to receives column by column
   * @param toAt index of the first column's first row
   * @param r rows of a tile
   */
  static void write(float[] x, int at, int stride, int columns, float[] to, int toAt, int r) {
    int row = 0;
    for (; row + 4 <= r; row += 4) {
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
    for (; row < r; row++) {
      int from = at + row * stride;
      for (int k = 0, i = toAt + row; k < columns; k++, i += r) {
        to[i] = x[from + k];
      }
    }
  }
}
