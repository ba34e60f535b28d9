package janus.simulator;

import janus.units.Bounds;

/**
 * The core that asks. Accesses issue in the order of the trace, at most {@code accessesPerCycle} in
 * a cycle; an access issues only when the one {@code outstanding} places before it is done. One
 * outstanding access is an in-order core that waits for each.
 *
 * @param accessesPerCycle 1 to 2<sup>20</sup>
 * @param outstanding 1 to 2<sup>20</sup>
 */
public record DemandSettings(int accessesPerCycle, int outstanding) {
  public DemandSettings {
    Bounds.within("accessesPerCycle", 1, Limits.MOST_PARTS, accessesPerCycle);
    Bounds.within("outstanding", 1, Limits.MOST_PARTS, outstanding);
  }
}
