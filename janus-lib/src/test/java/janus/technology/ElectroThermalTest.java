package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import janus.units.Celsius;
import janus.units.DataSize;
import org.junit.jupiter.api.Test;

class ElectroThermalTest {
  // P = 2 W, theta 15 C/W, ambient 25 C: 55 C, and no loop.
  @Test
  void constantPowerIsTheLumpedModel() {
    var point = ElectroThermal.solve(t -> 2, 25, 15, 125);
    assertEquals("settles", point.outcome());
    assertEquals(55, point.temperatureC(), 1e-9);
    assertEquals(0, point.loopGain(), 1e-9);
    assertNull(point.unstableC());
  }

  // P = 1 W (1 + 0.02 x) with x the rise, theta 20: x = 20 (1 + 0.02 x), x = 20 / (1 - 0.4) =
  // 33.33.
  @Test
  void linearPowerIsTheGeometricSeries() {
    var point = ElectroThermal.solve(t -> 1 + 0.02 * (t - 25), 25, 20, 125);
    assertEquals(25 + 20 / 0.6, point.temperatureC(), 1e-9);
    assertEquals(0.4, point.loopGain(), 1e-6);
  }

  // A loop gain of 20 x 0.06 = 1.2 never settles.
  @Test
  void linearPowerWithGainAboveOneRunsAway() {
    var point = ElectroThermal.solve(t -> 1 + 0.06 * (t - 25), 25, 20, 125);
    assertEquals("runaway", point.outcome());
    assertNull(point.temperatureC());
  }

  // P = P0 exp(k x): x = theta P0 exp(k x), so k x = -W0(-k theta P0), and -W-1 is unstable.
  // k = 0.02, theta P0 = 15: -k theta P0 = -0.3, above -1/e.
  @Test
  void exponentialPowerIsTheLambertFunction() {
    var point = ElectroThermal.solve(t -> Math.exp(0.02 * (t - 25)), 25, 15, 125);
    double stable = -lambert(-0.3, -0.5) / 0.02;
    double unstable = -lambert(-0.3, -2) / 0.02;
    assertEquals(25 + stable, point.temperatureC(), 1e-8);
    assertEquals(25 + unstable, point.unstableC(), 1e-8);
    assertTrue(point.loopGain() < 1);
  }

  // The fixed point vanishes at k theta P0 = 1/e: theta = 1 / (0.02 e) = 18.394.
  @Test
  void exponentialPowerRunsAwayBeyondTheTangent() {
    double tangent = 1 / (0.02 * Math.E);
    assertEquals(
        "settles",
        ElectroThermal.solve(t -> Math.exp(0.02 * (t - 25)), 25, tangent * 0.99999, 125).outcome());
    assertEquals(
        "runaway",
        ElectroThermal.solve(t -> Math.exp(0.02 * (t - 25)), 25, tangent * 1.00001, 125).outcome());
  }

  @Test
  void settlingAboveTheLimitIsSaid() {
    var point = ElectroThermal.solve(t -> 10, 25, 15, 125);
    assertEquals("beyond_limit", point.outcome());
    assertEquals(175, point.temperatureC(), 1e-9);
  }

  @Test
  void loopGainIsANumberAtAbsoluteZero() {
    var reram =
        new MemoryArray(
            TechnologyCatalog.bundled().byName("reram"),
            DataSize.ofMiB(224),
            16,
            1024,
            Traffic.published(),
            25,
            1);
    assertEquals(0, ElectroThermal.solve(reram, 0, Celsius.ABSOLUTE_ZERO, 0).loopGain());
  }

  @Test
  void leakySramRunsAwayInAPackageThatEdramBears() {
    var catalog = TechnologyCatalog.bundled();
    var sram =
        new MemoryArray(
            catalog.byName("sram-hp"), DataSize.ofMiB(224), 16, 1024, Traffic.published(), 25, 1);
    var edram = sram.withTechnology(catalog.byName("edram"));
    assertEquals("runaway", ElectroThermal.solve(sram, 2, 25, 25).outcome());
    var point = ElectroThermal.solve(edram, 1, 25, 15);
    assertEquals("settles", point.outcome());
    assertEquals(25 + 15 * point.powerW(), point.temperatureC(), 1e-9);
  }

  /** Newton's method for w exp(w) = x. */
  private static double lambert(double x, double start) {
    double w = start;
    for (int i = 0; i < 100; i++) {
      w -= (w * Math.exp(w) - x) / (Math.exp(w) * (w + 1));
    }
    return w;
  }
}
