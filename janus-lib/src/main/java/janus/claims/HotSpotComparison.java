package janus.claims;

import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.PowerTrace;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalTransient;
import janus.units.Celsius;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Block temperatures that HotSpot computed, beside ours for the same die, power and package. The
 * tool prints two decimals, so agreement ends at 0.005 K.
 */
public final class HotSpotComparison {
  private HotSpotComparison() {}

  /**
   * A run of HotSpot to its steady state.
   *
   * @param label a name for people, unique
   * @param note what is special about it
   * @param floorplan the die
   * @param watts power of each block, in floorplan order
   * @param settings the package
   * @param grid cells along each side
   * @param mapping how a block's temperature follows from its cells
   * @param kelvin HotSpot's temperature of each block, in floorplan order
   */
  public record Steady(
      String label,
      String note,
      Floorplan floorplan,
      List<Double> watts,
      PackageSettings settings,
      int grid,
      BlockMapping mapping,
      List<Double> kelvin) {
    public Steady {
      watts = List.copyOf(watts);
      kelvin = List.copyOf(kelvin);
      requireOneABlock("watts", watts, floorplan);
      requireOneABlock("kelvin", kelvin, floorplan);
    }
  }

  /**
   * A run of HotSpot over time, from one temperature everywhere.
   *
   * @param label a name for people, unique
   * @param floorplan the die
   * @param power power of each block in each interval
   * @param settings the package, with the interval's length and the initial temperature
   * @param grid cells along each side
   * @param mapping how a block's temperature follows from its cells
   * @param kelvin HotSpot's temperatures at the end of each interval, (interval, block)
   */
  public record OverTime(
      String label,
      Floorplan floorplan,
      PowerTrace power,
      PackageSettings settings,
      int grid,
      BlockMapping mapping,
      List<List<Double>> kelvin) {
    public OverTime {
      kelvin = kelvin.stream().map(List::copyOf).toList();
      if (kelvin.size() != power.intervals()) {
        throw new IllegalArgumentException(
            label + ": expected " + power.intervals() + " rows of kelvin, found " + kelvin.size());
      }
      for (List<Double> row : kelvin) {
        requireOneABlock("kelvin", row, floorplan);
      }
    }
  }

  /**
   * One block of a steady run.
   *
   * @param label the run
   * @param block its name
   * @param powerW its power
   * @param hotspotC HotSpot's temperature
   * @param janusC ours
   * @param differenceK ours less HotSpot's
   */
  public record Block(
      String label,
      String block,
      double powerW,
      double hotspotC,
      double janusC,
      double differenceK) {}

  /**
   * One run.
   *
   * @param label the run
   * @param note what is special about it
   * @param grid cells along each side
   * @param mapping how a block's temperature follows from its cells
   * @param blocks how many
   * @param intervals of power; 1 in the steady state
   * @param dieWidthMm extent in x
   * @param dieHeightMm extent in y
   * @param powerW all blocks together, mean over the intervals
   * @param riseK HotSpot's hottest block above ambient
   * @param worstDifferenceK largest difference of any block, in any interval, without sign
   * @param heatBalance (heat out - power in) / power in; null over time
   * @param settings what differs from HotSpot's default package
   */
  public record Run(
      String label,
      String note,
      int grid,
      String mapping,
      int blocks,
      int intervals,
      double dieWidthMm,
      double dieHeightMm,
      double powerW,
      double riseK,
      double worstDifferenceK,
      Double heatBalance,
      String settings) {}

