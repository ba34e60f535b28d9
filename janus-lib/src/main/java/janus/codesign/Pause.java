package janus.codesign;

import janus.technology.Sleep;
import janus.technology.Sleep.State;

/**
 * A chip between an answer and the next prompt. Tier 1 holds nothing that is needed again; tier 2
 * keeps what it holds of caches and weights; the memory beside the die refreshes itself. The die
 * has cooled down to where standing power alone keeps it. What waking takes in energy is left out.
 *
 * @param tier1State active, retention or off; null where there is no tier 1
 * @param tier2State the same of tier 2
 * @param powerW typical, of die and off-chip memory; null where the die runs away even then
 * @param activePowerW the same with both tiers active
 * @param wakeUpUs until both tiers serve again, typical
 */
public record Pause(
    String tier1State, String tier2State, Double powerW, Double activePowerW, double wakeUpUs) {
  /**
   * The pause after a load.
   *
   * @param point at which the chip worked before
   */
  static Pause of(
      PreparedDesign prepared, ResolvedWorkload load, OperatingPoint point, Sleep sleep) {
    ResolvedDesign chip = prepared.chip();
    Design design = chip.design();
    double pauseS = load.workload().idleS();
    double celsius = chip.pack().limits().junctionCelsius();
    Settled before = point.sustained();
    boolean settled = !before.runsAway();
    State first = sleep.state(chip.tier1(), false, pauseS, settled ? before.tier1C() : celsius);
    State second = sleep.state(chip.tier2(), true, pauseS, settled ? before.tier2C() : celsius);
    double asleepW =
        prepared.idleW(
            sleep.standing(first, chip.tier1Cost().standing()),
            sleep.standing(second, chip.tier2Cost().standing()));
    double activeW = prepared.idleW(chip.tier1Cost().standing(), chip.tier2Cost().standing());
    boolean has1 = design.tier1().exists();
    boolean has2 = design.tier2().exists();
    double wakeUpNs = Math.max(has1 ? sleep.wakeUpNs(first) : 0, has2 ? sleep.wakeUpNs(second) : 0);
    return new Pause(
        has1 ? first.spelling() : null,
        has2 ? second.spelling() : null,
        DesignReport.known(asleepW),
        DesignReport.known(activeW),
        1e-3 * wakeUpNs);
  }
}
