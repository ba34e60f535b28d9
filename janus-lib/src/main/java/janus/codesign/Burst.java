package janus.codesign;

import janus.technology.StandingPower;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.thermal.ThermalTransient;
import janus.units.Celsius;

/**
 * How long a die works at full rate that cannot for ever: from the temperature of the air until
 * junction or skin reaches its limit. Time advances on 8 x 8 cells in intervals that grow by 1.4,
 * within which the solver takes its own steps. The tiers leak at their mean temperature at the
 * beginning of an interval, and within one the temperature is taken as linear in time.
 */
final class Burst {
  private static final int GRID = 8;
  private static final double FIRST_S = 0.01;
  private static final double GROWTH = 1.4;
  private static final double MOST_S = 1e6;

  private final Floorplan floorplan;
  private final ThermalTransient run;
  private final PartWatts dynamic;
  private final StandingPower first;
  private final StandingPower second;
  private final ThermalLimits limits;

  private Burst(ResolvedDesign chip, PartWatts dynamic) {
    floorplan = chip.floorplan();
    var grid = new ThermalGrid(floorplan, chip.pack().settings(), GRID, GRID);
    run = ThermalTransient.from(grid, grid.settings().get(PackageSetting.AMBIENT));
    this.dynamic = dynamic;
    first = chip.tier1Cost().standing();
    second = chip.tier2Cost().standing();
    limits = chip.pack().limits();
  }

  /**
   * The time until a limit is reached, in s.
   *
   * @return null where the part sustains its full rate
   */
  static Double seconds(ResolvedDesign chip, OperatingPoint point) {
    return point.share() == 1
        ? null
        : (Double) new Burst(chip, point.energy().dieW(point.fullStepS())).seconds();
  }

  private double seconds() {
    double interval = FIRST_S;
    double before = excess();
    while (run.seconds() < MOST_S) {
      double start = run.seconds();
      run.advance(watts(), interval);
      double after = excess();
      if (after >= 0) {
        return start + interval * before / (before - after);
      }
      before = after;
      interval = GROWTH * interval;
    }
    return run.seconds();
  }

  /** By how many degrees the worse limit is passed; negative where none is. */
  private double excess() {
    ThermalField field = run.field();
    double junction = above(field.hottest(), limits.junctionCelsius());
    return Math.max(junction, above(field.hottestSkin(), limits.skinCelsius()));
  }

  private static double above(double kelvin, Double limitC) {
    return limitC == null ? Double.NEGATIVE_INFINITY : Celsius.ofKelvin(kelvin) - limitC;
  }

  private double[] watts() {
    double[] kelvin = run.blocks(BlockMapping.AVG);
    PartWatts all =
        dynamic.plus(
            first.watts(celsius(kelvin, DieFloorplan.Piece.TIER1)),
            second.watts(celsius(kelvin, DieFloorplan.Piece.TIER2)));
    return DieFloorplan.power(floorplan, all.tier1(), all.compute(), all.mesh(), all.tier2());
  }

  /** Mean temperature of a piece; of one that is not there, anything. */
  private double celsius(double[] kelvin, DieFloorplan.Piece piece) {
    int[] blocks = DieFloorplan.blocks(floorplan, piece);
    double sum = 0;
    for (int block : blocks) {
      sum += kelvin[block];
    }
    return blocks.length == 0 ? 0 : Celsius.ofKelvin(sum / blocks.length);
  }
}
