package janus.inference.arithmetic;

/** Left matrices as {@link Kernels} wants them. */
public final class RowTiles {
  private RowTiles() {}

  /** Index of a row's first element; its next elements are {@code r} apart. */
  public static int index(int row, int depth, int r) {
    return row / r * r * depth + row % r;
  }

  /**
   * Writes some columns of rows of one tile.
   *
   * @param x the rows
   * @param rows at most {@code r}
   * @param columns number of columns
   * @param to receives column by column
   * @param toAt index of the first column's first of these rows
   * @param r rows of a tile
   */
  public static void write(RowMajor x, int rows, int columns, float[] to, int toAt, int r) {
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      writeFour(x.data(), x.at(row), x.stride(), columns, to, toAt + row, r);
    }
    for (; row < rows; row++) {
      int from = x.at(row);
      for (int k = 0, i = toAt + row; k < columns; k++, i += r) {
        to[i] = x.data()[from + k];
      }
    }
  }

  private static void writeFour(
      float[] x, int from0, int stride, int columns, float[] to, int toAt, int r) {
    int from1 = from0 + stride;
    int from2 = from1 + stride;
    int from3 = from2 + stride;
    for (int k = 0, i = toAt; k < columns; k++, i += r) {
      to[i] = x[from0 + k];
      to[i + 1] = x[from1 + k];
      to[i + 2] = x[from2 + k];
      to[i + 3] = x[from3 + k];
    }
  }
}
