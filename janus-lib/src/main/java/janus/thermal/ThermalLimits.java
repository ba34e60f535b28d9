package janus.thermal;

import janus.units.Bounds;
import janus.units.Celsius;

/**
 * Temperatures that must not be passed. As the steady state is linear in power, the power that just
 * reaches a limit T is
 *
 * <pre>
 *   power x (T - ambient) / (temperature at that power - ambient)
 * </pre>
 *
 * @param junctionCelsius limit of the hottest cell of the die, or null
 * @param skinCelsius limit of the hottest cell of the outermost layer, or null
 */
public record ThermalLimits(Double junctionCelsius, Double skinCelsius) {
  /** Nothing is limited. */
  public static final ThermalLimits NONE = new ThermalLimits(null, null);

  public ThermalLimits {
    requireTemperature("junction limit", junctionCelsius);
    requireTemperature("skin limit", skinCelsius);
  }

  private static void requireTemperature(String name, Double celsius) {
    if (celsius != null) {
      Bounds.within(name, Celsius.ABSOLUTE_ZERO, 1e4, "C", celsius);
    }
  }

  /**
   * Largest total power, spread over the blocks as in {@code field}, that keeps the limits, W; 0
   * when ambient alone passes one, null without limits or without power.
   */
  public Double throttlingPower(ThermalField field) {
    double power = field.power();
    if (power == 0 || (junctionCelsius == null && skinCelsius == null)) {
      return null;
    }
    double ambient = field.grid().settings().get(PackageSetting.AMBIENT);
    double most = Double.POSITIVE_INFINITY;
    if (junctionCelsius != null) {
      most = (Celsius.toKelvin(junctionCelsius) - ambient) / (field.hottest() - ambient);
    }
    if (skinCelsius != null) {
      most =
          Math.min(
              most, (Celsius.toKelvin(skinCelsius) - ambient) / (field.hottestSkin() - ambient));
    }
    return Math.max(0, most * power);
  }
}
