package janus.search;

import janus.search.SearchState.Interval;
import java.io.Serializable;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs numbered blocks of work on other threads or machines. A jar may add one: it is looked up as
 * a service.
 */
public interface BlockRunner {
  /**
   * What is done with a block: a pure function of its numbers. It travels to where it runs.
   *
   * @param <R> what a block gives; it travels back
   */
  @FunctionalInterface
  interface Work<R extends Serializable> extends Serializable {
    /** Does one block. */
    R run(Interval block);
  }

  /**
   * Where blocks run.
   *
   * @param name as {@code spark://host:7077}, for messages
   * @param runner that knows the place
   */
  record Place(String name, BlockRunner runner) {}

  /** Whether it knows a place, as {@code local[2]} or {@code spark://host:7077}. */
  boolean knows(String place);

  /**
   * Runs blocks; each is found once, in any order, by one thread.
   *
   * @param place where
   * @param found receives what a block gave
   * @param stop asked often; once true, the rest is given up
   * @throws janus.provenance.BadInputException if the place does not answer, or a block failed
   */
  <R extends Serializable> void run(
      String place, Work<R> work, List<Interval> blocks, Consumer<R> found, BooleanSupplier stop);
}
