package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import janus.technology.StandingPower;
import janus.thermal.ThermalLimits;
import org.junit.jupiter.api.Test;

class OperatingPointTest {
  private static final HeatPaths PATHS =
      HeatPaths.of(new DieArea(10, 5, 2, 90), PackageCatalog.bundled().settings("bga-lid"));
  private static final StepEnergy ENERGY =
      new StepEnergy(0.02, 0.05, 0.01, 0.005, 0.01, 0.1, 0.005);

  private static DieHeat heat(double leakageW, double limitC) {
    var leaks = new StandingPower(leakageW, 0.03, 0, 25, 0, 0);
    return new DieHeat(PATHS, StandingPower.NONE, leaks, new ThermalLimits(limitC, null));
  }

  private static OperatingPoint point(double leakageW, double limitC) {
    return OperatingPoint.of(0.05, ENERGY, 0.02, heat(leakageW, limitC));
  }

  // 0.1 J on the die in 0.05 s are 2 W, 0.1 J off chip 2 W more, and 0.02 W stand.
  @Test
  void coolPartRunsAtItsFullRate() {
    OperatingPoint point = point(0, 200);
    assertEquals(1, point.share());
    assertEquals(4.02, point.powerW(), 1e-12);
    assertEquals(0.201, point.stepJ(), 1e-12);
  }

  // Throttled, the junction is at its limit, and all of the power is that of the lower rate.
  @Test
  void hotPartThrottlesToItsLimit() {
    OperatingPoint point = point(0.1, 60);
    assertTrue(point.share() > 0 && point.share() < 1, "share " + point.share());
    assertEquals(60, point.sustained().junctionC(), 1e-6);
    Settled full = heat(0.1, 60).settle(ENERGY.dieW(0.05));
    assertTrue(full.runsAway() || full.junctionC() > 60);
    assertEquals(point.powerW() / point.stepsPerS(), point.stepJ(), 1e-12);
    assertEquals(
        point.partsW().total(), point.throttlingW(new ThermalLimits(60.0, null), 25), 1e-6);
  }

  // Where standing power alone is too much there is no rate, and no joules of a runaway.
  @Test
  void standingPowerAloneCanBeTooMuch() {
    OperatingPoint point = point(4, 60);
    assertEquals(0, point.share());
    assertEquals(0, point.stepsPerS());
    assertTrue(Double.isInfinite(point.stepJ()));
  }

  @Test
  void looserLimitNeverLowersTheRate() {
    double before = 0;
    for (double limitC = 30; limitC <= 200; limitC += 5) {
      double share = point(0.1, limitC).share();
      assertTrue(share >= before, limitC + " C");
      before = share;
    }
    assertTrue(before > 0.9);
  }
}
