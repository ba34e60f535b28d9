package janus.technology;

import janus.provenance.Fact;
import janus.units.Range;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * An uncertain quantity of a technology. Standby at 25 and at 85 degrees Celsius is one quantity,
 * the device flavour: a leaky process leaks at both. It is exponential in temperature, and its
 * place in the range is that of its logarithm, so that it rises or falls all along at any
 * temperature.
 */
public enum Parameter {
  DENSITY,
  READ_ENERGY,
  WRITE_ENERGY,
  STANDBY,
  RETENTION,
  RETENTION_HALVING,
  REFRESH_ENERGY,
  ROW_CYCLE,
  READ_LATENCY,
  WRITE_LATENCY,
  WIRE_ENERGY,
  WIRE_DELAY,
  ENDURANCE;

  /** A range is sampled in the logarithm from this ratio of its ends on: one decade. */
  private static final double DECADE = 10;

  private static final double MEDIAN = 0.5;

  /** The fact behind it (standby: at 25 degrees), or null where the technology has none. */
  public Fact factOf(MemoryTechnology technology) {
    Retention retention = technology.retention();
    Layout layout = technology.layout();
    return switch (this) {
      case DENSITY -> layout == null ? null : layout.density();
      case WIRE_ENERGY -> layout == null ? null : layout.wireEnergy();
      case WIRE_DELAY -> layout == null ? null : layout.wireDelay();
      case READ_ENERGY -> technology.access().readEnergy();
      case WRITE_ENERGY -> technology.access().writeEnergy();
      case STANDBY -> technology.standby().at25C();
      case RETENTION -> retention == null ? null : retention.time();
      case RETENTION_HALVING -> retention == null ? null : retention.halving();
      case REFRESH_ENERGY -> retention == null ? null : retention.refreshEnergy();
      case ROW_CYCLE -> retention == null ? null : retention.rowCycle();
      case READ_LATENCY -> technology.access().readLatency();
      case WRITE_LATENCY -> technology.access().writeLatency();
      case ENDURANCE -> technology.endurance();
    };
  }

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The quantities of a technology whose range is more than a point. */
  public static List<Parameter> uncertain(MemoryTechnology technology) {
    return Stream.of(values()).filter(parameter -> parameter.isUncertain(technology)).toList();
  }

  /** Whether the range of a technology's quantity is more than a point. */
  public boolean isUncertain(MemoryTechnology technology) {
    Fact fact = factOf(technology);
    Fact hot = technology.standby().at85C();
    boolean flavour = this == STANDBY && hot.high() > hot.low();
    return fact != null && (fact.high() > fact.low() || flavour);
  }

  /** Whether a range spans a decade or more, and is sampled log-uniformly. */
  public static boolean spansDecades(Fact fact) {
    return fact.low() > 0 && fact.high() >= DECADE * fact.low();
  }

  /**
   * The quantile of a fact. Its median is the typical value; below and above it is uniform from low
   * and to high, log-uniform where it spans decades.
   */
  public static double quantile(Fact fact, double u) {
    return quantile(fact, spansDecades(fact), u);
  }

  /** The same of a range that was computed from facts. */
  public static double quantile(Range range, double u) {
    return quantile(range, range.low() > 0 && range.high() >= DECADE * range.low(), u);
  }

  static double quantile(Fact fact, boolean logarithmic, double u) {
    return quantile(fact.range(), logarithmic, u);
  }

  private static double quantile(Range range, boolean logarithmic, double u) {
    double from = u < MEDIAN ? range.low() : range.typical();
    double to = u < MEDIAN ? range.typical() : range.high();
    double place = u < MEDIAN ? u / MEDIAN : (u - MEDIAN) / (1 - MEDIAN);
    if (from == to) {
      return from;
    }
    double value =
        logarithmic ? from * StrictMath.pow(to / from, place) : from + place * (to - from);
    return Math.min(to, Math.max(from, value));
  }

  /**
   * The name under which the quantity is drawn. What technologies have in common is drawn once for
   * all of them: how leaky the process is, and its wires.
   */
  public String drawnAs(MemoryTechnology technology) {
    boolean shared = this == STANDBY || this == WIRE_ENERGY || this == WIRE_DELAY;
    return shared && technology.onChip() ? spelling() : technology.id() + " " + spelling();
  }

  /** All quantities typical. */
  static TechnologyPoint typical(MemoryTechnology technology) {
    return at(technology, Map.of());
  }

  /**
   * One value each.
   *
   * @param positions place in each range, 0 low to 1 high; a quantity left out is typical
   */
  static TechnologyPoint at(MemoryTechnology technology, Map<Parameter, Double> positions) {
    return at(technology, parameter -> positions.getOrDefault(parameter, Double.NaN));
  }

  /**
   * The same.
   *
   * @param positions place in each range; NaN where the quantity is typical
   */
  static TechnologyPoint at(MemoryTechnology technology, ToDoubleFunction<Parameter> positions) {
    boolean forgets = technology.retention() != null;
    boolean wears = technology.endurance() != null;
    return new TechnologyPoint(
        DENSITY.pick(technology, positions),
        READ_ENERGY.pick(technology, positions),
        WRITE_ENERGY.pick(technology, positions),
        STANDBY.pick(technology, positions),
        STANDBY.pick(technology.standby().at85C(), positions),
        forgets ? RETENTION.pick(technology, positions) : Double.POSITIVE_INFINITY,
        RETENTION_HALVING.pick(technology, positions),
        REFRESH_ENERGY.pick(technology, positions),
        ROW_CYCLE.pick(technology, positions),
        READ_LATENCY.pick(technology, positions),
        WRITE_LATENCY.pick(technology, positions),
        WIRE_ENERGY.pick(technology, positions),
        WIRE_DELAY.pick(technology, positions),
        wears ? ENDURANCE.pick(technology, positions) : Double.POSITIVE_INFINITY);
  }

  private double pick(MemoryTechnology technology, ToDoubleFunction<Parameter> positions) {
    return pick(factOf(technology), positions);
  }

  private double pick(Fact known, ToDoubleFunction<Parameter> positions) {
    if (known == null) {
      return Double.NaN;
    }
    double position = positions.applyAsDouble(this);
    return Double.isNaN(position)
        ? known.typical()
        : quantile(known, this == STANDBY || spansDecades(known), position);
  }
}
