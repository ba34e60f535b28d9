package janus.technology;

import janus.provenance.Fact;

/**
 * What is published about a process. One file of {@code data/processes}; everything but the node
 * may be null.
 *
 * @param nm name of the node in nanometres
 * @param supply supply voltage in V
 * @param energy switching energy against supply
 * @param logicArea area of the same logic relative to 7 nm
 * @param sramCell densest 6T SRAM cell in um2
 * @param edramCell densest 1T1C cell in um2
 * @param logicDensity in 10<sup>6</sup> transistors per mm2
 * @param wireEnergy on-chip wire in pJ/bit/mm
 * @param wireDelay on-chip wire in ns/mm
 */
public record ProcessFacts(
    double nm,
    Fact supply,
    EnergyPolynomial energy,
    Fact logicArea,
    Fact sramCell,
    Fact edramCell,
    Fact logicDensity,
    Fact wireEnergy,
    Fact wireDelay) {
  public ProcessFacts {
    if (!(nm > 0)) {
      throw new IllegalArgumentException("node must be above 0 nm: " + nm);
    }
    if (energy != null && supply == null) {
      throw new IllegalArgumentException("an energy polynomial needs a supply voltage");
    }
  }

  /**
   * Relative switching energy {@code a V^2 + b V + c}.
   *
   * @param a per square volt
   * @param b per volt
   * @param c constant
   * @param source a key of {@code data/sources.json}
   * @param where table and row
   */
  public record EnergyPolynomial(double a, double b, double c, String source, String where) {
    public double at(double volts) {
      return (a * volts + b) * volts + c;
    }
  }
}
