package janus.codesign;

/**
 * From when on a memory on the die saves energy. Held bits that are read r times a second save
 * {@code r C (E_off - E_on)} against reading them off chip, and cost the memory's standby and
 * refresh. Both are equal at
 *
 * <pre>
 *   r = P_standby / (C (E_off - E_on))
 * </pre>
 *
 * @param readsPerS the reads a second of all that tier 2 holds at which it begins to save energy;
 *     null where it holds nothing, or where a read of it costs no less than one off chip
 * @param madeReadsPerS the reads a second that the chip makes: one a decode step
 */
public record BreakEven(Double readsPerS, double madeReadsPerS) {

  /** The break-even of tier 2 at an operating point, with typical facts. */
  static BreakEven of(ResolvedDesign chip, ResolvedWorkload load, OperatingPoint point) {
    double readBits = load.tier2Read(chip.design().tier2().capacity()).bits();
    double offChipPjPerBit = chip.offChipEnergy().wholeReadPjPerBit();
    double savedJ = readBits * offChipPjPerBit * 1e-12 - point.energy().tier2J();
    double standingW = point.sustained().tier2W();
    Double readsPerS = savedJ > 0 && standingW >= 0 ? (Double) (standingW / savedJ) : null;
    return new BreakEven(readsPerS, point.stepsPerS());
  }

  /** Whether tier 2 saves energy at the rate it is read. */
  public boolean pays() {
    return readsPerS != null && madeReadsPerS > readsPerS;
  }
}
