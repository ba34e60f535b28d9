package janus.claims.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.units.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimedTest {
  private static Value between(double low, double high) {
    return new Value.Amount(new Range(low, low, high));
  }

  // Printed with two decimals, 4.05 stands for 4.045 to 4.055; 79 for 78.5 to 79.5.
  @ParameterizedTest
  @CsvSource({
    "4.05, 4.0451, true",
    "4.05, 4.0449, false",
    "4.05, 4.0549, true",
    "4.05, 4.0551, false",
    "79, 79.5, true",
    "79, 79.51, false",
    "79.0, 79.5, false",
    "0, 0, true",
    "0, 1, false",
  })
  void aValueMustRoundToThePrintedDigits(String printed, double value, boolean holds) {
    assertEquals(holds, new Claimed("=", printed).isGivenBy(Value.exactly(value)));
  }

  // [100, 200] widened by 5 % is [95, 210]; the printed 94 reaches to 94.5, the printed 95 to 95.5.
  @Test
  void ourRangeIsFivePercentWider() {
    assertFalse(new Claimed("=", "94").isNear(between(100, 200)));
    assertTrue(new Claimed("=", "95").isNear(between(100, 200)));
    assertTrue(new Claimed("=", "210").isNear(between(100, 200)));
    assertFalse(new Claimed("=", "211").isNear(between(100, 200)));
    assertFalse(new Claimed("=", "95").isGivenBy(between(100, 200)));
  }

  @Test
  void aBoundIsReachedByWhateverKeepsItSomewhere() {
    assertTrue(new Claimed("<", "100").isGivenBy(between(99, 300)));
    assertFalse(new Claimed("<", "100").isGivenBy(between(100, 300)));
    assertTrue(new Claimed(">", "100").isGivenBy(between(1, 101)));
    assertFalse(new Claimed(">", "0").isGivenBy(Value.exactly(0)));
  }

  @Test
  void aWordRoundsToItselfAlone() {
    var claimed = new Claimed("=", "eDRAM");
    assertNull(claimed.value());
    assertTrue(claimed.isGivenBy(new Value.Word("eDRAM")));
    assertFalse(claimed.isNear(new Value.Word("SRAM")));
    assertFalse(claimed.isNear(Value.exactly(1)));
  }

  @Test
  void aBoundIsANumber() {
    assertThrows(IllegalArgumentException.class, () -> new Claimed("<", "eDRAM"));
    assertThrows(IllegalArgumentException.class, () -> new Claimed("~", "1"));
  }
}
