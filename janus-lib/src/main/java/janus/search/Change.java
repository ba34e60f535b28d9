package janus.search;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A change of one variable of a design, and what it does.
 *
 * @param change in words, {@code tier2.capacityMib 224 -> 0}
 * @param set the fields that it sets
 * @param verdict what to think of it
 * @param gain the sum of what the objectives gain, each in parts of its scale; null where an
 *     objective has no value before or after
 * @param binds what takes most of the time of a step after it; null where nothing is known
 * @param effects on every objective, by its name
 * @param limits the state of every limit after it
 */
public record Change(
    String change,
    Map<String, String> set,
    Verdict verdict,
    Double gain,
    String binds,
    Map<String, Effect> effects,
    List<LimitState> limits) {

  /** What to think of a change, the best first. */
  public enum Verdict {
    /** The objectives gain on the whole, and every limit is kept. */
    HELPS,
    /** Nothing differs. */
    CHANGES_NOTHING,
    /** Some objectives gain, and the others lose as much or more. */
    COSTS_MORE_THAN_IT_GAINS,
    /** No objective gains. */
    GAINS_NOTHING,
    /** A limit is broken. */
    BREAKS_A_LIMIT,
    /** There is no such chip, or an objective has no value. */
    IS_NO_CHIP;

    /** As tables have it. */
    @JsonValue
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What becomes of an objective.
   *
   * @param from before; null where it has no value
   * @param to after
   * @param percent the change in percent of the value before; null where that is 0 or unknown
   */
  public record Effect(Double from, Double to, Double percent) {
    static Effect of(double from, double to) {
      double percent = from == 0 ? Double.NaN : 100 * (to - from) / Math.abs(from);
      return new Effect(known(from), known(to), known(percent));
    }
  }

  /**
   * What becomes of a limit.
   *
   * @param limit as it is typed
   * @param value of its quantity; null where there is none
   * @param kept whether it holds
   */
  public record LimitState(String limit, Double value, boolean kept) {
    static List<LimitState> of(Goal goal, double[] values) {
      var states = new ArrayList<LimitState>();
      for (Limit limit : goal.limits()) {
        double value = values[goal.quantities().indexOf(limit.quantity())];
        states.add(new LimitState(limit.spelling(), known(value), limit.holds(value)));
      }
      return states;
    }
  }

  public Change {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    effects = Collections.unmodifiableMap(new LinkedHashMap<>(effects));
    limits = List.copyOf(limits);
  }

  /** Limits that it leaves broken, as they are typed. */
  public List<String> broken() {
    return limits.stream().filter(limit -> !limit.kept()).map(LimitState::limit).toList();
  }

  /** A value, or null where there is none. */
  static Double known(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
