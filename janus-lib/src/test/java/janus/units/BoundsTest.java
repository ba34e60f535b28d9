package janus.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoundsTest {
  @Test
  void theEndsAreWithin() {
    assertEquals(1, Bounds.within("share", 1, 2, "", 1.0));
    assertEquals(2, Bounds.within("share", 1, 2, "", 2.0));
    assertEquals(7, Bounds.within("banks", 1, 7, 7));
    assertEquals(1e-6, Bounds.clockGhz("clock", 1e-6));
  }

  @Test
  void aRefusalNamesQuantityRangeUnitAndValue() {
    assertEquals(
        "traffic must be from 0 to 1000000000 GB/s: 1.0E308", refusal(0, 1e9, "GB/s", 1e308));
    assertEquals("traffic must be from 0.5 to 2: NaN", refusal(0.5, 2, "", Double.NaN));
    assertEquals("traffic must be from 0 to 2: -1.0", refusal(0, 2, "", -1));
    var banks = assertThrows(IllegalArgumentException.class, () -> Bounds.within("banks", 1, 8, 9));
    assertEquals("banks must be from 1 to 8: 9", banks.getMessage());
    var clock = assertThrows(IllegalArgumentException.class, () -> Bounds.clockGhz("clock", 0));
    assertEquals("clock must be from 1.0E-6 to 1000 GHz: 0.0", clock.getMessage());
  }

  @Test
  void aLimitOfOneSideRefusesWhatIsNoFiniteNumber() {
    assertEquals(1e300, Bounds.above("size", 0, 1e300));
    assertEquals(0, Bounds.atLeast("size", 0, 0.0));
    assertEquals(3, Bounds.atLeast("banks", 3, 3));
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Bounds.above("size", 0, wrong));
      assertThrows(IllegalArgumentException.class, () -> Bounds.atLeast("size", 0, wrong));
    }
    var zero = assertThrows(IllegalArgumentException.class, () -> Bounds.above("size", 0, 0));
    assertEquals("size must be above 0: 0.0", zero.getMessage());
    assertEquals(4, Bounds.atMost("banks", 4, 4));
    var five = assertThrows(IllegalArgumentException.class, () -> Bounds.atMost("banks", 4, 5));
    assertEquals("banks must be at most 4: 5", five.getMessage());
    var two = assertThrows(IllegalArgumentException.class, () -> Bounds.atLeast("banks", 3, 2));
    assertEquals("banks must be at least 3: 2", two.getMessage());
  }

  private static String refusal(double least, double most, String unit, double value) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> Bounds.within("traffic", least, most, unit, value))
        .getMessage();
  }
}
