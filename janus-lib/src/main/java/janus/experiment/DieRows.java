package janus.experiment;

import janus.codesign.ResolvedDesign;
import janus.thermal.Floorplan;
import janus.thermal.HeatReport;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.units.Celsius;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/** Rows of tables about a die: its parts, its blocks at work, its heat map. */
final class DieRows {
  private static final int MAP_CELLS = 32;
  private static final double LABEL_METRES = 1e-3;

  private DieRows() {}

  /** One part of the die. */
  record Part(
      String part, String technology, double nodeNm, Range mm2, String basis, String note) {}

  /** One part of one die. */
  record PartRow(String chip, Part part) {}

  /** The parts of a die. */
  static List<PartRow> parts(ResolvedDesign chip) {
    return chip.parts().stream()
        .map(
            part ->
                new PartRow(
                    chip.design().name(),
                    new Part(
                        part.part(),
                        part.technology(),
                        part.nodeNm(),
                        part.mm2(),
                        part.basis(),
                        part.note())))
        .toList();
  }

  /** One block of a die at work; {@code label} is its name where there is room for it. */
  record BlockRow(
      String chip,
      String pack,
      String block,
      String label,
      double xMm,
      double yMm,
      double widthMm,
      double heightMm,
      double areaMm2,
      double powerW,
      double wPerMm2,
      double celsius) {}

  /** One cell of the heat map of a die; x and y are its middle. */
  record CellRow(String chip, String pack, double xMm, double yMm, double celsius) {}

  /** The blocks of a die at work, where it settles. */
  static List<BlockRow> blocks(ResolvedDesign chip, HeatReport report) {
    return blocks(chip.design().name(), chip.pack().name(), chip.floorplan(), report);
  }

  /** The blocks of a floorplan and how hot they are. */
  static List<BlockRow> blocks(String chip, String pack, Floorplan floorplan, HeatReport report) {
    var rows = new ArrayList<BlockRow>();
    for (int b = 0; b < floorplan.blocks().size(); b++) {
      Floorplan.Block block = floorplan.blocks().get(b);
      HeatReport.Block heat = report.blocks().get(b);
      double mm2 = block.area() * 1e6;
      rows.add(
          new BlockRow(
              chip,
              pack,
              block.name(),
              Math.min(block.width(), block.height()) > LABEL_METRES ? block.name() : "",
              block.left() * 1e3,
              block.bottom() * 1e3,
              block.width() * 1e3,
              block.height() * 1e3,
              mm2,
              heat.powerW(),
              heat.powerW() / mm2,
              heat.celsius()));
    }
    return rows;
  }

  /** The temperature of the die on a grid coarse enough to draw. */
  static List<CellRow> heatMap(String chip, String pack, ThermalGrid grid, double[] watts) {
    ThermalField field =
        new ThermalGrid(grid.floorplan(), grid.settings(), MAP_CELLS, MAP_CELLS).steady(watts);
    double[] cells = field.chipCells();
    double width = grid.floorplan().width() * 1e3 / MAP_CELLS;
    double height = grid.floorplan().height() * 1e3 / MAP_CELLS;
    var rows = new ArrayList<CellRow>();
    for (int row = MAP_CELLS - 1; row >= 0; row--) {
      for (int column = 0; column < MAP_CELLS; column++) {
        rows.add(
            new CellRow(
                chip,
                pack,
                (column + 0.5) * width,
                (MAP_CELLS - 1 - row + 0.5) * height,
                Celsius.ofKelvin(cells[row * MAP_CELLS + column])));
      }
    }
    return rows;
  }
}
