package janus.codesign;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * What a decode step gets of the memory beside the die, and what it spends on no resource:
 *
 * <pre>
 *   bandwidth = peak x reached
 *   step      = cycles / clock + layers x layer time
 * </pre>
 *
 * @param reached share of the peak bandwidth at which weights are read
 * @param layerTime fixed time a layer and step, in ms: launching, synchronizing, draining
 */
public record OffChipUse(Fact reached, Fact layerTime) {
  public OffChipUse {
    Objects.requireNonNull(reached, "reached");
    Objects.requireNonNull(layerTime, "layerTime");
    if (!(reached.low() > 0 && reached.high() <= 1)) {
      throw new IllegalArgumentException(
          "bandwidthReached must be above 0 and at most 1: "
              + reached.low()
              + " to "
              + reached.high());
    }
  }

  /** A case of both: what is reached, and how long a layer waits, the worst or best together. */
  enum Case {
    LOW,
    TYPICAL,
    HIGH
  }

  double reached(Case of) {
    return switch (of) {
      case LOW -> reached.low();
      case TYPICAL -> reached.typical();
      case HIGH -> reached.high();
    };
  }

  /** Fixed time of a step, in s. */
  double fixedS(Case of, long layers) {
    double layerMs =
        switch (of) {
          case LOW -> layerTime.high();
          case TYPICAL -> layerTime.typical();
          case HIGH -> layerTime.low();
        };
    return 1e-3 * layers * layerMs;
  }
}
