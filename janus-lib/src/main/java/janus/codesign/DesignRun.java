package janus.codesign;

import janus.accelerator.TiledArray;
import janus.technology.ElectroThermal;
import janus.units.Range;
import java.util.List;

/**
 * A design at work on a workload: rate from cycles, power by component, temperatures of the die.
 *
 * @param roofs what arithmetic and memories allow
 * @param step the products of one step on the tiles, limited by what the memories deliver
 * @param ratePerS tokens of a step over its time, at full rate, with the least, the typical and the
 *     most of the memory beside the die
 * @param power by component, at the operating point's rate and temperatures or the nearest that are
 *     known
 * @param point what it sustains
 * @param full where the die settles at full rate
 * @param dieMeanC mean temperature of the die there, in C; NaN where it runs away even idle
 * @param outcome where the heat goes at full rate: settles, settles beyond what the facts are known
 *     for, or runs away
 */
public record DesignRun(
    DecodeRate roofs,
    TiledArray.StepRun step,
    Range ratePerS,
    List<PowerRow> power,
    OperatingPoint point,
    Settled full,
    double dieMeanC,
    ElectroThermal.Outcome outcome) {

  /**
   * Power of one component.
   *
   * @param component what consumes it
   * @param cause reads and writes, standby, refresh, arithmetic or movement
   * @param onDie whether it heats the die
   * @param watts power with its range
   */
  public record PowerRow(String component, String cause, boolean onDie, Range watts) {
    /** The cause of power that grows with the accesses of a memory. */
    static final String ACCESSES = "reads and writes";
  }

  public DesignRun {
    power = List.copyOf(power);
  }

  /** The typical rate: all of power is for it, or for what of it can be sustained. */
  public double tokensPerS() {
    return ratePerS.typical();
  }

  /**
   * What takes the most time of a step if each takes its own alone: the arrays the cycles in which
   * they compute, filled as they are by the products, and each memory the bytes that it moves.
   */
  public DecodeRate.Limit binds() {
    long computing = step.operations().stream().mapToLong(run -> run.computeCycles()).sum();
    double arithmeticS = step.seconds() * computing / step.cycles();
    double tokens = tokensPerS() * point.fullStepS();
    double offChipS = tokens / roofs.offChipTokensPerS();
    double onChipS = tokens / roofs.onChipTokensPerS();
    if (arithmeticS > Math.max(offChipS, onChipS)) {
      return DecodeRate.Limit.ARITHMETIC;
    }
    return offChipS >= onChipS ? DecodeRate.Limit.OFF_CHIP_MEMORY : DecodeRate.Limit.ON_CHIP_MEMORY;
  }

  /** Operations a second at full rate, 10<sup>12</sup>, two a multiply-accumulate. */
  public double usedTops() {
    return 2e-12 * step.macs() / point.fullStepS();
  }

  /** Power of the die, or with the memory beside it. */
  public Range totalW(boolean withOffChip) {
    Range total = Range.exactly(0);
    for (PowerRow row : power) {
      if (row.onDie() || withOffChip) {
        total = total.plus(row.watts());
      }
    }
    return total;
  }

  /** Share of the step's cycles in which tiles wait for operands, in percent. */
  public double waitingPercent() {
    long waiting =
        step.operations().stream()
            .mapToLong(run -> run.fillCycles() + run.operandStallCycles())
            .sum();
    return 100.0 * waiting / step.cycles();
  }
}
