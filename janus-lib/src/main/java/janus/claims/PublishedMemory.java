package janus.claims;

import janus.provenance.Fact;
import janus.units.DataSize;
import java.util.Objects;

/**
 * One row of the memory table that the published Janus-1 printed, and the constants its own model
 * used. Claims of somebody else, shown beside ours; nothing is computed from them but what they
 * themselves would give.
 *
 * @param name as published
 * @param technology the technology it is compared with
 * @param readEnergy constant of the published model, in pJ/bit
 * @param writeEnergy in pJ/bit
 * @param standby in mW per 2<sup>20</sup> bytes
 * @param area in mm2 per 2<sup>20</sup> bits
 * @param readLatency in cycles
 * @param dynamic printed dynamic power in W
 * @param staticPower printed static power in W
 * @param total printed sum in W
 * @param efficiency printed capacity per power in MiB/W
 */
public record PublishedMemory(
    String name,
    String technology,
    Fact readEnergy,
    Fact writeEnergy,
    Fact standby,
    Fact area,
    Fact readLatency,
    Fact dynamic,
    Fact staticPower,
    Fact total,
    Fact efficiency) {
  private static final double GIB = 1L << 30;

  public PublishedMemory {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(technology, "technology");
  }

  /**
   * Results of the published constants.
   *
   * @param capacity memory size
   * @param gibPerS traffic in 2<sup>30</sup> bytes a second, as the published model counts
   * @param readShare share of reads in it
   */
  public Recomputed recomputed(DataSize capacity, double gibPerS, double readShare) {
    double pjPerBit = readShare * readEnergy.typical() + (1 - readShare) * writeEnergy.typical();
    double dynamicW = gibPerS * GIB * 8 * pjPerBit * 1e-12;
    double staticW = capacity.mib() * standby.typical() * 1e-3;
    double totalW = dynamicW + staticW;
    return new Recomputed(
        dynamicW, staticW, totalW, capacity.mib() / totalW, capacity.mib() * 8 * area.typical());
  }

  /**
   * The published model run again.
   *
   * @param dynamicW dynamic power
   * @param staticW static power
   * @param totalW their sum
   * @param mibPerW capacity per power
   * @param areaMm2 area
   */
  public record Recomputed(
      double dynamicW, double staticW, double totalW, double mibPerW, double areaMm2) {}
}
