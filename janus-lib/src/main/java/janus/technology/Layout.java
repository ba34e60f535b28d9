package janus.technology;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * How bits lie on a die, and the wires that reach them. The access facts of a technology belong to
 * a macro; a larger array adds wires. They run as an H tree, half the width and half the height of
 * a square array, so an access travels {@code sqrt(area)} less what the macro already contains.
 *
 * @param cellArea bare cell in um2; null where not published
 * @param density of a macro with its periphery, in Mbit/mm2 (10<sup>6</sup> bits)
 * @param macroMib capacity of the macro that the access facts belong to, in MiB
 * @param densityRule how density follows the process
 * @param energyScales whether access energy follows the process as logic does; otherwise the cell
 *     decides it and it is kept
 * @param wireEnergy in pJ/bit/mm
 * @param wireDelay in ns/mm
 */
public record Layout(
    Fact cellArea,
    Fact density,
    double macroMib,
    DensityRule densityRule,
    boolean energyScales,
    Fact wireEnergy,
    Fact wireDelay) {
  public Layout {
    Objects.requireNonNull(densityRule, "density rule");
    Objects.requireNonNull(wireEnergy, "wire energy");
    Objects.requireNonNull(wireDelay, "wire delay");
    if (!(density.low() > 0)) {
      throw new IllegalArgumentException("density must be above 0: " + density.low());
    }
    if (!(macroMib > 0)) {
      throw new IllegalArgumentException("macroMib must be above 0: " + macroMib);
    }
  }

  /**
   * Millimetres of wire an access travels beyond its macro, one way.
   *
   * @param areaMm2 of the whole array
   * @param macroAreaMm2 of one macro
   */
  public static double extraWireMm(double areaMm2, double macroAreaMm2) {
    return Math.max(0, StrictMath.sqrt(areaMm2) - StrictMath.sqrt(macroAreaMm2));
  }
}
