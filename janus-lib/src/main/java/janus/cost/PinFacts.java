package janus.cost;

import janus.provenance.Fact;
import janus.units.Range;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the pins of a package cost that join a chip to the memory beside it:
 *
 * <pre>
 *   cost = channels x signals of a channel x (1 + supply pins for a signal) x price of a pin
 * </pre>
 *
 * They come on top of the price of a package, which is that of one with an ordinary number of pins.
 *
 * @param price of a pin, in USD/pin
 * @param supply pins of supply and ground for each signal
 * @param signals of a channel by memory, in pins
 */
public record PinFacts(Fact price, Fact supply, Map<String, Fact> signals) {
  public PinFacts {
    Objects.requireNonNull(price, "price");
    Objects.requireNonNull(supply, "supply");
    signals = new TreeMap<>(signals);
  }

  /** Whether the signals of a memory are known. */
  public boolean knows(String memory) {
    return signals.containsKey(memory);
  }

  /** Pins of as many channels of a memory, supply and ground included. */
  public Range pins(String memory, long channels) {
    Range one = signals.get(memory).range();
    Range each = supply.range();
    return new Range(
        channels * one.low() * (1 + each.low()),
        channels * one.typical() * (1 + each.typical()),
        channels * one.high() * (1 + each.high()));
  }

  /**
   * Their cost, in USD. Low and high take every fact at its favourable and unfavourable end.
   *
   * @param memory one whose signals are known
   */
  public Range usd(String memory, long channels) {
    Range pins = pins(memory, channels);
    return new Range(
        pins.low() * price.low(), pins.typical() * price.typical(), pins.high() * price.high());
  }
}
