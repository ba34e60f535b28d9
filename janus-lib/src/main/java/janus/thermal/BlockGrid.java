package janus.thermal;

/**
 * A floorplan laid over a grid of equal cells. Row 0 is the northern edge of the die, column 0 the
 * western; a cell's index is row * columns + column. A block touches a cell when it covers more of
 * it than a millionth of a cell's width and height.
 */
final class BlockGrid {
  private static final double NEGLIGIBLE = 1e-6;

  private final Floorplan floorplan;
  private final int rows;
  private final int columns;

  /** First and last row and column that each block touches, (block, 4), ends exclusive. */
  private final int[][] spans;

  BlockGrid(Floorplan floorplan, int rows, int columns) {
    this.floorplan = floorplan;
    this.rows = rows;
    this.columns = columns;
    double cellWidth = floorplan.width() / columns;
    double cellHeight = floorplan.height() / rows;
    spans = new int[floorplan.blocks().size()][];
    for (int b = 0; b < spans.length; b++) {
      Floorplan.Block block = floorplan.blocks().get(b);
      int top = rows - (int) Math.ceil(block.top() / cellHeight - NEGLIGIBLE);
      int bottom = rows - (int) Math.floor(block.bottom() / cellHeight + NEGLIGIBLE);
      int left = (int) Math.floor(block.left() / cellWidth + NEGLIGIBLE);
      int right = (int) Math.ceil(block.right() / cellWidth - NEGLIGIBLE);
      spans[b] =
          new int[] {
            Math.max(0, top), Math.min(rows, bottom), Math.max(0, left), Math.min(columns, right)
          };
      // A sliver on a line between cells lies where its middle does.
      if (top >= bottom) {
        double middle = (block.bottom() + block.top()) / 2;
        spans[b][0] = rows - 1 - Math.min(rows - 1, (int) (middle / cellHeight));
        spans[b][1] = spans[b][0] + 1;
      }
      if (left >= right) {
        double middle = (block.left() + block.right()) / 2;
        spans[b][2] = Math.min(columns - 1, (int) (middle / cellWidth));
        spans[b][3] = spans[b][2] + 1;
      }
    }
  }

  /** Watts of each cell; a block's power is spread evenly over its area. */
  double[] cellPower(double[] watts) {
    double cellWidth = floorplan.width() / columns;
    double cellHeight = floorplan.height() / rows;
    double[] cells = new double[rows * columns];
    for (int b = 0; b < spans.length; b++) {
      Floorplan.Block block = floorplan.blocks().get(b);
      int[] span = spans[b];
      double[] tall = new double[span[1] - span[0]];
      double[] wide = new double[span[3] - span[2]];
      double height = 0;
      double width = 0;
      for (int i = span[0]; i < span[1]; i++) {
        double bottom = (rows - 1 - i) * cellHeight;
        double share =
            Math.min(block.top(), bottom + cellHeight) - Math.max(block.bottom(), bottom);
        tall[i - span[0]] = Math.max(0, share);
        height += tall[i - span[0]];
      }
      for (int j = span[2]; j < span[3]; j++) {
        double left = j * cellWidth;
        double share = Math.min(block.right(), left + cellWidth) - Math.max(block.left(), left);
        wide[j - span[2]] = Math.max(0, share);
        width += wide[j - span[2]];
      }
      double density = watts[b] / (height * width);
      for (int i = span[0]; i < span[1]; i++) {
        for (int j = span[2]; j < span[3]; j++) {
          cells[i * columns + j] += density * tall[i - span[0]] * wide[j - span[2]];
        }
      }
    }
    return cells;
  }

  /** One value for each block from the values of the cells. */
  double[] blockValues(double[] cells, BlockMapping mapping) {
    double[] values = new double[spans.length];
    for (int b = 0; b < spans.length; b++) {
      values[b] =
          mapping == BlockMapping.CENTER
              ? center(cells, spans[b])
              : aggregate(cells, spans[b], mapping);
    }
    return values;
  }

  private double aggregate(double[] cells, int[] span, BlockMapping mapping) {
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = span[0]; i < span[1]; i++) {
      for (int j = span[2]; j < span[3]; j++) {
        double value = cells[i * columns + j];
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return switch (mapping) {
      case MIN -> min;
      case MAX -> max;
      default -> sum / ((double) (span[1] - span[0]) * (span[3] - span[2]));
    };
  }

  private double center(double[] cells, int[] span) {
    int i1 = (span[0] + span[1]) / 2;
    int j1 = (span[2] + span[3]) / 2;
    int i2 = (span[1] - span[0]) % 2 == 0 ? i1 - 1 : i1;
    int j2 = (span[3] - span[2]) % 2 == 0 ? j1 - 1 : j1;
    return (cells[i1 * columns + j1]
            + cells[i2 * columns + j1]
            + cells[i1 * columns + j2]
            + cells[i2 * columns + j2])
        / 4;
  }

  /** One value for each cell from values of the blocks, weighted by area. */
  double[] cellValues(double[] values) {
    double[] area = new double[values.length];
    double cell = floorplan.width() * floorplan.height() / ((double) rows * columns);
    double[] weighted = new double[values.length];
    for (int b = 0; b < values.length; b++) {
      area[b] = floorplan.blocks().get(b).area() / cell;
      weighted[b] = values[b] * area[b];
    }
    double[] cells = cellPower(weighted);
    double[] cover = cellPower(area);
    for (int i = 0; i < cells.length; i++) {
      cells[i] /= cover[i];
    }
    return cells;
  }
}
