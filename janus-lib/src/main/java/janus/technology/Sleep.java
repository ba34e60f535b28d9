package janus.technology;

import janus.provenance.Fact;
import java.util.Locale;
import java.util.Objects;

/**
 * States of a memory that nobody accesses for a while, by one rule for all technologies. What must
 * be kept and would be forgotten keeps its cells powered; all else is off.
 *
 * <pre>
 *   active      leakage + refresh
 *   retention   r x leakage + refresh
 *   off         o x leakage
 * </pre>
 *
 * @param retentionShare r, of the leakage of an active memory
 * @param offShare o
 * @param retentionWakeUp time until it serves again, in ns
 * @param offWakeUp the same from off
 */
public record Sleep(Fact retentionShare, Fact offShare, Fact retentionWakeUp, Fact offWakeUp) {

  /** A state. */
  public enum State {
    /** Serves at once. */
    ACTIVE,
    /** Keeps what it holds. */
    RETENTION,
    /** Has no power. */
    OFF;

    /** Its name in tables. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Sleep {
    Objects.requireNonNull(retentionWakeUp, "retentionWakeUp");
    Objects.requireNonNull(offWakeUp, "offWakeUp");
    if (!(offShare.low() >= 0
        && offShare.high() <= retentionShare.low()
        && retentionShare.high() <= 1)) {
      throw new IllegalArgumentException(
          "shares of leakage must be from 0 to 1, off at most retention: "
              + offShare.typical()
              + " and "
              + retentionShare.typical());
    }
  }

  /**
   * The state of least power in which a memory passes a pause and keeps what it holds. Cells that
   * remember for longer than the pause need no power. A pause that is over before the memory serves
   * again leaves it active.
   *
   * @param holds whether it holds anything that is needed after the pause
   * @param pauseS in s
   * @param celsius of the cells
   */
  public State state(MemoryTechnology technology, boolean holds, double pauseS, double celsius) {
    Retention retention = technology.retention();
    boolean remembers = retention != null && retention.typicalSecondsAt(celsius) >= pauseS;
    State deepest = holds && !remembers ? State.RETENTION : State.OFF;
    return pauseS > 1e-9 * wakeUpNs(deepest) ? deepest : State.ACTIVE;
  }

  /** Typical time until a memory serves again, in ns. */
  public double wakeUpNs(State state) {
    return switch (state) {
      case ACTIVE -> 0;
      case RETENTION -> retentionWakeUp.typical();
      case OFF -> offWakeUp.typical();
    };
  }

  /** Typical standing power of a memory in a state. */
  public StandingPower standing(State state, StandingPower active) {
    return switch (state) {
      case ACTIVE -> active;
      case RETENTION -> active.times(retentionShare.typical(), 1);
      case OFF -> active.times(offShare.typical(), 0);
    };
  }
}
