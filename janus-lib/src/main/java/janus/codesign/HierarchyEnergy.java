package janus.codesign;

import janus.units.Range;
import java.util.List;

/**
 * Energy of a simulated run, by tier.
 *
 * @param temperatureC at which the tiers leak and forget, in degrees Celsius
 * @param tiers from the core outward
 * @param totalUj of all tiers, in microjoules
 * @param pjPerDemandedBit total / (8 x line bytes x accesses), in pJ/bit; null without accesses
 */
public record HierarchyEnergy(
    double temperatureC, List<TierEnergy> tiers, Range totalUj, Range pjPerDemandedBit) {
  /**
   * Energy of one tier.
   *
   * @param tier 1, 2 or 3
   * @param technology what it is made of, a name of {@code data/technologies}
   * @param bytesRead lines read from it x line bytes
   * @param bytesWritten lines written to it x line bytes
   * @param accessUj of reads and writes, wires included, in microjoules
   * @param standbyUj leakage over the simulated time
   * @param refreshUj restoring cells over the simulated time
   * @param totalUj their sum
   * @param accessPjPerBit accessUj / (8 x bytes moved), in pJ/bit; null where nothing moved
   * @param totalPjPerBit totalUj / (8 x bytes moved), in pJ/bit; null where nothing moved
   * @param weakestBasis of the technology's facts
   * @param confidence of the technology's facts
   */
  public record TierEnergy(
      String tier,
      String technology,
      long bytesRead,
      long bytesWritten,
      Range accessUj,
      Range standbyUj,
      Range refreshUj,
      Range totalUj,
      Range accessPjPerBit,
      Range totalPjPerBit,
      String weakestBasis,
      String confidence) {}
}
