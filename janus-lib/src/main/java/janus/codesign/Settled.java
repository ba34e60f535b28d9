package janus.codesign;

import janus.thermal.ThermalLimits;

/**
 * Where the heat of a die settles.
 *
 * @param tier1C mean temperature of tier 1, in C
 * @param tier2C mean temperature of tier 2
 * @param junctionC hottest cell of the die
 * @param skinC hottest cell of the outermost layer
 * @param tier1W standing power of tier 1 there
 * @param tier2W standing power of tier 2 there
 */
public record Settled(
    double tier1C, double tier2C, double junctionC, double skinC, double tier1W, double tier2W) {
  /** Nowhere: heat makes leakage faster than the package carries it away. All values are NaN. */
  public static final Settled RUNAWAY =
      new Settled(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Whether there is no such temperature. */
  public boolean runsAway() {
    return Double.isNaN(junctionC);
  }

  /** Whether it settles, and no limit is passed. */
  public boolean within(ThermalLimits limits) {
    return excess(limits) <= 0;
  }

  /** Junction and skin that reach a limit, at the limit: rounding takes them no further. */
  Settled atMost(ThermalLimits limits) {
    return new Settled(
        tier1C,
        tier2C,
        atMost(junctionC, limits.junctionCelsius()),
        atMost(skinC, limits.skinCelsius()),
        tier1W,
        tier2W);
  }

  private static double atMost(double celsius, Double limit) {
    return limit == null ? celsius : Math.min(celsius, limit);
  }

  /** How far from here to a hotter state a limit is reached, were temperatures linear between. */
  double wayToLimit(Settled hotter, ThermalLimits limits) {
    double here = excess(limits);
    return here / (here - hotter.excess(limits));
  }

  /** By how many degrees the worse limit is passed, negative where none is; infinite in runaway. */
  double excess(ThermalLimits limits) {
    if (runsAway()) {
      return Double.POSITIVE_INFINITY;
    }
    double junction = above(junctionC, limits.junctionCelsius());
    return Math.max(junction, above(skinC, limits.skinCelsius()));
  }

  private static double above(double celsius, Double limit) {
    return limit == null ? Double.NEGATIVE_INFINITY : celsius - limit;
  }
}
