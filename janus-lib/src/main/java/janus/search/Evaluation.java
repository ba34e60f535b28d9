package janus.search;

/**
 * The values of numbered designs: a pure function of the number. Immutable; each thread takes a
 * cursor of its own.
 */
public interface Evaluation {
  /** How many designs there are; their numbers begin with 0. */
  long size();

  /** Values of a design. */
  int quantities();

  /** What one thread evaluates with; fastest where numbers rise by one. */
  Cursor cursor();

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
