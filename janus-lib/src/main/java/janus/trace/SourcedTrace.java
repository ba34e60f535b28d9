package janus.trace;

import janus.provenance.Circumstances;
import java.util.Objects;

/**
 * A trace, and what it was made from.
 *
 * @param trace the accesses
 * @param circumstances checksums of what was read, and the seed
 */
public record SourcedTrace(Trace trace, Circumstances circumstances) {
  public SourcedTrace {
    Objects.requireNonNull(trace, "trace");
    Objects.requireNonNull(circumstances, "circumstances");
  }
}
