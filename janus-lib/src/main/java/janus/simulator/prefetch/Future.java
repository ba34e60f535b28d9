package janus.simulator.prefetch;

import janus.trace.Trace;
import java.util.Objects;

/**
 * What is going to be simulated, for prefetchers that are told.
 *
 * @param trace the accesses
 * @param lineBytes bytes of a tier-1 line
 */
public record Future(Trace trace, int lineBytes) {
  public Future {
    Objects.requireNonNull(trace, "trace");
    Bits.powerOfTwo("lineBytes", lineBytes);
  }
}
