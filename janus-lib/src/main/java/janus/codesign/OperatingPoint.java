package janus.codesign;

import janus.technology.StandingPower;
import janus.thermal.ThermalLimits;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.AllowedSolution;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * A design that decodes for ever: as fast as tiles and memories allow, or, where that makes the die
 * or the skin too hot, at the highest rate that keeps the limits (throttled). All values are
 * typical.
 *
 * @param fullStepS time of a step at full rate, in s
 * @param energy of a step
 * @param offChipStandingW standing power of the memory beside the die
 * @param full where the die settles at full rate
 * @param share of the full rate that it can sustain; 0 where standing power alone is too much
 * @param sustained where it settles at that share
 */
public record OperatingPoint(
    double fullStepS,
    StepEnergy energy,
    double offChipStandingW,
    Settled full,
    double share,
    Settled sustained) {
  private static final double RATIO_TOLERANCE = 1e-12;
  private static final int ORDER = 5;
  private static final int MOST_STEPS = 100;

  /**
   * The operating point of a design.
   *
   * @param first standing power of tier 1
   * @param second standing power of tier 2
   */
  public static OperatingPoint of(
      double stepS,
      StepEnergy energy,
      double offChipStandingW,
      HeatPaths heat,
      StandingPower first,
      StandingPower second,
      ThermalLimits limits) {
    PartWatts watts = energy.dieW(stepS);
    Settled full = heat.settle(watts, first, second);
    if (full.within(limits)) {
      return new OperatingPoint(stepS, energy, offChipStandingW, full, 1, full);
    }
    Settled idle = heat.settle(watts.times(0), first, second);
    double share = idle.within(limits) ? share(heat, watts, first, second, limits) : 0;
    Settled sustained = heat.settle(watts.times(share), first, second);
    return new OperatingPoint(stepS, energy, offChipStandingW, full, share, sustained);
  }

  /**
   * The largest share of the dynamic power that keeps the limits. How far the temperatures are
   * above the limits rises with the share, and is infinite where the heat runs away.
   */
  private static double share(
      HeatPaths heat,
      PartWatts watts,
      StandingPower first,
      StandingPower second,
      ThermalLimits limits) {
    DoubleUnaryOperator excess =
        share -> heat.settle(watts.times(share), first, second).excess(limits);
    double low = 0;
    double high = 1;
    while (Double.isInfinite(excess.applyAsDouble(high)) && high - low > RATIO_TOLERANCE) {
      double middle = (low + high) / 2;
      if (excess.applyAsDouble(middle) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (high - low <= RATIO_TOLERANCE) {
      return low;
    }
    return new BracketingNthOrderBrentSolver(0, RATIO_TOLERANCE, 0, ORDER)
        .solve(MOST_STEPS, excess::applyAsDouble, low, high, AllowedSolution.BELOW_SIDE);
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

  /** Energy of a step at the sustained rate; infinite where no rate is. */
  public double stepJ() {
    return share == 0 ? Double.POSITIVE_INFINITY : powerW() / stepsPerS();
  }
}
