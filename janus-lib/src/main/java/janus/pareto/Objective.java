package janus.pareto;

import java.io.Serializable;
import java.util.Objects;

/**
 * A quantity that a choice makes better or worse.
 *
 * @param name of the quantity, with its unit, as {@code joule_per_token}
 * @param maximized whether more of it is better
 */
public record Objective(String name, boolean maximized) implements Serializable {
  public Objective {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name of an objective must not be empty");
    }
  }

  /** A quantity of which less is better. */
  public static Objective minimize(String name) {
    return new Objective(name, false);
  }

  /** A quantity of which more is better. */
  public static Objective maximize(String name) {
    return new Objective(name, true);
  }

  /**
   * The value as a cost, which is always minimized: the value itself, or its negative where the
   * objective is maximized.
   */
  public double cost(double value) {
    return maximized ? -value : value;
  }
}
