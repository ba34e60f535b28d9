package janus.codesign;

import janus.accelerator.TiledArray.Ports;
import janus.units.DataSize;

/**
 * What the memories of a chip deliver, in operands a cycle of all tiles together. The memories of
 * the cache write, in a step, what it adds to them, besides delivering. Without tier 1, operands
 * and results pass by no memory next to the arrays, and nothing is kept there to be used again.
 */
public final class StepPorts {
  private StepPorts() {}

  /** The ports of a decode step, with what is typically reached of the memory beside the die. */
  public static Ports decode(ResolvedDesign chip, ResolvedWorkload load) {
    return decode(chip, load, OffChipUse.Case.TYPICAL);
  }

  /** The same with the least or the most that is reached. */
  static Ports decode(ResolvedDesign chip, ResolvedWorkload load, OffChipUse.Case of) {
    return decode(chip, load, chip.reachedGbPerS(of));
  }

  /** The same with a bandwidth that is reached, in GB/s. */
  static Ports decode(ResolvedDesign chip, ResolvedWorkload load, double gbPerS) {
    DataSize capacity = chip.design().tier2().capacity();
    return ports(chip, load, load.writtenKept(capacity), load.writtenOffChip(capacity), gbPerS);
  }

  /** Time of a decode step, in s: its cycles, and what every layer typically waits. */
  public static double stepS(ResolvedDesign chip, ResolvedWorkload load, double cyclesS) {
    return stepS(chip, load, cyclesS, OffChipUse.Case.TYPICAL);
  }

  static double stepS(
      ResolvedDesign chip, ResolvedWorkload load, double cyclesS, OffChipUse.Case of) {
    return cyclesS + chip.use().fixedS(of, load.stepLayers());
  }

  /**
   * The ports of a prefill.
   *
   * @param prompt the workload of the prompt, {@link ResolvedWorkload#ofPrompt}
   */
  public static Ports prefill(ResolvedDesign chip, ResolvedWorkload prompt) {
    return prefill(chip, prompt, chip.reachedGbPerS());
  }

  /** The same with a bandwidth that is reached, in GB/s. */
  static Ports prefill(ResolvedDesign chip, ResolvedWorkload prompt, double gbPerS) {
    DataSize capacity = chip.design().tier2().capacity();
    return ports(chip, prompt, prompt.cacheKept(capacity), prompt.cacheSpilled(capacity), gbPerS);
  }

  private static Ports ports(
      ResolvedDesign chip,
      ResolvedWorkload load,
      DataSize writtenKept,
      DataSize writtenOffChip,
      double gbPerS) {
    Design design = chip.design();
    Design.Compute compute = design.compute();
    DataSize capacity = design.tier2().capacity();
    double hertz = compute.clockGhz() * 1e9;
    double offChip = gbPerS * 1e9;
    double tier2 = chip.tier2BytesPerS();
    double cacheSeconds =
        load.cacheReadKept(capacity).plus(writtenKept).bytes() / tier2
            + load.cacheReadSpilled(capacity).plus(writtenOffChip).bytes() / offChip;
    double weights =
        weightsBytesPerS(load, capacity, tier2, offChip) * 8 / load.workload().weightBits() / hertz;
    double cache = load.cacheElements() / cacheSeconds / hertz;
    if (!design.tier1().exists()) {
      return new Ports(Double.POSITIVE_INFINITY, weights, cache, Double.POSITIVE_INFINITY, 1);
    }
    double tier1 = design.tier1().bytesPerS(compute.clockGhz());
    double operandBytes = compute.operandBits() / 8.0;
    return new Ports(
        tier1 / operandBytes / hertz,
        weights,
        cache,
        tier1 * 8 / compute.resultBits() / hertz,
        bufferWords(chip));
  }

  /** Bytes of weights a second, of what tier 2 holds and then of the rest. */
  private static double weightsBytesPerS(
      ResolvedWorkload load, DataSize capacity, double tier2, double offChip) {
    double inside = load.weightsReadKept(capacity).bytes();
    if (inside == 0) {
      return offChip;
    }
    double all = load.weightsRead().bytes();
    return all / (inside / tier2 + (all - inside) / offChip);
  }

  /** Operands that tier 1 holds for each tile. */
  public static long bufferWords(ResolvedDesign chip) {
    Design design = chip.design();
    double operandBytes = design.compute().operandBits() / 8.0;
    long bytes = design.tier1().capacity().bytes();
    return (long) (bytes / operandBytes / design.compute().tiles());
  }
}
