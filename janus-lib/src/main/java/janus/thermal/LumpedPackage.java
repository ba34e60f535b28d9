package janus.thermal;

import janus.provenance.Fact;
import janus.units.Range;
import java.util.Objects;

/**
 * A package described by published thermal resistances. On the standard board, junction = ambient +
 * power x theta_JA. With given resistances beyond case and board, two parallel paths:
 *
 * <pre>
 *   1 / theta = 1 / (theta_JC + theta_CA) + 1 / (theta_JB + theta_BA)
 * </pre>
 *
 * See JEDEC JESD51-2A (theta_JA) and JESD15-3 (the two-resistor model).
 *
 * @param id file name in {@code data/packages}
 * @param name the maker's spelling
 * @param thetaJa junction to ambient in still air, C/W
 * @param thetaJc junction to case top, C/W, or null
 * @param thetaJb junction to board, C/W, or null
 */
public record LumpedPackage(String id, String name, Fact thetaJa, Fact thetaJc, Fact thetaJb) {
  public LumpedPackage {
    Objects.requireNonNull(thetaJa, "thetaJa");
  }

  /** Junction temperature in C, for the low, typical and high theta_JA. */
  public Range junctionC(double powerW, double ambientC) {
    requirePower(powerW);
    return thetaJa.range().map(theta -> ambientC + powerW * theta);
  }

  /** Power at which the junction reaches a limit, in W, at the typical theta_JA; at least 0. */
  public double throttlingPowerW(double limitC, double ambientC) {
    return Math.max(0, (limitC - ambientC) / thetaJa.typical());
  }

  /**
   * Junction temperature of the two-resistor model, in C.
   *
   * @param caseToAmbient resistance from case top to ambient, C/W; infinite without a sink
   * @param boardToAmbient resistance from board to ambient, C/W
   * @throws IllegalStateException if the package has no theta_JC and theta_JB
   */
  public double twoResistorJunctionC(
      double powerW, double ambientC, double caseToAmbient, double boardToAmbient) {
    requirePower(powerW);
    if (thetaJc == null || thetaJb == null) {
      throw new IllegalStateException(id + " has no theta_JC and theta_JB");
    }
    double up = 1 / (thetaJc.typical() + requireResistance("caseToAmbient", caseToAmbient));
    double down = 1 / (thetaJb.typical() + requireResistance("boardToAmbient", boardToAmbient));
    return ambientC + powerW / (up + down);
  }

  private static double requireResistance(String name, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(name + " must be at least 0 C/W: " + value);
    }
    return value;
  }

  private static void requirePower(double powerW) {
    if (!(powerW >= 0 && Double.isFinite(powerW))) {
      throw new IllegalArgumentException("power must be at least 0 W: " + powerW);
    }
  }
}
