package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.PackageCatalog;
import janus.technology.StandingPower;
import janus.thermal.ThermalLimits;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DieHeatTest {
  private static final HeatPaths PATHS =
      HeatPaths.of(new DieArea(10, 5, 2, 90), PackageCatalog.bundled().settings("bga-lid"));

  private final Random random = new Random(11);

  /** Leakage that doubles every 15 to 60 degrees, and refresh of charge or over a barrier. */
  private StandingPower standing(double mostW) {
    double leakageW = random.nextDouble() * mostW;
    double perC = 0.01 + random.nextDouble() * 0.035;
    double refreshW = random.nextBoolean() ? 0 : random.nextDouble() * mostW;
    boolean barrier = random.nextBoolean();
    double refreshPerC = barrier ? 0 : 0.07;
    return new StandingPower(
        leakageW, perC, refreshW, 85, refreshPerC, barrier ? 5000 + random.nextInt(8000) : 0);
  }

  private PartWatts watts(double most) {
    double[] w = random.doubles(4, 0, most).toArray();
    return new PartWatts(w[0], w[1], w[2], w[3]);
  }

  // Halving finds the share from where the die settles alone, to 1e-12.
  @Test
  void carriedShareIsTheOneThatHalvingFinds() {
    int atLimit = 0;
    int atBrink = 0;
    for (int i = 0; i < 3000; i++) {
      var limits = new ThermalLimits(50 + random.nextDouble(150), i % 3 == 0 ? 48.0 : null);
      var die = new DieHeat(PATHS, standing(0.1), standing(0.5), limits);
      PartWatts watts = watts(4);
      DieHeat.Carried carried = die.carry(watts);
      if (carried.share() > 0 && carried.share() < 1) {
        DieHeat.Carried halved = die.bisected(watts);
        double excess = carried.settled().excess(limits);
        assertTrue(excess <= 0, "above the limit by " + excess);
        assertEquals(halved.share(), carried.share(), 1e-9);
        boolean reached = excess > -1e-9;
        // Near the brink, temperatures change with the root of the share.
        double toleranceK = reached ? 1e-6 : 1e-3;
        assertEquals(halved.settled().junctionC(), carried.settled().junctionC(), toleranceK);
        atLimit += reached ? 1 : 0;
        atBrink += reached ? 0 : 1;
      }
    }
    assertTrue(atLimit > 300 && atBrink > 20, atLimit + " at a limit, " + atBrink + " at a brink");
  }

  // From ambient, a die heats up until power and temperature keep each other.
  @Test
  void settledStateKeepsItself() {
    int settled = 0;
    for (int i = 0; i < 1000; i++) {
      StandingPower first = standing(0.1);
      StandingPower second = standing(0.3);
      var die = new DieHeat(PATHS, first, second, ThermalLimits.NONE);
      PartWatts watts = watts(0.5);
      Settled state = die.settle(watts);
      if (!state.runsAway()) {
        settled++;
        assertEquals(first.watts(state.tier1C()), state.tier1W(), 1e-11);
        assertEquals(second.watts(state.tier2C()), state.tier2W(), 1e-11);
        Settled linear =
            PATHS.settle(
                watts.plus(state.tier1W(), state.tier2W()), StandingPower.NONE, StandingPower.NONE);
        assertEquals(linear.tier2C(), state.tier2C(), 1e-8);
        assertEquals(linear.junctionC(), state.junctionC(), 1e-8);
      }
    }
    assertTrue(settled > 500, "settled " + settled);
  }
}
