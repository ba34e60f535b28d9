package janus.codesign;

import janus.thermal.ThermalLimits;

/**
 * The share of a power at which a cell reaches its limit. With rises D of that cell for all of the
 * power and J for a watt in either tier, the share is
 *
 * <pre>
 *   s = (limit - ambient - J(1) standing(1, T(1)) - J(2) standing(2, T(2))) / D
 * </pre>
 *
 * the least over the cells, and temperatures solve the equation in {@link HeatPaths} with it. That
 * is again one of the form of {@link TierBalance}, with {@code K(i, j) = R(j, i) - b(i) J(j) / D}
 * and b the rises of the tiers for all of the power. Not for several threads.
 */
final class Throttle {
  private static final int MOST_STEPS = 24;
  private static final int CELLS = HeatPaths.cells();
  private static final PartWatts TIER1_W = new PartWatts(1, 0, 0, 0);
  private static final PartWatts TIER2_W = new PartWatts(0, 0, 0, 1);

  private final HeatPaths paths;
  private final ThermalLimits limits;
  private final PartWatts watts;

  /** What a cell may rise by, and rises by: over all of the power, for a watt in either tier. */
  private final double[] room = new double[CELLS];

  private final double[] perShare = new double[CELLS];
  private final double[] perTier1W = new double[CELLS];
  private final double[] perTier2W = new double[CELLS];

  Throttle(HeatPaths paths, ThermalLimits limits, PartWatts watts) {
    this.paths = paths;
    this.limits = limits;
    this.watts = watts;
    for (int cell = 0; cell < CELLS; cell++) {
      Double limitC = cell < CELLS / 2 ? limits.junctionCelsius() : limits.skinCelsius();
      room[cell] = limitC == null ? Double.POSITIVE_INFINITY : limitC - paths.ambientC();
      perShare[cell] = paths.cellRise(watts, cell);
      perTier1W[cell] = paths.cellRise(TIER1_W, cell);
      perTier2W[cell] = paths.cellRise(TIER2_W, cell);
    }
  }

  /**
   * What the die carries, from temperatures of the tiers that are near.
   *
   * @return null where the steps do not lead to a stable solution from 0 to 1
   */
  DieHeat.Carried from(StandingHeat first, StandingHeat second) {
    TierBalance balance = paths.balance(watts, first, second);
    TierBalance atLimit = paths.balance(watts, first, second);
    int cell = -1;
    for (int step = 0; step < MOST_STEPS; step++) {
      int nearest = nearest(first, second);
      if (nearest != cell) {
        cell = nearest;
        hold(cell, balance, atLimit);
      }
      if (!atLimit.findStep()) {
        return null;
      }
      if (atLimit.advance()) {
        boolean same = nearest(first, second) == cell;
        return same ? carried(share(cell, first, second), balance) : null;
      }
    }
    return null;
  }

  private double share(int cell, StandingHeat first, StandingHeat second) {
    double standing = perTier1W[cell] * first.watts() + perTier2W[cell] * second.watts();
    return (room[cell] - standing) / perShare[cell];
  }

  /** The cell that allows the least share. */
  private int nearest(StandingHeat first, StandingHeat second) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int cell = 0; cell < CELLS; cell++) {
      double share = share(cell, first, second);
      if (share < least) {
        least = share;
        nearest = cell;
      }
    }
    return nearest;
  }

  /** Sets the balance with a cell at its limit. */
  private void hold(int cell, TierBalance free, TierBalance held) {
    double ambientC = paths.ambientC();
    double rise1 = (free.base1 - ambientC) / perShare[cell];
    double rise2 = (free.base2 - ambientC) / perShare[cell];
    held.base1 = ambientC + rise1 * room[cell];
    held.base2 = ambientC + rise2 * room[cell];
    held.k11 = free.k11 - rise1 * perTier1W[cell];
    held.k12 = free.k12 - rise1 * perTier2W[cell];
    held.k21 = free.k21 - rise2 * perTier1W[cell];
    held.k22 = free.k22 - rise2 * perTier2W[cell];
  }

  private DieHeat.Carried carried(double share, TierBalance balance) {
    if (!(share >= 0 && share <= 1 && balance.isStable())) {
      return null;
    }
    Settled settled = paths.settled(watts.times(share), balance.first(), balance.second());
    return new DieHeat.Carried(share, settled.atMost(limits));
  }
}
