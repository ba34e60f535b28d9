package janus.codesign;

import janus.provenance.Fact;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.Celsius;
import java.util.Objects;

/**
 * What a die sits in.
 *
 * @param name for tables
 * @param settings its layers
 * @param thetaJa resistance from junction to ambient that its convection is fitted to, in C/W; null
 *     where the settings stand as they are
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

  /** Temperature of the air, in C. */
  public double ambientC() {
    return Celsius.ofKelvin(settings.get(PackageSetting.AMBIENT));
  }

  /** The settings for a die. */
  PackageSettings around(Floorplan floorplan) {
    return thetaJa == null ? settings : ThermalGrid.fitted(floorplan, settings, thetaJa.typical());
  }

  /** The same with settings that are fitted already. */
  ResolvedPackage with(PackageSettings fitted) {
    return new ResolvedPackage(name, fitted, null, limits);
  }
}
