package janus.thermal;

import janus.thermal.Floorplan.Block;

/**
 * A floorplan laid over a grid of equal cells. Row 0 is the northern edge of the die, column 0 the
 * western edge. The index of a cell is row * columns + column. A block touches a cell if it covers
 * more than a millionth of the cell's width and height.
 */
final class BlockGrid {
  private static final double NEGLIGIBLE = 1e-6;

  private final Floorplan floorplan;
  private final int rows;
  private final int columns;
  private final double cellWidth;
  private final double cellHeight;

  /** First and last row, first and last column of each block, (block, 4), ends exclusive. */
  private final int[][] spans;

  BlockGrid(Floorplan floorplan, int rows, int columns) {
    this.floorplan = floorplan;
    this.rows = rows;
    this.columns = columns;
    cellWidth = floorplan.width() / columns;
    cellHeight = floorplan.height() / rows;
    spans = floorplan.blocks().stream().map(this::span).toArray(int[][]::new);
  }

  private int[] span(Block block) {
    int[] fromSouth = span(block.bottom(), block.top(), cellHeight, rows);
    int[] fromWest = span(block.left(), block.right(), cellWidth, columns);
    return new int[] {rows - fromSouth[1], rows - fromSouth[0], fromWest[0], fromWest[1]};
  }

  /** The cells an interval touches. A sliver on a cell border belongs to the cell of its centre. */
  private static int[] span(double low, double high, double cell, int cells) {
    int first = (int) Math.floor(low / cell + NEGLIGIBLE);
    int end = (int) Math.ceil(high / cell - NEGLIGIBLE);
    if (first >= end) {
      int centre = Math.min(cells - 1, (int) ((low + high) / 2 / cell));
      return new int[] {centre, centre + 1};
    }
    return new int[] {Math.max(0, first), Math.min(cells, end)};
  }

  /** Watts of each cell; the power of a block is spread evenly over its area. */
  double[] cellPower(double[] watts) {
    double[] cells = new double[rows * columns];
    for (int b = 0; b < spans.length; b++) {
      addBlock(cells, watts[b], floorplan.blocks().get(b), spans[b]);
    }
    return cells;
  }

  private void addBlock(double[] cells, double watts, Block block, int[] span) {
    double[] tall = new double[span[1] - span[0]];
    double[] wide = new double[span[3] - span[2]];
    for (int i = 0; i < tall.length; i++) {
      double south = (rows - 1 - span[0] - i) * cellHeight;
      tall[i] = overlap(block.bottom(), block.top(), south, south + cellHeight);
    }
    for (int j = 0; j < wide.length; j++) {
      double west = (span[2] + j) * cellWidth;
      wide[j] = overlap(block.left(), block.right(), west, west + cellWidth);
    }
    double density = watts / (sum(tall) * sum(wide));
    for (int i = 0; i < tall.length; i++) {
      for (int j = 0; j < wide.length; j++) {
        cells[(span[0] + i) * columns + span[2] + j] += density * tall[i] * wide[j];
      }
    }
  }

  private static double overlap(double low1, double high1, double low2, double high2) {
    return Math.max(0, Math.min(high1, high2) - Math.max(low1, low2));
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
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

  /** One value for each cell from the values of the blocks, weighted by area. */
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
