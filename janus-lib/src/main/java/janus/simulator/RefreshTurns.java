package janus.simulator;

/**
 * When banks or channels are refreshed: they take turns, so that the commands of an interval are
 * spread over it. Unit u of n is due in cycle interval x (u + 1) / n, and then every interval.
 *
 * @param intervalCycles from one command of a unit to the next, 0 for no refresh
 * @param units banks or channels
 */
record RefreshTurns(long intervalCycles, int units) {
  /** The cycle of a unit's first command; {@link Long#MAX_VALUE} without refresh. */
  long firstDue(int unit) {
    return intervalCycles == 0 ? Long.MAX_VALUE : intervalCycles * (unit + 1) / units;
  }

  /** Commands of all units that fall due from a cycle to an exclusive end. */
  long commands(long from, long to) {
    long commands = 0;
    for (int unit = 0; intervalCycles > 0 && unit < units; unit++) {
      commands += commandsBefore(to, firstDue(unit)) - commandsBefore(from, firstDue(unit));
    }
    return commands;
  }

  private long commandsBefore(long cycle, long first) {
    return cycle <= first ? 0 : (cycle - first - 1) / intervalCycles + 1;
  }
}
