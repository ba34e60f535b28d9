package janus.codesign;

import janus.units.DataSize;

/**
 * What a decode step moves, in bits. Weights and cache come from tier 2 as far as it holds them,
 * else from off chip; both pass through tier 1 once, written and read, and cross the mesh from its
 * edge to the tiles. Of the step's own keys and values as large a share is written to tier 2 as it
 * holds of the cache, the rest off chip. Activations do not count.
 *
 * @param weightsBits weights read
 * @param cacheBits cache read
 * @param tier2ReadBits of both, from tier 2
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
        load.cacheRead().bits(),
        load.tier2Read(tier2).bits(),
        load.writtenKept(tier2).bits(),
        8 * load.offChipRead(tier2),
        load.writtenOffChip(tier2).bits());
  }

  /** The traffic of a prompt: weights and keys and values read once, these written once. */
  static StepTraffic ofPrompt(ResolvedWorkload prompt, DataSize tier2) {
    return new StepTraffic(
        prompt.weightsRead().bits(),
        prompt.cacheRead().bits(),
        prompt.tier2Read(tier2).bits(),
        prompt.cacheKept(tier2).bits(),
        8 * prompt.offChipRead(tier2),
        prompt.cacheSpilled(tier2).bits());
  }

  /** Bits through tier 1 and the mesh. */
  public double throughBits() {
    return weightsBits + cacheBits;
  }
}
