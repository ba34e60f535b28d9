package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.thermal.PackageSetting;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalTransient;
import janus.units.Celsius;
import org.junit.jupiter.api.Test;

class BurstTest {
  private static final Facts FACTS = Facts.bundled();

  /** Without tiers that leak: all power is that of the work. */
  private static PreparedDesign inHand(int tiles, double gbPerS) {
    Design.Compute old = Design.janus1().compute();
    var compute =
        new Design.Compute(
            tiles, 16, 16, 1, old.macEnergy(), old.operandBits(), old.resultBits(), 3);
    Design design =
        Design.janus1()
            .withTier1(Design.janus1().tier1().withTechnology("sram-ll").withCapacityMib(0.25))
            .withTier2(Design.janus1().tier2().withCapacityMib(0))
            .withCompute(compute)
            .withOffChip(new Design.OffChip("lpddr5x", 8192, gbPerS))
            .withPackage(new Design.Packaging("handheld", null, null));
    return new PreparedDesign(FACTS.resolve(design));
  }

  private static ResolvedWorkload load(Double ambientC) {
    return FACTS.resolve(
        Workload.janus1().withModel("llama-3.2-1b").atContext(512).withAmbientC(ambientC));
  }

  private static Double burstS(PreparedDesign design, ResolvedWorkload load) {
    PreparedDesign in = design.inAirOf(load);
    return Burst.seconds(in.chip(), in.at(load));
  }

  @Test
  void partThatSustainsItsRateHasNoBurst() {
    Design slow = inHand(1, 8.0).chip().design().withPackage(Design.janus1().pack());
    PreparedDesign cool = new PreparedDesign(FACTS.resolve(slow));
    assertEquals(1, cool.at(load(null)).share());
    assertNull(burstS(cool, load(null)));
  }

  // A run of one interval on 24 x 24 cells at the same power reaches the limit at the same time.
  @Test
  void limitIsReachedWhenTheBurstEnds() {
    PreparedDesign fast = inHand(64, 136.6);
    OperatingPoint point = fast.at(load(null));
    assertTrue(point.share() < 1, "share " + point.share());
    double seconds = burstS(fast, load(null));
    var grid = new ThermalGrid(fast.chip().floorplan(), fast.chip().pack().settings(), 24, 24);
    var run = ThermalTransient.from(grid, grid.settings().get(PackageSetting.AMBIENT));
    PartWatts watts = point.energy().dieW(point.fullStepS());
    run.advance(
        DieFloorplan.power(
            fast.chip().floorplan(), watts.tier1(), watts.compute(), watts.mesh(), watts.tier2()),
        seconds);
    double skin = Celsius.ofKelvin(run.field().hottestSkin());
    double junction = Celsius.ofKelvin(run.field().hottest());
    double limit = fast.chip().pack().limits().skinCelsius();
    boolean bySkin = skin > limit - 1;
    double rise = bySkin ? limit - 25 : fast.chip().pack().limits().junctionCelsius() - 25;
    double reached = bySkin ? skin - 25 : junction - 25;
    assertEquals(1, reached / rise, 0.1);
  }

  @Test
  void warmerAirShortensTheBurst() {
    PreparedDesign fast = inHand(64, 136.6);
    double cool = burstS(fast, load(15.0));
    double warm = burstS(fast, load(35.0));
    assertTrue(warm < cool, warm + " s, " + cool + " s");
  }
}
