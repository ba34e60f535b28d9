package janus.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.CostCatalog;
import janus.catalog.DataFolder;
import org.junit.jupiter.api.Test;

class PinFactsTest {
  private final PinFacts pins = CostCatalog.of(DataFolder.bundled()).pins();

  // A channel of 16 bits: CK 2, CA 7, CS 1, DQ 16, DMI 2, WCK 4, RDQS 4 are 36 signals; as many
  // pins of supply: 72. Four channels at a cent: 2.88 dollars. Low: 4 x 36 x 1.5 x 0.5 cent; high:
  // 4 x 37 x 2.5 x 2 cents.
  @Test
  void fourChannelsByHand() {
    assertEquals(2 + 7 + 1 + 16 + 2 + 4 + 4, pins.signals().get("lpddr5x").typical(), 0);
    assertEquals(288, pins.pins("lpddr5x", 4).typical(), 1e-9);
    assertEquals(2.88, pins.usd("lpddr5x", 4).typical(), 1e-9);
    assertEquals(1.08, pins.usd("lpddr5x", 4).low(), 1e-9);
    assertEquals(7.4, pins.usd("lpddr5x", 4).high(), 1e-9);
  }

  @Test
  void twiceTheChannelsCostTwice() {
    for (String memory : pins.signals().keySet()) {
      assertEquals(2 * pins.usd(memory, 3).typical(), pins.usd(memory, 6).typical(), 1e-9);
    }
  }

  @Test
  void aMemoryWithoutSignalsIsNotKnown() {
    assertTrue(pins.knows("lpddr4x"));
    assertFalse(pins.knows("hbm3"));
  }
}
