package janus.notebook;

import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.Table;

/** Figures of dies: blocks in a colour, and temperatures over their outlines. */
public final class Floorplans {
  /** Kelvins from one end of the colours to the other, in every map, so that they compare. */
  private static final double SPAN_K = 3;

  /** Blocks too small for a label, and what to write beside them. */
  private record Small(String block, String words) {}

  private static final List<Small> OURS =
      List.of(
          new Small("Q3_TIER1", "tier 1: SRAM, in four strips"),
          new Small("Q3_COMPUTE", "arrays: 16 tiles"));

  private static final List<Small> PUBLISHED =
      List.of(
          new Small("Q0_SRAM", "SRAM"),
          new Small("Q2_SRAM", "SRAM"),
          new Small("Q2_COMPUTE", "arrays"),
          new Small("EDRAM", "eDRAM"));

  private Floorplans() {}

  /**
   * The blocks of a die, each in the colour of a value.
   *
   * @param blocks one die, with the columns of {@link Figures#blocks} and {@code label}
   */
  public static Chart blocks(Figures figures, Table blocks, String value) {
    return named(figures.blocks(blocks, "block", value).labels("label"), blocks);
  }

  /**
   * Temperatures over the blocks of a die. The colours span 3 K from the coolest cell.
   *
   * @param cells the die's cells: {@code x_mm, y_mm, celsius}
   */
  public static Chart heat(Figures figures, Table cells, Table blocks) {
    Chart map = figures.heatMap(cells, "x_mm", "y_mm", "celsius").over(blocks).value("°C");
    return named(spanned(map, cells), blocks).x("x (mm)").y("y (mm)");
  }

  /** A chart of temperatures with the colours of {@link #heat} for the same cells. */
  public static Chart spanned(Chart chart, Table cells) {
    double coolest = cells.numberColumn("celsius").min();
    return chart.colours(coolest, coolest + SPAN_K);
  }

  private static Chart named(Chart chart, Table blocks) {
    List<String> names = Arrays.asList(Tables.texts(blocks, "block"));
    List<Small> small = names.contains(OURS.get(0).block()) ? OURS : PUBLISHED;
    small.forEach(each -> chart.callout(each.block(), each.words()));
    return chart.size(6.5, 5.2);
  }
}
