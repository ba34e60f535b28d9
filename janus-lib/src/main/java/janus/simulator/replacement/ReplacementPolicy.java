package janus.simulator.replacement;

import janus.trace.Trace;
import java.io.IOException;

/**
 * Chooses the victim of a full set. An instance made by its constructor is a configuration; {@link
 * #sized} gives the state for one run. A slot is {@code set * ways + way}. Free ways are filled in
 * the order 0, 1, 2, ... before anything is replaced.
 */
public interface ReplacementPolicy {
  /** Fresh state for a tier of this many sets and ways. */
  ReplacementPolicy sized(int sets, int ways);

  /**
   * Shows the demand trace before the run; only a policy that knows the future looks at it.
   *
   * @param lineBytes size of a line, a power of two
   * @throws IOException if a file behind the trace cannot be read
   */
  default void foresee(Trace trace, int lineBytes) throws IOException {}

  /** Called for every demand access in the order of the trace, before anything else. */
  default void onDemand(long line) {}

  /** Whether {@link #onDemand} wants to be called. */
  default boolean watchesDemand() {
    return false;
  }

  /** A demand found its line in this slot. */
  void onHit(int slot);

  /** A line has been given this slot. */
  void onFill(int slot, long line);

  /**
   * The slot of the victim.
   *
   * @param ready by slot, the cycle its line arrives; a line in flight at {@code now} may not leave
   * @return the slot, or -1 where every line of the set is in flight
   */
  int victim(int set, long[] ready, long now);

  /** The spelling that {@link Replacements#parse} reads. */
  String spelling();
}
