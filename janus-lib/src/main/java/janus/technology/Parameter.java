package janus.technology;

import janus.provenance.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    var uncertain = new ArrayList<Parameter>();
    for (Parameter parameter : values()) {
      Fact fact = parameter.factOf(technology);
      boolean flavour =
          parameter == STANDBY
              && technology.standby().at85C().high() > technology.standby().at85C().low();
      if (fact != null && (fact.high() > fact.low() || flavour)) {
        uncertain.add(parameter);
      }
    }
    return List.copyOf(uncertain);
  }

  /** Whether a range spans a decade or more, and is sampled log-uniformly. */
  public static boolean spansDecades(Fact fact) {
    return fact.low() > 0 && fact.high() >= DECADE * fact.low();
  }

  /** The quantile of a fact: uniform from low to high, log-uniform where it spans decades. */
  static double quantile(Fact fact, boolean logarithmic, double u) {
    if (fact.low() == fact.high()) {
      return fact.typical();
    }
    double value =
        logarithmic
            ? fact.low() * StrictMath.pow(fact.high() / fact.low(), u)
            : fact.low() + u * (fact.high() - fact.low());
    return Math.min(fact.high(), Math.max(fact.low(), value));
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

  private double pick(MemoryTechnology technology, Map<Parameter, Double> positions) {
    return pick(factOf(technology), positions);
  }

  private double pick(Fact known, Map<Parameter, Double> positions) {
    if (known == null) {
      return Double.NaN;
    }
    Double position = positions.get(this);
    return position == null
        ? known.typical()
        : quantile(known, this == STANDBY || spansDecades(known), position);
  }
}
