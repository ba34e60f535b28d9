package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;

class DesignTest {
  @Test
  void theSimulatedMachineIsThePublishedOne() {
    assertEquals(SimulatorSettings.janus1().summary(), Design.janus1().simulator().summary());
  }

  // Twice the banks and half the look-ahead, all else as published.
  @Test
  void theSimulatedMachineFollowsTheDesign() {
    Design design =
        DesignJson.with(
            Design.janus1(),
            java.util.Map.of("tier2.banks", "28", "prefetcher.lookAheadLines", "8"));
    SimulatorSettings machine = design.simulator();
    assertEquals(28, machine.tier2().banks());
    assertEquals(
        "stream(lookAhead=8, issueWidth=4, trigger=1, streams=1)", machine.prefetcher().spelling());
    assertEquals(SimulatorSettings.janus1().tier1().capacity(), machine.tier1().capacity());
  }

  @Test
  void impossibleNumbersNameTheField() {
    Design.Tier tier = Design.janus1().tier2();
    assertEquals(
        "capacityMib must be from 0 to 1073741824 MiB: -1.0",
        assertThrows(IllegalArgumentException.class, () -> tier.withCapacityMib(-1)).getMessage());
  }

  // The most square mesh: 12 tiles are 3 x 4, 13 are in a row.
  @Test
  void tilesAreJoinedByTheMostSquareMesh() {
    assertEquals(4, Facts.mesh(16).rows());
    assertEquals(3, Facts.mesh(12).rows());
    assertEquals(13, Facts.mesh(13).columns());
  }
}
