package janus.codesign;

import janus.technology.StandingPower;
import janus.thermal.ThermalLimits;

/**
 * A design that decodes for ever: as fast as tiles and memories allow, or, where that makes the die
 * or the skin too hot, at the highest rate that keeps the limits (throttled). All values are
 * typical.
 *
 * @param fullStepS time of a step at full rate, in s
 * @param energy of a step
 * @param offChipStandingW standing power of the memory beside the die
 * @param share of the full rate that it can sustain; 0 where standing power alone is too much
 * @param sustained where it settles at that share
 */
public record OperatingPoint(
    double fullStepS, StepEnergy energy, double offChipStandingW, double share, Settled sustained) {

  /** The operating point of a design. */
  public static OperatingPoint of(
      double stepS, StepEnergy energy, double offChipStandingW, DieHeat heat) {
    DieHeat.Carried carried = heat.carry(energy.dieW(stepS));
    return new OperatingPoint(stepS, energy, offChipStandingW, carried.share(), carried.settled());
  }

  /** Steps a second that it sustains. */
  public double stepsPerS() {
    return share / fullStepS;
  }

  /** Dynamic power of the parts of the die at the sustained rate, in W. */
  public PartWatts dynamicW() {
    return energy.dieW(fullStepS).times(share);
  }

  /** Power of the parts of the die at the sustained rate, standing power included. */
  public PartWatts partsW() {
    return dynamicW().plus(sustained.tier1W(), sustained.tier2W());
  }

  /** Power of die and off-chip memory at the sustained rate; NaN where it runs away even idle. */
  public double powerW() {
    return partsW().total() + energy.offChipJ() * stepsPerS() + offChipStandingW;
  }

  /** Largest power of the die, spread as at the sustained rate, that keeps limits, in W. */
  public double throttlingW(ResolvedPackage pack) {
    return throttlingW(pack.limits(), pack.ambientC());
  }

  double throttlingW(ThermalLimits limits, double ambientC) {
    double most = Double.POSITIVE_INFINITY;
    if (limits.junctionCelsius() != null) {
      most = (limits.junctionCelsius() - ambientC) / (sustained.junctionC() - ambientC);
    }
    if (limits.skinCelsius() != null) {
      most = Math.min(most, (limits.skinCelsius() - ambientC) / (sustained.skinC() - ambientC));
    }
    return Math.max(0, most) * partsW().total();
  }

  /**
   * Energy of a step at full rate, in J, for ever or while that lasts. Where the part throttles,
   * its tiers are as warm as when they have reached a limit, and where no rate is sustained, both
   * are at the junction's limit. So it is finite, and that of {@link #stepJ} where the full rate is
   * sustained.
   */
  double burstStepJ(StandingPower tier1, StandingPower tier2, ThermalLimits limits) {
    double tiersW =
        share > 0
            ? sustained.tier1W() + sustained.tier2W()
            : tier1.watts(limits.junctionCelsius()) + tier2.watts(limits.junctionCelsius());
    return energy.totalJ() + (tiersW + offChipStandingW) * fullStepS;
  }

  /** Energy of a step at the sustained rate; infinite where no rate is. */
  public double stepJ() {
    return share == 0 ? Double.POSITIVE_INFINITY : powerW() / stepsPerS();
  }
}
