package janus.accelerator;

import janus.provenance.Fact;
import java.util.List;

/**
 * An edge platform, sold or published. Facts that its maker does not state are null.
 *
 * @param id the file's name
 * @param name the maker's name for it
 * @param vendor who makes it
 * @param peakInt8 dense INT8 operations, in TOPS
 * @param power in W; low and high are its power modes
 * @param onChipMemory caches and buffers, in MB (10<sup>6</sup> bytes)
 * @param dramBandwidth in GB/s
 * @param dramCapacity in GB
 * @param decode decode rates that somebody measured
 */
public record Platform(
    String id,
    String name,
    String vendor,
    Fact peakInt8,
    Fact power,
    Fact onChipMemory,
    Fact dramBandwidth,
    Fact dramCapacity,
    List<Decode> decode) {

  /**
   * A measured decode rate at batch 1.
   *
   * @param model the model, as the source spells it
   * @param weights its weight format
   * @param rate in token/s
   */
  public record Decode(String model, String weights, Fact rate) {}

  public Platform {
    decode = List.copyOf(decode);
  }
}
