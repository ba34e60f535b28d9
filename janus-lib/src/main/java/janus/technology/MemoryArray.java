package janus.technology;

import janus.units.Bounds;
import janus.units.DataSize;
import janus.units.Range;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * An array of one technology at work. Its power is
 *
 * <pre>
 * dynamic = read traffic x read energy + write traffic x write energy + traffic x wires
 * standby = capacity x standby(T)
 * refresh = rows x bits of a row x energy of restoring a bit / retention(T)
 * </pre>
 *
 * <p>Rows are restored whole where the technology can: a row's energy is that of its bit lines and
 * sense amplifiers alone, every row is restored once per retention time, and a bank is busy for
 * rows per bank x row cycle. A technology whose arrays only read and write words is restored word
 * by word, at read plus write energy; that figure is the upper bound for the others. What a row
 * costs and how long a cell remembers are facts; refresh power never is. Rows have their typical
 * length throughout: its range enters no other.
 *
 * <p>Access facts belong to a macro. A larger array adds wires of {@code sqrt(area)} less the
 * macro's own: their energy once, since data travel one way, and their delay twice, since the
 * address travels first.
 *
 * @param technology what it is made of
 * @param capacity of the whole array
 * @param banks that work independently
 * @param wordBits bits a bank delivers in one access
 * @param traffic what it serves
 * @param temperatureC of the junction, in degrees Celsius
 * @param clockGhz clock in which latency is counted
 */
