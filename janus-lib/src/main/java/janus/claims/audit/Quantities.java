package janus.claims.audit;

import java.util.List;

/** What the names in a formula stand for. */
@FunctionalInterface
interface Quantities {
  /**
   * The value of a function.
   *
   * @throws IllegalArgumentException if there is none of that name, or the arguments do not fit
   */
  Value call(String function, List<Value> arguments);
}
