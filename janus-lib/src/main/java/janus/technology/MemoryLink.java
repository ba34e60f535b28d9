package janus.technology;

import janus.provenance.Fact;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What joins a die to a memory beside it: on the die a PHY with pads and controller for each
 * channel, and in the memory the power of a channel that is open.
 *
 * @param channelGbPerS peak bandwidth of a channel, 10<sup>9</sup> bytes a second
 * @param channelArea area on the die of a channel's PHY, pads and controller, in mm2
 * @param energy of PHY and controller on the die, in pJ/bit; a part of the access energy
 * @param activeStandby power of an open channel in the memory while it streams, in mW; comes on top
 *     of the access energy
 * @param oldestNode oldest process in which the PHY exists, in nm
 * @param split parts of the access energy; null where they are not told apart
 */
public record MemoryLink(
    double channelGbPerS,
    Fact channelArea,
    Fact energy,
    Fact activeStandby,
    Fact oldestNode,
    Split split) {
  private static final double RATIO_TOLERANCE = 1e-9;

  /**
   * Parts of the access energy in the memory, in pJ/bit.
   *
   * @param activation opening rows
   * @param burst from open row to pads
   * @param pins drivers, termination and trace
   */
  public record Split(Fact activation, Fact burst, Fact pins) {
    public Split {
      Objects.requireNonNull(activation, "activation");
      Objects.requireNonNull(burst, "burst");
      Objects.requireNonNull(pins, "pins");
    }
  }

  public MemoryLink {
    Objects.requireNonNull(channelArea, "channelArea");
    Objects.requireNonNull(energy, "energy");
    Objects.requireNonNull(activeStandby, "activeStandby");
    Objects.requireNonNull(oldestNode, "oldestNode");
    if (!(channelGbPerS > 0)) {
      throw new IllegalArgumentException("channelGbPerS must be above 0 GB/s: " + channelGbPerS);
    }
  }

  /** Channels that have a bandwidth at their peak. */
  public long channels(double gbPerS) {
    return (long) Math.ceil(gbPerS / channelGbPerS - RATIO_TOLERANCE);
  }

  /**
   * Energy of a streamed bit that keeps channels open, in pJ/bit.
   *
   * @param activeStandbyMw of a channel
   * @param peakGbPerS bandwidth of all channels
   * @param reachedGbPerS what of it streams
   */
  public double openPjPerBit(double activeStandbyMw, double peakGbPerS, double reachedGbPerS) {
    return channels(peakGbPerS) * activeStandbyMw / (8 * reachedGbPerS);
  }

  /** Whether logic of a process can drive the memory. */
  public boolean drivenBy(double logicNm) {
    return logicNm <= oldestNode.typical();
  }

  /** Every fact by its name in the file. */
  Map<String, Fact> namedFacts() {
    var facts = new LinkedHashMap<String, Fact>();
    facts.put("linkArea", channelArea);
    facts.put("linkEnergy", energy);
    facts.put("activeStandby", activeStandby);
    facts.put("oldestNode", oldestNode);
    if (split != null) {
      facts.put("activationEnergy", split.activation());
      facts.put("burstEnergy", split.burst());
      facts.put("pinEnergy", split.pins());
    }
    return facts;
  }

  /** Refuses parts that do not make the whole, or an interface that takes more than all of it. */
  void checkAgainst(Fact access) {
    if (split == null) {
      check(energy.high() <= access.high() && energy.low() <= access.low(), access, energy.high());
      return;
    }
    Fact[] parts = {split.activation(), split.burst(), split.pins(), energy};
    double low = 0;
    double typical = 0;
    double high = 0;
    for (Fact part : parts) {
      low += part.low();
      typical += part.typical();
      high += part.high();
    }
    check(
        near(low, access.low()) && near(typical, access.typical()) && near(high, access.high()),
        access,
        typical);
  }

  private static boolean near(double one, double other) {
    return Math.abs(one - other) <= RATIO_TOLERANCE * other;
  }

  private static void check(boolean holds, Fact access, double parts) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "readEnergy of %s pJ/bit must be the sum of its parts: %s",
              access.typical(),
              parts));
    }
  }
}