  /** Runs and blocks of a comparison. */
  public record Table(List<Run> runs, List<Block> blocks) {
    public Table {
      runs = List.copyOf(runs);
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Computes every run again.
   *
   * @param standard the package that {@code settings} are told against
   */
  public static Table compare(
      List<Steady> steady, List<OverTime> overTime, PackageSettings standard) {
    var runs = new ArrayList<Run>();
    var blocks = new ArrayList<Block>();
    for (Steady theirs : steady) {
      var grid =
          new ThermalGrid(theirs.floorplan(), theirs.settings(), theirs.grid(), theirs.grid());
      ThermalField field = grid.steady(theirs.watts().stream().mapToDouble(w -> w).toArray());
      double[] ours = field.blocks(theirs.mapping());
      for (int b = 0; b < ours.length; b++) {
        blocks.add(
            new Block(
                theirs.label(),
                theirs.floorplan().names().get(b),
                theirs.watts().get(b),
                Celsius.ofKelvin(theirs.kelvin().get(b)),
                Celsius.ofKelvin(ours[b]),
                ours[b] - theirs.kelvin().get(b)));
      }
      runs.add(
          new Case(theirs.label(), theirs.note(), grid, theirs.mapping())
              .row(
                  new Temperatures(List.of(theirs.kelvin()), new double[][] {ours}),
                  field.power(),
                  field.heatBalanceResidual(),
                  theirs.settings().differingFrom(standard)));
    }
    for (OverTime theirs : overTime) {
      var grid =
          new ThermalGrid(theirs.floorplan(), theirs.settings(), theirs.grid(), theirs.grid());
      double start = theirs.settings().get(PackageSetting.INIT_TEMP);
      double interval = theirs.settings().get(PackageSetting.SAMPLING_INTVL);
      ThermalTransient run = ThermalTransient.from(grid, start);
      double[][] ours = new double[theirs.power().intervals()][];
      for (int t = 0; t < ours.length; t++) {
        run.advance(theirs.power().interval(t), interval);
        ours[t] = run.blocks(theirs.mapping());
      }
      String note = "power changes every " + interval + " s, from " + start + " K";
      runs.add(
          new Case(theirs.label(), note, grid, theirs.mapping())
              .row(
                  new Temperatures(theirs.kelvin(), ours),
                  Arrays.stream(theirs.power().average()).sum(),
                  null,
                  theirs.settings().differingFrom(standard)));
    }
    return new Table(runs, blocks);
  }

  /** A run of HotSpot, and the grid on which we compute it. */
  private record Case(String label, String note, ThermalGrid grid, BlockMapping mapping) {
    /**
     * The row of this run.
     *
     * @param kelvin temperatures of both
     * @param balance heat out over power in less 1; null if it is not steady
     * @param settings what differs from HotSpot's default package
     */
    Run row(Temperatures kelvin, double powerW, Double balance, String settings) {
      return new Run(
          label,
          note,
          grid.rows(),
          mapping.spelling(),
          grid.floorplan().blocks().size(),
          kelvin.ours().length,
          grid.floorplan().width() * 1e3,
          grid.floorplan().height() * 1e3,
          powerW,
          kelvin.hottest() - grid.settings().get(PackageSetting.AMBIENT),
          kelvin.worst(),
          balance,
          settings);
    }
  }

  /** Temperatures of HotSpot and ours, (interval, block). */
  @SuppressWarnings("ArrayRecordComponent") // A pair of tables; never compared.
  private record Temperatures(List<List<Double>> theirs, double[][] ours) {
    double hottest() {
      return theirs.stream().flatMap(List::stream).mapToDouble(k -> k).max().orElse(0);
    }

    double worst() {
      double worst = 0;
      for (int t = 0; t < ours.length; t++) {
        for (int b = 0; b < ours[t].length; b++) {
          worst = Math.max(worst, Math.abs(ours[t][b] - theirs.get(t).get(b)));
        }
      }
      return worst;
    }
  }

  private static void requireOneABlock(String what, List<Double> values, Floorplan floorplan) {
    if (values.size() != floorplan.blocks().size()) {
      throw new IllegalArgumentException(
          what
              + " must be "
              + floorplan.blocks().size()
              + " numbers, one a block: "
              + values.size());
    }
  }
}
