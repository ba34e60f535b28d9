package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import janus.technology.StandingPower;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.units.Celsius;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeatPathsTest {
  private static final StandingPower NONE = StandingPower.NONE;
  private static final PackageSettings LID = PackageCatalog.bundled().settings("bga-lid");
  private static final DieArea DIE = new DieArea(10, 5, 2, 90);
  private static final HeatPaths PATHS = HeatPaths.of(DIE, LID);

  // Without leakage the die is linear; the detailed grid has 128 x 128 cells.
  @Test
  void junctionAndSkinAreThoseOfTheDetailedGrid() {
    var random = new Random(7);
    for (int i = 0; i < 8; i++) {
      var area =
          new DieArea(
              i % 4 == 3 ? 0 : random.nextDouble(20),
              0.2 + random.nextDouble(20),
              0.2 + random.nextDouble(5),
              i % 4 == 1 ? 0 : random.nextDouble(100));
      var watts =
          new PartWatts(
              area.tier1() == 0 ? 0 : random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              area.tier2() == 0 ? 0 : random.nextDouble());
      Settled settled = HeatPaths.of(area, LID).settle(watts, NONE, NONE);
      ThermalField field = detailed(area, watts);
      double riseK = field.hottest() - LID.get(PackageSetting.AMBIENT);
      assertEquals(Celsius.ofKelvin(field.hottest()), settled.junctionC(), 0.02 * riseK);
      assertEquals(Celsius.ofKelvin(field.hottestSkin()), settled.skinC(), 0.02 * riseK);
    }
  }

  private static ThermalField detailed(DieArea area, PartWatts watts) {
    var floorplan = DieFloorplan.of(area, 1);
    return new ThermalGrid(floorplan, LID, 128, 128)
        .steady(
            DieFloorplan.power(
                floorplan, watts.tier1(), watts.compute(), watts.mesh(), watts.tier2()));
  }

  // Leakage of 1 W at 25 C that doubles every 20 degrees: the temperatures it settles at give the
  // power that keeps them.
  @Test
  void settledTemperaturesKeepThemselves() {
    var leaks = new StandingPower(0.3, Math.log(2) / 20, 0, 25, 0, 0);
    var watts = new PartWatts(0.2, 0.3, 0.1, 0.1);
    Settled settled = PATHS.settle(watts, leaks, leaks);
    assertEquals(leaks.watts(settled.tier1C()), settled.tier1W(), 1e-12);
    Settled again = PATHS.settle(watts.plus(settled.tier1W(), settled.tier2W()), NONE, NONE);
    assertEquals(again.tier1C(), settled.tier1C(), 1e-6);
    assertEquals(again.tier2C(), settled.tier2C(), 1e-6);
    assertEquals(again.junctionC(), settled.junctionC(), 1e-6);
  }

  // The lowest solution is the one that a die from ambient reaches by heating up.
  @Test
  void settlesWhereHeatingUpEnds() {
    var leaks = new StandingPower(0.5, Math.log(2) / 20, 0.1, 85, Math.log(2) / 10, 0);
    var watts = new PartWatts(0.1, 0.1, 0.1, 0.2);
    double first = 25;
    double second = 25;
    for (int i = 0; i < 10_000; i++) {
      Settled next = PATHS.settle(watts.plus(0, leaks.watts(second)), NONE, NONE);
      first = next.tier1C();
      second = next.tier2C();
    }
    Settled settled = PATHS.settle(watts, NONE, leaks);
    assertEquals(first, settled.tier1C(), 1e-6);
    assertEquals(second, settled.tier2C(), 1e-6);
  }

  // A lid of some 26 K/W and leakage that grows by 7 % a degree: 1 W at 25 C is too much.
  @Test
  void leakageThatOutrunsThePackageRunsAway() {
    var leaks = new StandingPower(1, 0.07, 0, 25, 0, 0);
    assertTrue(PATHS.settle(new PartWatts(0, 0, 0, 0), NONE, leaks).runsAway());
  }

  @Test
  void moreOfAnyPowerIsNowhereCooler() {
    var leaks = new StandingPower(0.05, 0.03, 0, 25, 0, 0);
    var random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      double[] w = random.doubles(4, 0, 1).toArray();
      Settled less = PATHS.settle(new PartWatts(w[0], w[1], w[2], w[3]), leaks, leaks);
      w[i % 4] += 0.1;
      Settled more = PATHS.settle(new PartWatts(w[0], w[1], w[2], w[3]), leaks, leaks);
      assertTrue(more.runsAway() || more.junctionC() > less.junctionC());
      assertTrue(more.runsAway() || more.tier2C() > less.tier2C());
    }
  }

  // Nothing divides by the area of a part that is not there, and small dies have a package too.
  @Test
  void smallDiesSettleInAFittedPackage() {
    Facts facts = Facts.bundled();
    Design janus = Design.janus1();
    Design small =
        janus
            .withTier1(janus.tier1().withCapacityMib(0.25))
            .withTier2(janus.tier2().withCapacityMib(0));
    DesignReport report = new DesignEvaluator(facts).evaluate(small, Workload.janus1());
    assertTrue(report.junctionC() > 25);
    var settings = facts.pack(janus.pack()).settings();
    assertEquals(facts.resolve(janus).pack().settings(), settings);
    assertEquals(facts.resolve(small).pack().settings(), settings);
  }
}