public record MemoryArray(
    MemoryTechnology technology,
    DataSize capacity,
    int banks,
    int wordBits,
    Traffic traffic,
    double temperatureC,
    double clockGhz) {
  private static final double SECONDS_PER_YEAR = 365.25 * 86400;

  /** Most banks of an array. */
  public static final int MOST_BANKS = 1 << 20;

  /** Widest word of a bank. */
  public static final int MOST_WORD_BITS = 1 << 24;

  public MemoryArray {
    Objects.requireNonNull(technology, "technology");
    Objects.requireNonNull(traffic, "traffic");
    if (capacity.bytes() <= 0) {
      throw new IllegalArgumentException("capacity must be above 0 bytes: " + capacity.bytes());
    }
    Bounds.within("banks", 1, MOST_BANKS, banks);
    Bounds.within("word width in bits", 1, MOST_WORD_BITS, wordBits);
    Bounds.clockGhz("clock", clockGhz);
    technology.checkHoldsAt(temperatureC);
  }

  public MemoryArray withTemperatureC(double celsius) {
    return new MemoryArray(technology, capacity, banks, wordBits, traffic, celsius, clockGhz);
  }

  public MemoryArray withTechnology(MemoryTechnology other) {
    return new MemoryArray(other, capacity, banks, wordBits, traffic, temperatureC, clockGhz);
  }

  /** The array's cost with ranges: every output at the extremes of the facts it depends on. */
  public ArrayEstimate estimate() {
    var typical = typical();
    double total = typical.totalW();
    return new ArrayEstimate(
        technology.id(),
        technology.name(),
        technology.placement().spelling(),
        technology.node() == null ? null : technology.node().nm(),
        technology.servesTraffic(),
        technology.extrapolation(),
        capacity.mib(),
        banks,
        wordBits,
        temperatureC,
        range(ArrayPoint::dynamicReadW),
        range(ArrayPoint::dynamicWriteW),
        range(ArrayPoint::wireW),
        range(ArrayPoint::dynamicW),
        range(ArrayPoint::standbyW),
        range(ArrayPoint::refreshW),
        range(ArrayPoint::refreshWordWiseW),
        range(ArrayPoint::totalW),
        typical.dynamicReadW() / total,
        typical.dynamicWriteW() / total,
        typical.wireW() / total,
        typical.standbyW() / total,
        typical.refreshW() / total,
        range(ArrayPoint::areaMm2),
        range(p -> capacity.mib() / p.totalW()),
        range(p -> capacity.mb() / p.totalW()),
        range(ArrayPoint::readLatencyNs),
        range(ArrayPoint::writeLatencyNs),
        range(ArrayPoint::readLatencyNs).map(this::cycles),
        range(ArrayPoint::writeLatencyNs).map(this::cycles),
        range(ArrayPoint::retentionS),
        range(ArrayPoint::refreshRowsPerS),
        range(ArrayPoint::refreshBusyShare),
        range(ArrayPoint::bankUtilisation),
        range(ArrayPoint::lifetimeYears),
        technology.weakestBasis().spelling(),
        technology.confidence().spelling());
  }

  /**
   * Whether the array is smaller than the macro that its access facts belong to, which are not
   * shrunk: a smaller array is faster and takes less energy.
   */
  public boolean isBelowItsFacts() {
    return technology.onChip() && capacity.mib() < technology.layout().macroMib();
  }

  private double cycles(double latencyNs) {
    return Math.max(1, Math.ceil(latencyNs * clockGhz - 1e-9));
  }

  /** The cost with every uncertain quantity typical. */
  ArrayPoint typical() {
    return at(Map.of());
  }

  /** The cost with some uncertain quantities at a place in their range, the others typical. */
  ArrayPoint at(Map<Parameter, Double> positions) {
    return at(Parameter.at(technology, positions), temperatureC);
  }

  /** The cost for one value of every uncertain quantity, at any temperature. */
  ArrayPoint at(TechnologyPoint p, double celsius) {
    ArrayCost cost = ArrayCost.of(technology, capacity, banks, p);
    double readBitsPerS = traffic.readGbPerS() * 8e9;
    double writeBitsPerS = traffic.writeGbPerS() * 8e9;
    double retentionS = Double.POSITIVE_INFINITY;
    double wordWiseW = 0;
    double rowsPerS = 0;
    double scrubsPerS = 0;
    double busy = 0;
    Retention retention = technology.retention();
    if (retention != null) {
      retentionS = retention.secondsAt(p.retentionS(), p.halvingC(), celsius);
      wordWiseW = capacity.bits() * (p.readPjPerBit() + p.writePjPerBit()) * 1e-12 / retentionS;
      scrubsPerS = 1 / retentionS;
      if (retention.refreshesRows()) {
        scrubsPerS = 0;
        double rowsPerBank = ArrayCost.rowsPerBank(capacity, banks, retention.rowBits().typical());
        rowsPerS = banks * rowsPerBank / retentionS;
        busy = rowsPerBank * p.rowCycleNs() * 1e-9 / retentionS;
      }
    }
    return new ArrayPoint(
        readBitsPerS * p.readPjPerBit() * 1e-12,
        writeBitsPerS * p.writePjPerBit() * 1e-12,
        (readBitsPerS + writeBitsPerS) * cost.wirePjPerBit() * 1e-12,
        cost.standing().leakageW(celsius),
        cost.standing().refreshW(celsius),
        wordWiseW,
        cost.areaMm2(),
        p.readLatencyNs() + cost.wireNs(),
        p.writeLatencyNs() + cost.wireNs(),
        retentionS,
        rowsPerS,
        busy,
        (readBitsPerS * p.readLatencyNs() + writeBitsPerS * p.writeLatencyNs())
            * 1e-9
            / wordBits
            / banks,
        lifetimeYears(p.enduranceCycles(), scrubsPerS));
  }

  /**
   * KV writes go round the array as a ring, so every cell is written once per capacity; writing
   * words back before they are forgotten wears them too.
   */
  private double lifetimeYears(double enduranceCycles, double scrubsPerS) {
    double writesPerS = traffic.kvWriteMbPerS() * 1e6 / capacity.bytes() + scrubsPerS;
    return writesPerS == 0
        ? Double.POSITIVE_INFINITY
        : enduranceCycles / writesPerS / SECONDS_PER_YEAR;
  }

  /**
   * The extremes of an output. Every output rises or falls with each quantity alone, so its
   * extremes lie in two corners, found one quantity at a time. Null where the output is unknown or
   * infinite.
   */
  public Range range(ToDoubleFunction<ArrayPoint> output) {
    double typical = output.applyAsDouble(typical());
    if (!Double.isFinite(typical)) {
      return null;
    }
    var lowest = new EnumMap<Parameter, Double>(Parameter.class);
    var highest = new EnumMap<Parameter, Double>(Parameter.class);
    for (Parameter parameter : Parameter.uncertain(technology)) {
      double atLow = output.applyAsDouble(at(Map.of(parameter, 0.0)));
      double atHigh = output.applyAsDouble(at(Map.of(parameter, 1.0)));
      if (atLow != atHigh) {
        lowest.put(parameter, atLow < atHigh ? 0.0 : 1.0);
        highest.put(parameter, atLow < atHigh ? 1.0 : 0.0);
      }
    }
    double low = output.applyAsDouble(at(lowest));
    double high = output.applyAsDouble(at(highest));
    return new Range(Math.min(low, typical), typical, Math.max(high, typical));
  }
}
