package janus.codesign;

import janus.codesign.DieFloorplan.Piece;
import janus.technology.StandingPower;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.units.Celsius;
import java.util.ArrayList;
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
 * where only the tiers have standing power. Newton's method finds it from ambient on: the right
 * side is convex and rises with every temperature, so that below the lowest solution the matrix
 * {@code I - R standing'} is an M-matrix and every step ends between where it began and that
 * solution. Where it is none, there is no solution: thermal runaway.
 *
 * <p>Junction and skin are the hottest of the four cells that each part alone heats most, on a grid
 * of 24 x 24 cells. Immutable.
 */
@SuppressWarnings("EnumOrdinal") // Arrays by part, inside this class alone.
public final class HeatPaths {
  private static final int GRID = 24;
  private static final List<Piece> PIECES = List.of(Piece.values());
  private static final int PARTS = PIECES.size();
  private static final int TIER1 = PIECES.indexOf(Piece.TIER1);
  private static final int TIER2 = PIECES.indexOf(Piece.TIER2);
  private static final double HOTTEST_C = 1000;
  private static final double TOLERANCE_K = 1e-9;
  private static final int MOST_STEPS = 100;

  private final double ambientC;

  /** Mean rises, (heated part, part). */
  private final double[][] mean = new double[PARTS][PARTS];

  /** Rises of a cell of the die for each part, (heated part, hottest cell of a part). */
  private final double[][] junction = new double[PARTS][PARTS];

  /** The same of the outermost layer. */
  private final double[][] skin = new double[PARTS][PARTS];

  /** Mean rises of the die, (heated part). */
  private final double[] die = new double[PARTS];

  private HeatPaths(double ambientC) {
    this.ambientC = ambientC;
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
    List<ThermalField> fields = grid.steady(unitPowers(floorplan));
    List<double[]> cells = fields.stream().map(ThermalField::chipCells).toList();
    List<double[]> skins = fields.stream().map(ThermalField::skinCells).toList();
    for (int heated = 0; heated < PARTS; heated++) {
      double[] blocks = fields.get(heated).blocks(BlockMapping.AVG);
      for (int part = 0; part < PARTS; part++) {
        paths.mean[heated][part] = mean(floorplan, blocks, PIECES.get(part), ambientK);
      }
      paths.die[heated] = fields.get(heated).mean() - ambientK;
    }
    fillHottest(paths.junction, cells, ambientK);
    fillHottest(paths.skin, skins, ambientK);
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

  private static double mean(Floorplan floorplan, double[] kelvin, Piece piece, double ambientK) {
    int[] blocks = DieFloorplan.blocks(floorplan, piece);
    double sum = 0;
    for (int block : blocks) {
      sum += kelvin[block] - ambientK;
    }
    return blocks.length == 0 ? 0 : sum / blocks.length;
  }

  private static void fillHottest(double[][] rises, List<double[]> cells, double ambientK) {
    for (int part = 0; part < PARTS; part++) {
      int hottest = 0;
      double[] own = cells.get(part);
      for (int cell = 1; cell < own.length; cell++) {
        hottest = own[cell] > own[hottest] ? cell : hottest;
      }
      for (int heated = 0; heated < PARTS; heated++) {
        rises[heated][part] = cells.get(heated)[hottest] - ambientK;
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
    double base1 = ambientC + rise(mean, watts, TIER1);
    double base2 = ambientC + rise(mean, watts, TIER2);
    double r11 = mean[TIER1][TIER1];
    double r12 = mean[TIER1][TIER2];
    double r21 = mean[TIER2][TIER1];
    double r22 = mean[TIER2][TIER2];
    double t1 = ambientC;
    double t2 = ambientC;
    for (int step = 0; step < MOST_STEPS; step++) {
      double leak1 = first.leakageW(t1);
      double refresh1 = first.refreshW(t1);
      double leak2 = second.leakageW(t2);
      double refresh2 = second.refreshW(t2);
      double stand1 = leak1 + refresh1;
      double stand2 = leak2 + refresh2;
      double f1 = base1 + r11 * stand1 + r21 * stand2 - t1;
      double f2 = base2 + r12 * stand1 + r22 * stand2 - t2;
      double slope1 = first.slope(leak1, refresh1, t1);
      double slope2 = second.slope(leak2, refresh2, t2);
      double a11 = 1 - r11 * slope1;
      double a12 = -r21 * slope2;
      double a21 = -r12 * slope1;
      double a22 = 1 - r22 * slope2;
      double det = a11 * a22 - a12 * a21;
      if (!(a11 > 0 && a22 > 0 && det > 0)) {
        return Settled.RUNAWAY;
      }
      double d1 = (a22 * f1 - a12 * f2) / det;
      double d2 = (a11 * f2 - a21 * f1) / det;
      t1 += d1;
      t2 += d2;
      if (!(t1 < HOTTEST_C && t2 < HOTTEST_C)) {
        return Settled.RUNAWAY;
      }
      if (Math.abs(d1) < TOLERANCE_K && Math.abs(d2) < TOLERANCE_K) {
        return settled(watts, t1, t2, first.watts(t1), second.watts(t2));
      }
    }
    return Settled.RUNAWAY;
  }

  private Settled settled(PartWatts watts, double t1, double t2, double stand1, double stand2) {
    PartWatts all = watts.plus(stand1, stand2);
    return new Settled(
        t1, t2, ambientC + hottest(junction, all), ambientC + hottest(skin, all), stand1, stand2);
  }

  private static double hottest(double[][] rises, PartWatts watts) {
    double hottest = rise(rises, watts, 0);
    for (int cell = 1; cell < PARTS; cell++) {
      hottest = Math.max(hottest, rise(rises, watts, cell));
    }
    return hottest;
  }

  private static double rise(double[][] rises, PartWatts watts, int at) {
    return rises[0][at] * watts.tier1()
        + rises[1][at] * watts.compute()
        + rises[2][at] * watts.mesh()
        + rises[3][at] * watts.tier2();
  }

  /** Mean temperature of the die under some power, in C. */
  double dieMeanC(PartWatts watts) {
    return ambientC + resistance(watts.tier1(), watts.compute(), watts.mesh(), watts.tier2());
  }
}
