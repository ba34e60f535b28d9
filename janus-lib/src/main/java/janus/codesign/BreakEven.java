package janus.codesign;

import janus.codesign.DesignRun.PowerRow;

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

  /** The break-even of tier 2, from the typical powers of a run. */
  static BreakEven of(ResolvedDesign chip, ResolvedWorkload load, DesignRun run) {
    double stepsPerS = run.tokensPerS() / load.workload().batch();
    double heldBits = load.cacheKept(chip.design().tier2().capacity()).bits();
    double offChipPjPerBit = chip.offChip().access().readEnergy().typical();
    double savedW = heldBits * stepsPerS * offChipPjPerBit * 1e-12 - tier2W(run, true);
    Double readsPerS = savedW > 0 ? (Double) (stepsPerS * tier2W(run, false) / savedW) : null;
    return new BreakEven(readsPerS, stepsPerS);
  }

  /** Whether tier 2 saves energy at the rate it is read. */
  public boolean pays() {
    return readsPerS != null && madeReadsPerS > readsPerS;
  }

  /** Typical power of tier 2: of its accesses, or of standby and refresh. */
  private static double tier2W(DesignRun run, boolean accesses) {
    return run.power().stream()
        .filter(row -> row.component().startsWith("tier 2 "))
        .filter(row -> row.cause().equals(PowerRow.ACCESSES) == accesses)
        .mapToDouble(row -> row.watts().typical())
        .sum();
  }
}
