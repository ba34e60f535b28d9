package janus.codesign;

import janus.provenance.Fact;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalLimits;
import janus.units.Celsius;
import java.util.Objects;

/**
 * What a die sits in.
 *
 * @param name for tables
 * @param settings its layers and its convection
 * @param thetaJa resistance from junction to ambient that its convection was fitted to, in C/W, on
 *     a reference die of 10 x 10 mm; null where the settings stand as they are
 * @param limits what must not get hotter
 */
public record ResolvedPackage(
    String name, PackageSettings settings, Fact thetaJa, ThermalLimits limits) {
  public ResolvedPackage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(limits, "limits");
    if (thetaJa != null && !thetaJa.unit().equals("C/W")) {
      throw new IllegalArgumentException("thetaJa must be in C/W: " + thetaJa.unit());
    }
  }

  /** The same in air of a temperature, in C. */
  public ResolvedPackage inAir(double celsius) {
    PackageSettings warm = settings.with(PackageSetting.AMBIENT, Celsius.toKelvin(celsius));
    return new ResolvedPackage(name, warm, thetaJa, limits);
  }

  /** Temperature of the air, in C. */
  public double ambientC() {
    return Celsius.ofKelvin(settings.get(PackageSetting.AMBIENT));
  }
}
