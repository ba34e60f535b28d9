package janus.codesign;

import janus.technology.StandingPower;
import janus.thermal.ThermalLimits;

/**
 * A die in its package with memories whose standing power rises with temperature: where it settles,
 * and what share of a power it carries for ever within its limits.
 *
 * <p>Where it settles when idle is found once; from there few steps lead to where it settles under
 * any power. With F the right side of the equation in {@link HeatPaths}, a solution T is the lowest
 * one if {@code I - F'(T)} is an M-matrix: for any lower one y, {@code T - y = F(T) - F(y) <= F'(T)
 * (T - y)}, since F is convex, and so {@code T - y <= 0}. That allows the way to it to be any. A
 * copy of the state makes it safe for many threads.
 */
public final class DieHeat {
  private static final double RATIO_TOLERANCE = 1e-12;

  private final HeatPaths paths;
  private final ThermalLimits limits;
  private final StandingHeat first;
  private final StandingHeat second;
  private final Settled idle;

  /**
   * A die.
   *
   * @param first standing power of tier 1
   * @param second standing power of tier 2
   */
  public DieHeat(HeatPaths paths, StandingPower first, StandingPower second, ThermalLimits limits) {
    this.paths = paths;
    this.limits = limits;
    var cold1 = new StandingHeat(first, paths.ambientC());
    var cold2 = new StandingHeat(second, paths.ambientC());
    idle = settle(PartWatts.NONE, cold1, cold2);
    this.first = idle.runsAway() ? null : new StandingHeat(first, idle.tier1C());
    this.second = idle.runsAway() ? null : new StandingHeat(second, idle.tier2C());
  }

  /**
   * What a die carries for ever.
   *
   * @param share of a power; 0 where standing power alone is too much, at most 1
   * @param settled where it settles at that share
   */
  public record Carried(double share, Settled settled) {}

  /**
   * Where the die settles.
   *
   * @param watts dynamic power of the parts
   * @return {@link Settled#RUNAWAY} where it does not
   */
  public Settled settle(PartWatts watts) {
    return idle.runsAway() ? idle : settle(watts, first.copy(), second.copy());
  }

  private Settled settle(PartWatts watts, StandingHeat tier1, StandingHeat tier2) {
    boolean settles = paths.balance(watts, tier1, tier2).heatUp();
    return settles ? paths.settled(watts, tier1, tier2) : Settled.RUNAWAY;
  }

  /** The largest share of a dynamic power that keeps the limits, at most all of it. */
  public Carried carry(PartWatts watts) {
    if (!idle.within(limits)) {
      return new Carried(0, idle);
    }
    Settled full = settle(watts);
    if (full.within(limits)) {
      return new Carried(1, full);
    }
    return throttled(watts, full);
  }

  private Carried throttled(PartWatts watts, Settled full) {
    Carried atLimit = atLimit(watts, full);
    if (atLimit != null) {
      return atLimit;
    }
    Carried atBrink = full.runsAway() ? atBrink(watts) : null;
    return atBrink == null ? bisected(watts) : atBrink;
  }

  /** A cell at its limit; null where there is no such stable state. */
  private Carried atLimit(PartWatts watts, Settled full) {
    StandingHeat tier1 = first.copy();
    StandingHeat tier2 = second.copy();
    if (!full.runsAway()) {
      double way = idle.wayToLimit(full, limits);
      tier1.moveTo(idle.tier1C() + way * (full.tier1C() - idle.tier1C()));
      tier2.moveTo(idle.tier2C() + way * (full.tier2C() - idle.tier2C()));
    }
    return new Throttle(paths, limits, watts).from(tier1, tier2);
  }

  /** At the brink of running away, where that comes before a limit; else null. */
  private Carried atBrink(PartWatts watts) {
    StandingHeat tier1 = first.copy();
    StandingHeat tier2 = second.copy();
    double share = new Brink(paths.balance(watts, tier1, tier2), paths.ambientC()).share();
    if (!(share >= 0 && share <= 1)) {
      return null;
    }
    Settled settled = paths.settled(watts.times(share), tier1, tier2);
    return settled.within(limits) ? new Carried(share, settled) : null;
  }

  /** The same by halving an interval. */
  Carried bisected(PartWatts watts) {
    double low = 0;
    double high = 1;
    Settled settled = idle;
    while (high - low > RATIO_TOLERANCE) {
      double middle = (low + high) / 2;
      Settled there = settle(watts.times(middle));
      if (there.within(limits)) {
        low = middle;
        settled = there;
      } else {
        high = middle;
      }
    }
    return new Carried(low, settled);
  }
}
