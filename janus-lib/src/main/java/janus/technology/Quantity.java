package janus.technology;

import java.util.Locale;

/**
 * An output of an array that is studied under uncertainty. Less is better, but for the last two.
 */
public enum Quantity {
  TOTAL_W,
  DYNAMIC_W,
  STANDBY_W,
  REFRESH_W,
  AREA_MM2,
  READ_LATENCY_NS,
  MIB_PER_W,
  LIFETIME_YEARS;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a smaller value is the better one. */
  public boolean lessIsBetter() {
    return this != MIB_PER_W && this != LIFETIME_YEARS;
  }

  /** The value; NaN or infinite where the array has none. */
  double of(MemoryArray array, ArrayPoint point) {
    return switch (this) {
      case TOTAL_W -> point.totalW();
      case DYNAMIC_W -> point.dynamicW();
      case STANDBY_W -> point.standbyW();
      case REFRESH_W -> point.refreshW();
      case AREA_MM2 -> point.areaMm2();
      case READ_LATENCY_NS -> point.readLatencyNs();
      case MIB_PER_W -> array.capacity().mib() / point.totalW();
      case LIFETIME_YEARS -> point.lifetimeYears();
    };
  }
}
