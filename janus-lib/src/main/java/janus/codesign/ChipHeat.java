package janus.codesign;

import janus.technology.ElectroThermal.Outcome;
import janus.thermal.BlockMapping;
import janus.thermal.HeatReport;
import janus.thermal.PackageSetting;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.Celsius;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Where the heat of a die settles when the power of its blocks depends on their temperatures. With
 * R the rise of a block for a watt in another, block temperatures are the lowest solution of
 *
 * <pre>
 *   T(i) = ambient + sum over j of R(j, i) P(j, T(j))
 * </pre>
 *
 * found by iteration from ambient on, which climbs to it and never past it. Where the climb does
 * not end there is none: thermal runaway.
 *
 * @param outcome settles, settles with a cell beyond what the facts are known for, or runs away
 * @param field temperatures at the fixed point; null in runaway
 * @param report the same in numbers; null in runaway
 */
public record ChipHeat(Outcome outcome, ThermalField field, HeatReport report) {
  private static final double HOTTEST_C = 1000;
  private static final double TOLERANCE_K = 1e-9;
  private static final int MAX_ITERATIONS = 100_000;

  /** The hottest cell, in C; null in runaway. */
  public Double junctionC() {
    return report == null ? null : (Double) report.junctionCelsius();
  }

  /**
   * Solves the loop.
   *
   * @param grid the die in its package
   * @param response of the grid's blocks, K/W, (heated block, block)
   * @param powerAtC power of each block in W at the temperature of each block in C, both in the
   *     floorplan's order; rises with temperature
   * @param knownToC highest temperature that the power's facts hold for
   * @param limits what must not get hotter
   */
  static ChipHeat solve(
      ThermalGrid grid,
      double[][] response,
      UnaryOperator<double[]> powerAtC,
      double knownToC,
      ThermalLimits limits) {
    double ambientC = Celsius.ofKelvin(grid.settings().get(PackageSetting.AMBIENT));
    double[] celsius = settle(response, powerAtC, ambientC);
    if (celsius.length == 0) {
      return new ChipHeat(Outcome.RUNAWAY, null, null);
    }
    ThermalField field = grid.steady(powerAtC.apply(celsius));
    HeatReport report = HeatReport.of(field, BlockMapping.AVG, limits);
    boolean known = report.junctionCelsius() <= knownToC;
    return new ChipHeat(known ? Outcome.SETTLES : Outcome.BEYOND_LIMIT, field, report);
  }

  /**
   * The block temperatures the loop settles at.
   *
   * @param response rise of a block for a watt in another, K/W, (heated block, block)
   * @return in C; empty in runaway
   */
  static double[] settle(double[][] response, UnaryOperator<double[]> powerAtC, double ambientC) {
    double[] celsius = new double[response.length];
    Arrays.fill(celsius, ambientC);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double[] watts = powerAtC.apply(celsius);
      double[] next = new double[celsius.length];
      Arrays.fill(next, ambientC);
      for (int j = 0; j < watts.length; j++) {
        for (int i = 0; i < next.length; i++) {
          next[i] += response[j][i] * watts[j];
        }
      }
      double change = 0;
      double hottest = ambientC;
      for (int i = 0; i < next.length; i++) {
        change = Math.max(change, Math.abs(next[i] - celsius[i]));
        hottest = Math.max(hottest, next[i]);
      }
      if (!(hottest < HOTTEST_C)) {
        return new double[0];
      }
      celsius = next;
      if (change < TOLERANCE_K) {
        return celsius;
      }
    }
    return new double[0];
  }
}
