package janus.codesign;

import janus.units.DataSize;

/**
 * What a decode step moves, in bits. The weights come from off chip and the cache from tier 2; both
 * pass through tier 1 once, written and read, and cross the mesh from its edge to the tiles. What
 * of the cache does not fit tier 2 comes from off chip as well, and as large a share of the step's
 * own keys and values is written there, the rest to tier 2. Activations do not count.
 *
 * @param weightsBits weights read
 * @param cacheBits cache read
 * @param tier2ReadBits of these, from tier 2
 * @param tier2WrittenBits new keys and values, to tier 2
 * @param offChipReadBits weights and cache from off chip
 * @param offChipWrittenBits new keys and values, off chip
 */
public record StepTraffic(
    double weightsBits,
    double cacheBits,
    double tier2ReadBits,
    double tier2WrittenBits,
    double offChipReadBits,
    double offChipWrittenBits) {

  /** The traffic of a load with tier 2 of a capacity. */
  public static StepTraffic of(ResolvedWorkload load, DataSize tier2) {
    return new StepTraffic(
        load.weightsRead().bits(),
        load.cache().bits(),
        load.cacheKept(tier2).bits(),
        load.writtenKept(tier2).bits(),
        8 * load.offChipRead(tier2),
        load.writtenOffChip(tier2).bits());
  }

  /** Bits through tier 1 and the mesh. */
  public double throughBits() {
    return weightsBits + cacheBits;
  }
}
