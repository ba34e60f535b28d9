package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.units.DataSize;
import org.junit.jupiter.api.Test;

class Tier3SettingsTest {
  private static final Tier3Settings LPDDR5 = Tier3Settings.lpddr5At6400(DataSize.ofMiB(8192), 4);

  // Ramulator 2's preset LPDDR5_6400 in cycles of 1.25 ns.
  @Test
  void coreTimingsAreThoseOfRamulator() {
    double cycle = 1.25;
    RowTimings row = LPDDR5.timings().row();
    assertEquals(20 * cycle, LPDDR5.timings().readLatencyNs());
    assertEquals(11 * cycle, LPDDR5.timings().writeLatencyNs());
    assertEquals(10 * cycle, LPDDR5.timings().writeToReadNs());
    assertEquals(15 * cycle, row.rowToColumnNs());
    assertEquals(15 * cycle, row.prechargeNs());
    assertEquals(34 * cycle, row.rowActiveNs());
    assertEquals(4 * cycle, row.readToPrechargeNs());
    assertEquals(28 * cycle, row.writeRecoveryNs());
    assertEquals(4 * cycle, row.activateToActivateNs());
    assertEquals(16 * cycle, row.fourActivatesNs());
  }

  // 6400 MT/s on 16 bits are 12.8 GB/s; four channels make 51.2.
  @Test
  void theBandwidthIsThatOfAllChannels() {
    assertEquals(6.4 * 16 / 8, LPDDR5.shape().busGbPerS(), 1e-12);
    assertEquals(51.2, LPDDR5.peakGbPerS(), 1e-12);
  }

  @Test
  void aRefreshMustEndBeforeTheNext() {
    RowTimings row = LPDDR5.timings().row();
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> new DramTimings(25, 14, 12, row, 200, 210));
    assertTrue(thrown.getMessage().contains("refreshNs must be below"), thrown.getMessage());
  }

  @Test
  void aRowIsAPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new DramShape(1, 16, 1000, 12.8));
  }
}
