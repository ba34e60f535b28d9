package janus.simulator;

/**
 * The core that asks. Accesses issue in the order of the trace, at most {@code accessesPerCycle} in
 * a cycle; an access issues only when the one {@code outstanding} places before it is done. One
 * outstanding access is an in-order core that waits for each.
 *
 * @param accessesPerCycle at least 1
 * @param outstanding at least 1
 */
public record DemandSettings(int accessesPerCycle, int outstanding) {
  public DemandSettings {
    Check.atLeast(1, "accessesPerCycle", accessesPerCycle);
    Check.atLeast(1, "outstanding", outstanding);
  }
}
