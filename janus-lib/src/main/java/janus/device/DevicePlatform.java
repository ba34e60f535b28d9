package janus.device;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * A device in one of its power modes.
 *
 * @param name the spelling in the measured rows
 * @param board the board, which several modes or memory sizes share
 * @param dramBandwidth peak bandwidth, in GB/s; null if no source states it
 */
public record DevicePlatform(String name, String board, Fact dramBandwidth) {
  public DevicePlatform {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(board, "board");
  }
}
