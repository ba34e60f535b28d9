package janus.device;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * A device in one of its modes.
 *
 * @param name as the measured rows spell it
 * @param board what it shares with other platforms: one board in several modes or sizes
 * @param dramBandwidth peak bandwidth, in GB/s; null where no source states it
 */
public record DevicePlatform(String name, String board, Fact dramBandwidth) {
  public DevicePlatform {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(board, "board");
  }
}
