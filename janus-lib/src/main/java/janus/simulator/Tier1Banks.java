package janus.simulator;

import janus.units.Bounds;

/**
 * The banks of tier 1.
 *
 * @param banks at least 1
 * @param ports accesses a bank takes in a cycle
 * @param latencyCycles from the access to the data, and to the decision that it is a miss
 */
public record Tier1Banks(int banks, int ports, int latencyCycles) {
  public Tier1Banks {
    Bounds.within("tier-1 banks", 1, Limits.MOST_PARTS, banks);
    Bounds.within("ports", 1, Limits.MOST_PARTS, ports);
    Bounds.within("tier-1 latencyCycles", 1, Limits.MOST_CYCLES, latencyCycles);
  }
}
