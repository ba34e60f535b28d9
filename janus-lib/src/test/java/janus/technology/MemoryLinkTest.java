package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLinkTest {
  private static final TechnologyCatalog CATALOG = TechnologyCatalog.bundled();
  private static final MemoryLink LPDDR5X = CATALOG.byName("lpddr5x").link();

  // Talks of vendors and universities give 3 to 6 pJ/bit with PHY for LPDDR4X to LPDDR5X, and
  // Accelergy has 8 for LPDDR4.
  @Test
  void partsOfLpddr5xMakeTheWholeThatIsTalkedAbout() {
    var whole = CATALOG.byName("lpddr5x").access().readEnergy();
    double open = LPDDR5X.openPjPerBit(LPDDR5X.activeStandby().typical(), 68.3, 68.3);
    assertTrue(whole.typical() + open > 3 && whole.typical() + open < 6, whole.toString());
    assertTrue(whole.high() < 8, whole.toString());
  }

  // The same LPDDR4 data sheet currents as DRAMsim3 uses: 1.2 V x (80 x 47 - 47 x 32 - 34 x 15) mA
  // cycles of 0.83 ns are 1739 pJ for a row of 16384 bits; at 1.05 V 0.081 pJ/bit.
  @Test
  void activationIsTheEnergyOfARowOverItsBits() {
    double pj = 1.2 * (80 * 47 - 47 * 32 - 34 * 15) * 0.83 / 16384 * Math.pow(1.05 / 1.2, 2);
    assertEquals(pj, LPDDR5X.split().activation().typical(), 0.005);
  }

  @Test
  void bandwidthNeedsWholeChannels() {
    assertEquals(1, LPDDR5X.channels(17.075));
    assertEquals(4, LPDDR5X.channels(68.3));
    assertEquals(5, LPDDR5X.channels(68.4));
  }

  @Test
  void partsThatDoNotMakeTheWholeAreRefused() {
    var access = CATALOG.byName("lpddr4x").access().readEnergy();
    String message =
        assertThrows(IllegalArgumentException.class, () -> LPDDR5X.checkAgainst(access))
            .getMessage();
    assertTrue(message.startsWith("readEnergy of 8.0 pJ/bit must be the sum"), message);
  }

  @Test
  void everyMemoryBesideADieIsDrivenByNewLogicAlone() {
    for (String name : List.of("lpddr4x", "lpddr5", "lpddr5x", "ddr5", "hbm3")) {
      MemoryLink link = CATALOG.byName(name).link();
      assertTrue(link.drivenBy(3) && !link.drivenBy(65), name);
    }
  }
}
