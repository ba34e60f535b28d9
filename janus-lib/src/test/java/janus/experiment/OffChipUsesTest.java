package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.device.DeviceFit.MemoryUse;
import janus.provenance.Fact;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.SyntheticTrace;
import janus.units.DataSize;
import janus.units.Range;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffChipUsesTest {
  private static final DeviceCatalog CATALOG = new DeviceCatalog(DataFolder.bundled());

  // The facts are the spread over devices, to three digits.
  @Test
  void factsAreTheSpreadOverMeasuredDevices() {
    List<MemoryUse> uses = OffChipUses.uses(CATALOG.devices());
    assertSpread(OffChipUses.spread(uses, MemoryUse::reached), CATALOG.bandwidthReached());
    assertSpread(OffChipUses.spread(uses, MemoryUse::layerMs), CATALOG.layerTime());
  }

  private static void assertSpread(Range spread, Fact fact) {
    assertEquals(spread.low(), fact.low(), 5e-4);
    assertEquals(spread.typical(), fact.typical(), 5e-4);
    assertEquals(spread.high(), fact.high(), 5e-4);
  }

  // A stream through simulated LPDDR5-6400, with its refreshes and rows, reaches what devices do.
  @Test
  void simulatedStreamReachesWhatDevicesDo() throws IOException {
    SimulatorSettings machine = SimulatorSettings.janus1();
    machine =
        machine
            .withTier2(machine.tier2().withCapacity(DataSize.ofKiB(64)).withBanks(1))
            .withPrefetcher(new StreamPrefetcher(64, 2, 1, 1));
    SimulationResult result = new Simulator(machine).run(SyntheticTrace.sequential(200_000, 128));
    double reached =
        result.tier3().bytesRead() / result.timeUs() * 1e-3 / machine.tier3().peakGbPerS();
    Fact devices = CATALOG.bandwidthReached();
    assertTrue(devices.low() < reached && reached < devices.high(), "reached " + reached);
    assertEquals(devices.typical(), reached, 0.05);
  }
}
