package janus.thermal;

/** The two-dimensional cosine transform of a layer. Not thread-safe. */
final class Transforms {
  private final int rows;
  private final int columns;
  private final CosineTransform overRows;
  private final CosineTransform overColumns;
  private final double[] turned;

  Transforms(ThermalNetwork network) {
    rows = network.rows;
    columns = network.columns;
    overRows = new CosineTransform(rows);
    overColumns = rows == columns ? overRows : new CosineTransform(columns);
    turned = new double[rows * columns];
  }

  void forward(double[] layer) {
    overRows.forward(layer, columns);
    turn(layer, turned, rows, columns);
    overColumns.forward(turned, rows);
    turn(turned, layer, columns, rows);
  }

  void inverse(double[] layer) {
    turn(layer, turned, rows, columns);
    overColumns.inverse(turned, rows);
    turn(turned, layer, columns, rows);
    overRows.inverse(layer, columns);
  }

  private static void turn(double[] from, double[] to, int rows, int columns) {
    int tile = 16;
    for (int i0 = 0; i0 < rows; i0 += tile) {
      for (int j0 = 0; j0 < columns; j0 += tile) {
        for (int i = i0; i < Math.min(rows, i0 + tile); i++) {
          for (int j = j0; j < Math.min(columns, j0 + tile); j++) {
            to[j * rows + i] = from[i * columns + j];
          }
        }
      }
    }
  }
}
