package janus.codesign;

import janus.codesign.DieFloorplan.Piece;
import janus.technology.StandingPower;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.Celsius;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the four parts of a die warm each other, in K for a W spread evenly over a part: tier 1,
 * arrays, network and tier 2. With R the mean rise of a part, mean temperatures are the lowest
 * solution of
 *
 * <pre>
 *   T(i) = ambient + sum over j of R(j, i) (dynamic(j) + standing(j, T(j)))
 * </pre>
 *
 * where only the tiers have standing power. {@link DieHeat} finds it from below: the right side is
 * convex and rises with every temperature, so that below the lowest solution the matrix {@code I -
 * R standing'} is an M-matrix and every step ends between where it began and that solution. Where
 * it is none, there is no solution: thermal runaway.
 *
 * <p>Junction and skin are the hottest of the four cells that each part alone heats most, on a grid
 * of 24 x 24 cells. Immutable.
 */
@SuppressWarnings("EnumOrdinal") // Arrays by part, inside this class alone.
public final class HeatPaths {
  private static final int GRID = 24;
  private static final int PARTS = Piece.values().length;
  private static final int TIER1 = Piece.TIER1.place();
  private static final int TIER2 = Piece.TIER2.place();

  private final double ambientC;

  /** Mean rises, (heated part, part). */
  private final double[] mean = new double[PARTS * PARTS];

  /** Rises of a cell of the die for each part, (heated part, hottest cell of a part). */
  private final double[] junction = new double[PARTS * PARTS];

  /** The same of the outermost layer. */
  private final double[] skin = new double[PARTS * PARTS];

  /** Mean rises of the die, (heated part). */
  private final double[] die = new double[PARTS];

  private HeatPaths(double ambientC) {
    this.ambientC = ambientC;
  }

  /** The same paths in air of a temperature, in C: rises do not depend on it. */
  public HeatPaths inAir(double celsius) {
    var paths = new HeatPaths(celsius);
    System.arraycopy(mean, 0, paths.mean, 0, mean.length);
    System.arraycopy(junction, 0, paths.junction, 0, junction.length);
    System.arraycopy(skin, 0, paths.skin, 0, skin.length);
    System.arraycopy(die, 0, paths.die, 0, PARTS);
    return paths;
  }

  /**
   * The paths of a square die.
   *
   * @param settings the package, its convection as it is
   * @throws IllegalArgumentException if a plate of the package is smaller than what it covers
   */
  public static HeatPaths of(DieArea area, PackageSettings settings) {
    Floorplan floorplan = DieFloorplan.of(area, 1);
    var grid = new ThermalGrid(floorplan, settings, GRID, GRID);
    double ambientK = settings.get(PackageSetting.AMBIENT);
    var paths = new HeatPaths(Celsius.ofKelvin(ambientK));
    double[][][] rises = grid.outerRises(unitPowers(floorplan));
    for (int heated = 0; heated < PARTS; heated++) {
      double[] cells = rises[heated][0];
      double[] blocks = grid.blockMeans(cells);
      for (Piece piece : Piece.values()) {
        paths.mean[heated * PARTS + piece.place()] = mean(floorplan, blocks, piece);
      }
      paths.die[heated] = Arrays.stream(cells).sum() / cells.length;
    }
    fillHottest(paths.junction, rises, 0);
    fillHottest(paths.skin, rises, 1);
    return paths;
  }

  private static List<double[]> unitPowers(Floorplan floorplan) {
    var powers = new ArrayList<double[]>();
    for (Piece piece : Piece.values()) {
      double[] watts = new double[floorplan.blocks().size()];
      int[] blocks = DieFloorplan.blocks(floorplan, piece);
      for (int block : blocks) {
        watts[block] = 1.0 / blocks.length;
      }
      powers.add(watts);
    }
    return powers;
  }

  private static double mean(Floorplan floorplan, double[] rises, Piece piece) {
    int[] blocks = DieFloorplan.blocks(floorplan, piece);
    double sum = 0;
    for (int block : blocks) {
      sum += rises[block];
    }
    return blocks.length == 0 ? 0 : sum / blocks.length;
  }

  /** Of a layer, the cell that each part heats most, under all parts. */
  private static void fillHottest(double[] hottestRises, double[][][] rises, int layer) {
    for (int part = 0; part < PARTS; part++) {
      int hottest = 0;
      double[] own = rises[part][layer];
      for (int cell = 1; cell < own.length; cell++) {
        hottest = own[cell] > own[hottest] ? cell : hottest;
      }
      for (int heated = 0; heated < PARTS; heated++) {
        hottestRises[heated * PARTS + part] = rises[heated][layer][hottest];
      }
    }
  }

  /** Mean rise of the die for a watt in parts of its power, K/W. */
  double resistance(double tier1, double compute, double mesh, double tier2) {
    return die[0] * tier1 + die[1] * compute + die[2] * mesh + die[3] * tier2;
  }

  /**
   * Where the die settles.
   *
   * @param watts dynamic power of the parts, W
   * @param first standing power of tier 1
   * @param second standing power of tier 2
   * @return {@link Settled#RUNAWAY} where it does not
   */
  public Settled settle(PartWatts watts, StandingPower first, StandingPower second) {
    return new DieHeat(this, first, second, ThermalLimits.NONE).settle(watts);
  }

  double ambientC() {
    return ambientC;
  }

  /** The balance of the tiers under some power of the parts, from where they are. */
  TierBalance balance(PartWatts watts, StandingHeat first, StandingHeat second) {
    var balance = new TierBalance(first, second);
    balance.base1 = ambientC + rise(mean, watts, TIER1);
    balance.base2 = ambientC + rise(mean, watts, TIER2);
    balance.k11 = mean[TIER1 * PARTS + TIER1];
    balance.k12 = mean[TIER2 * PARTS + TIER1];
    balance.k21 = mean[TIER1 * PARTS + TIER2];
    balance.k22 = mean[TIER2 * PARTS + TIER2];
    return balance;
  }

  /** What is known of a die whose tiers have settled. */
  Settled settled(PartWatts watts, StandingHeat first, StandingHeat second) {
    PartWatts all = watts.plus(first.watts(), second.watts());
    return new Settled(
        first.celsius(),
        second.celsius(),
        ambientC + hottest(junction, all),
        ambientC + hottest(skin, all),
        first.watts(),
        second.watts());
  }

  private static double hottest(double[] rises, PartWatts watts) {
    double hottest = rise(rises, watts, 0);
    for (int cell = 1; cell < PARTS; cell++) {
      hottest = Math.max(hottest, rise(rises, watts, cell));
    }
    return hottest;
  }

  private static double rise(double[] rises, PartWatts watts, int at) {
    return rises[at] * watts.tier1()
        + rises[PARTS + at] * watts.compute()
        + rises[2 * PARTS + at] * watts.mesh()
        + rises[3 * PARTS + at] * watts.tier2();
  }

  /** How many cells may be the hottest: one for each part on the die, and one on the skin. */
  static int cells() {
    return 2 * PARTS;
  }

  /** Rise of one of these cells under the power of all parts; those of the die come first. */
  double cellRise(PartWatts watts, int cell) {
    return cell < PARTS ? rise(junction, watts, cell) : rise(skin, watts, cell - PARTS);
  }

  /** Mean temperature of the die under some power, in C. */
  double dieMeanC(PartWatts watts) {
    return ambientC + resistance(watts.tier1(), watts.compute(), watts.mesh(), watts.tier2());
  }
}
