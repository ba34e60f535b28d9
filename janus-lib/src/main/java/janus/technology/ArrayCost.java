package janus.technology;

import janus.units.DataSize;
import java.util.function.ToDoubleFunction;

/**
 * What an array of a technology costs, whatever it serves: energy of a bit, power when idle, area.
 *
 * @param readPjPerBit of a read, wires from macro to port included
 * @param writePjPerBit of a write, likewise
 * @param wirePjPerBit the wires' part of both
 * @param wireNs delay of the wires, there and back
 * @param areaMm2 of the array; NaN off chip
 * @param standing leakage and refresh against temperature
 */
public record ArrayCost(
    double readPjPerBit,
    double writePjPerBit,
    double wirePjPerBit,
    double wireNs,
    double areaMm2,
    StandingPower standing) {
  /** Of a memory that is not there. */
  public static final ArrayCost NONE = new ArrayCost(0, 0, 0, 0, 0, StandingPower.NONE);

  /** The cost with every fact typical. */
  public static ArrayCost typical(MemoryTechnology technology, DataSize capacity, int banks) {
    return of(technology, capacity, banks, Parameter.typical(technology));
  }

  /**
   * The cost at a place in the range of every fact.
   *
   * @param positions 0 low to 1 high, a half typical; NaN where a fact is typical
   */
  public static ArrayCost at(
      MemoryTechnology technology,
      DataSize capacity,
      int banks,
      ToDoubleFunction<Parameter> positions) {
    return of(technology, capacity, banks, Parameter.at(technology, positions));
  }

  /** The cost for one value of every fact. */
  static ArrayCost of(
      MemoryTechnology technology, DataSize capacity, int banks, TechnologyPoint p) {
    double bits = capacity.bits();
    double areaMm2 = bits * 1e-6 / p.densityMbitPerMm2();
    double wireMm = 0;
    if (technology.onChip()) {
      double macroShare = Math.min(1, technology.layout().macroMib() / capacity.mib());
      wireMm = Layout.extraWireMm(areaMm2, areaMm2 * macroShare);
    }
    double wirePj = wireMm == 0 ? 0 : wireMm * p.wirePjPerBitPerMm();
    return new ArrayCost(
        p.readPjPerBit() + wirePj,
        p.writePjPerBit() + wirePj,
        wirePj,
        wireMm == 0 ? 0 : 2 * wireMm * p.wireNsPerMm(),
        areaMm2,
        StandingPower.of(technology, capacity.mib(), restoreJ(technology, capacity, banks, p), p));
  }

  /** Energy of restoring all bits once: whole rows, or words read out and written back. */
  private static double restoreJ(
      MemoryTechnology technology, DataSize capacity, int banks, TechnologyPoint p) {
    Retention retention = technology.retention();
    if (retention == null) {
      return 0;
    }
    if (!retention.refreshesRows()) {
      return capacity.bits() * (p.readPjPerBit() + p.writePjPerBit()) * 1e-12;
    }
    double rowBits = retention.rowBits().typical();
    return banks * rowsPerBank(capacity, banks, rowBits) * rowBits * p.refreshPjPerBit() * 1e-12;
  }

  static double rowsPerBank(DataSize capacity, int banks, double rowBits) {
    return Math.ceil((double) capacity.bits() / banks / rowBits);
  }
}
