package janus.codesign;

import janus.units.DataSize;

/**
 * The decode rate a machine can reach, the smallest of three roofs (Williams et al., "Roofline",
 * CACM 52(4), 2009):
 *
 * <pre>
 *   arithmetic    peak MACs a second / MACs a step
 *   off-chip      off-chip bandwidth / (weights and cache read there + share written)
 *   on-chip       on-chip bandwidth / (weights and cache read there + share written)
 * </pre>
 *
 * where each memory takes as large a share of a step's own keys and values as it holds of the
 * cache.
 *
 * @param arithmeticTokensPerS the arithmetic roof
 * @param offChipTokensPerS the roof of the memory beside the chip
 * @param onChipTokensPerS the roof of the memory on the chip
 */
public record DecodeRate(
    double arithmeticTokensPerS, double offChipTokensPerS, double onChipTokensPerS) {

  /** Which roof is the lowest. */
  public enum Limit {
    ARITHMETIC,
    OFF_CHIP_MEMORY,
    ON_CHIP_MEMORY
  }

  /**
   * The roofs for a load.
   *
   * @param load one step's work
   * @param macsPerS multiply-accumulates a second that the arrays can do on it
   * @param offChipGbPerS bandwidth of the memory beside the die, in 10<sup>9</sup> bytes a second
   * @param onChip capacity of tier 2
   * @param onChipGbPerS bandwidth of tier 2
   */
  public static DecodeRate of(
      ResolvedWorkload load,
      double macsPerS,
      double offChipGbPerS,
      DataSize onChip,
      double onChipGbPerS) {
    long inside = load.tier2Read(onChip).bytes() + load.writtenKept(onChip).bytes();
    double outside = load.offChipRead(onChip) + load.writtenOffChip(onChip).bytes();
    double tokens = load.tokensPerStep();
    return new DecodeRate(
        tokens * (macsPerS / load.macs()),
        outside == 0 ? Double.POSITIVE_INFINITY : tokens * (offChipGbPerS * 1e9 / outside),
        inside == 0 ? Double.POSITIVE_INFINITY : tokens * (onChipGbPerS * 1e9 / inside));
  }

  /** The rate reached: the lowest roof. */
  public double tokensPerS() {
    return Math.min(arithmeticTokensPerS, Math.min(offChipTokensPerS, onChipTokensPerS));
  }

  public Limit limit() {
    double reached = tokensPerS();
    if (reached == offChipTokensPerS) {
      return Limit.OFF_CHIP_MEMORY;
    }
    return reached == arithmeticTokensPerS ? Limit.ARITHMETIC : Limit.ON_CHIP_MEMORY;
  }
}
