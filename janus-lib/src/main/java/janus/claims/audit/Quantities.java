package janus.claims.audit;

import java.util.List;

/** The values of the names in a formula. */
@FunctionalInterface
interface Quantities {
  /**
   * The value of a function.
   *
   * @throws IllegalArgumentException if there is none of that name, or the arguments do not fit
   */
  Value call(String function, List<Value> arguments);
}
