package janus.search;

import java.util.Arrays;

/**
 * The values of numbered designs: a pure function of the number. Immutable; each thread takes a
 * cursor of its own.
 */
public interface Evaluation {
  /** How many designs there are; their numbers begin with 0. */
  long size();

  /** Values of a design. */
  int quantities();

  /**
   * What one thread evaluates with; fastest where numbers rise by one.
   *
   * @param wanted which values are asked for; the others may be NaN
   */
  Cursor cursor(boolean[] wanted);

  /** A cursor that computes every value. */
  default Cursor cursor() {
    boolean[] all = new boolean[quantities()];
    Arrays.fill(all, true);
    return cursor(all);
  }

  /** Evaluates designs for one thread. */
  @FunctionalInterface
  interface Cursor {
    /**
     * Evaluates a design.
     *
     * @param values its values, set on return; a value that does not exist is NaN, and a design
     *     that cannot be built has no other
     */
    void evaluate(long number, double[] values);
  }
}
