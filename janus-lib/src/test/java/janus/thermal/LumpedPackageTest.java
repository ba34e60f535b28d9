package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.units.Range;
import org.junit.jupiter.api.Test;

class LumpedPackageTest {
  private static Fact theta(double low, double typical, double high) {
    return new Fact(new Range(low, typical, high), "C/W", Basis.ASSUMED, "us", "");
  }

  private static final LumpedPackage PACKAGE =
      new LumpedPackage("p", "P", theta(8, 10, 12), theta(2, 2, 2), theta(6, 6, 6));

  @Test
  void theJunctionIsAmbientPlusPowerTimesTheta() {
    assertEquals(new Range(41, 45, 49), PACKAGE.junctionC(2, 25));
  }

  // (95 - 25) / 10 = 7 W; an ambient above the limit allows no power.
  @Test
  void powerIsLimitedAtTheTypicalResistance() {
    assertEquals(7, PACKAGE.throttlingPowerW(95, 25), 1e-12);
    assertEquals(0, PACKAGE.throttlingPowerW(95, 100));
  }

  // 2 + 4 and 6 + 6 C/W in parallel are 4 C/W: 3 W heat by 12 C.
  @Test
  void twoPathsConductInParallel() {
    assertEquals(37, PACKAGE.twoResistorJunctionC(3, 25, 4, 6), 1e-12);
  }

  // Without a sink, heat leaves only through the board: 12 C/W.
  @Test
  void aPathOfInfiniteResistanceCarriesNothing() {
    assertEquals(61, PACKAGE.twoResistorJunctionC(3, 25, Double.POSITIVE_INFINITY, 6), 1e-12);
  }

  @Test
  void theTwoResistorModelNeedsBothResistances() {
    var lumped = new LumpedPackage("p", "P", theta(8, 10, 12), null, null);
    assertThrows(IllegalStateException.class, () -> lumped.twoResistorJunctionC(3, 25, 4, 6));
  }
}
