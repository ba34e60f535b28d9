package janus.thermal;

import janus.units.Bounds;
import janus.units.Celsius;
import java.util.Arrays;

/**
 * Temperatures not to exceed. The steady state is linear in power, so the power that reaches a
 * limit T is
 *
 * <pre>
 *   power x (T - ambient) / (temperature at that power - ambient)
 * </pre>
 *
 * @param junctionCelsius limit of the hottest cell of the die, or null
 * @param skinCelsius limit of the hottest cell of the outermost layer, or null
 */
public record ThermalLimits(Double junctionCelsius, Double skinCelsius) {
  /** No limit. */
  public static final ThermalLimits NONE = new ThermalLimits(null, null);

  private static final double SMALL_WATTS = 1e-3;

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
   * Largest total power within the limits, W, distributed over the blocks as in {@code field}. It
   * is 0 if ambient alone exceeds a limit, null without limits or without power.
   */
  public Double throttlingPower(ThermalField field) {
    double power = field.power();
    if (power == 0 || (junctionCelsius == null && skinCelsius == null)) {
      return null;
    }
    double ambient = field.grid().settings().get(PackageSetting.AMBIENT);
    // Rises far below ambient lose their digits in rounding.
    ThermalField known = power < SMALL_WATTS ? scaledToOneWatt(field, power) : field;
    double most = Double.POSITIVE_INFINITY;
    if (junctionCelsius != null) {
      most = (Celsius.toKelvin(junctionCelsius) - ambient) / (known.hottest() - ambient);
    }
    if (skinCelsius != null) {
      most =
          Math.min(
              most, (Celsius.toKelvin(skinCelsius) - ambient) / (known.hottestSkin() - ambient));
    }
    return Math.max(0, most * known.power());
  }

  private static ThermalField scaledToOneWatt(ThermalField field, double power) {
    double[] shares = Arrays.stream(field.watts()).map(watts -> watts / power).toArray();
    return field.grid().steady(shares);
  }
}
