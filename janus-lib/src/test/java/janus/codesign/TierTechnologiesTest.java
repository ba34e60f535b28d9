package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import janus.simulator.RefreshSettings;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier2Settings;
import janus.simulator.WriteMiss;
import janus.simulator.prefetch.NoPrefetcher;
import janus.technology.MemoryTechnology;
import janus.trace.SyntheticTrace;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TierTechnologiesTest {
  private static final TechnologyCatalog CATALOG = TechnologyCatalog.bundled();

  private static TierTechnologies with(String tier2, double celsius) {
    return new TierTechnologies(
        CATALOG.byName("sram-hd"), CATALOG.byName(tier2), CATALOG.byName("lpddr5"), celsius);
  }

  /** Tiers no larger than a macro, so that no wires join macros. */
  private static SimulatorSettings small() {
    SimulatorSettings janus = SimulatorSettings.janus1();
    return janus
        .withTier1(janus.tier1().withCapacity(DataSize.ofKiB(16)))
        .withTier2(janus.tier2().withCapacity(DataSize.ofKiB(14 * 16)).withBanks(14))
        .withPrefetcher(new NoPrefetcher());
  }

  private static SimulationResult run(SimulatorSettings settings, Trace trace) throws IOException {
    return new Simulator(settings).run(trace);
  }

  // 1000 lines of 128 B are read once: each is read from tier 2, written to tier 1 and read there,
  // 1,024,000 bits each time. Leakage is mW/MiB x MiB x microseconds / 1000.
  @Test
  void energyIsBitsTimesEnergyAndPowerTimesTime() throws IOException {
    SimulatorSettings settings = small();
    SimulationResult result = run(settings, SyntheticTrace.sequential(1000, 128));
    HierarchyEnergy energy = with("edram-1t1c", 25).of(settings, result);

    HierarchyEnergy.TierEnergy first = energy.tiers().get(0);
    MemoryTechnology sram = CATALOG.byName("sram-hd");
    double pjPerBit = sram.access().readEnergy().typical() + sram.access().writeEnergy().typical();
    assertEquals(128_000, first.bytesRead());
    assertEquals(128_000, first.bytesWritten());
    assertEquals(1_024_000 * pjPerBit * 1e-6, first.accessUj().typical(), 1e-12);
    double leakageMw = sram.standby().at25C().typical() * 16 / 1024;
    assertEquals(leakageMw * result.timeUs() * 1e-3, first.standbyUj().typical(), 1e-12);
    assertEquals(pjPerBit / 2, first.accessPjPerBit().typical(), 1e-12);

    HierarchyEnergy.TierEnergy second = energy.tiers().get(1);
    MemoryTechnology edram = CATALOG.byName("edram-1t1c");
    assertEquals(
        1_024_000 * edram.access().readEnergy().typical() * 1e-6,
        second.accessUj().typical(),
        1e-12);
    assertTrue(second.refreshUj().typical() > 0);
    assertEquals(0, energy.tiers().get(2).bytesRead());
    assertNull(energy.tiers().get(2).accessPjPerBit());

    double total = energy.tiers().stream().mapToDouble(tier -> tier.totalUj().typical()).sum();
    assertEquals(total, energy.totalUj().typical(), 1e-12);
    assertEquals(total * 1e6 / 1_024_000, energy.pjPerDemandedBit().typical(), 1e-9);
  }

  // 500 lines are written once. Without allocation they pass tier 1 by; with it each is fetched and
  // written over, and what 16 KiB = 128 lines do not hold is read to be written back.
  @Test
  void writesThatPassTier1ByCostItNothing() throws IOException {
    Trace writes =
        new SyntheticTrace(SyntheticTrace.Pattern.SEQUENTIAL, 500, 128, 500, 1, 1, 1, 1, 0);
    SimulatorSettings around =
        small().withTier1(small().tier1().withWriteMiss(WriteMiss.NO_ALLOCATE));
    HierarchyEnergy.TierEnergy passed =
        with("edram-1t1c", 25).of(around, run(around, writes)).tiers().get(0);
    assertEquals(0, passed.bytesRead() + passed.bytesWritten());

    HierarchyEnergy.TierEnergy kept =
        with("edram-1t1c", 25).of(small(), run(small(), writes)).tiers().get(0);
    assertEquals(2 * 500 * 128, kept.bytesWritten());
    assertEquals((500 - 128) * 128, kept.bytesRead());
  }

  // A bank of 16 MiB has 2^27 bits in rows of 2048: 65,536 rows, one a command, in the retention.
  @Test
  void aTechnologyGivesTier2ItsLatencyAndRefresh() {
    Tier2Settings published = SimulatorSettings.janus1().tier2();
    MemoryTechnology edram = CATALOG.byName("edram-1t1c");
    Tier2Settings timed = with("edram-1t1c", 25).timed(published, 1, 128, 1);
    assertTrue(timed.timing().readLatencyCycles() >= edram.access().readLatency().typical());
    assertEquals(65_536, timed.refresh().rowsPerBank());
    assertEquals(
        (long) (edram.retention().typicalSecondsAt(25) * 1e9) / 65_536,
        timed.refresh().intervalCycles());
    assertEquals(
        (int) Math.ceil(edram.retention().rowCycle().typical()), timed.refresh().blockedCycles());
    assertEquals(published.capacity(), timed.capacity());

    Tier2Settings slowWrites = with("stt-mram", 25).timed(published, 1, 128, 1);
    assertTrue(slowWrites.timing().writeLatencyCycles() > slowWrites.timing().readLatencyCycles());
    assertNull(with("sram-hd", 25).timed(published, 1, 128, 1).refresh());
  }

  @Test
  void aTemperatureNobodyMeasuredIsRefused() {
    var error = assertThrows(IllegalArgumentException.class, () -> with("edram-1t1c", 400));
    assertTrue(error.getMessage().startsWith("temperature of sram-hd must be between"));
  }

  @Test
  void aMemoryThatSleepsIsNoTier() {
    var error = assertThrows(IllegalArgumentException.class, () -> with("sram-retention", 45));
    assertEquals(
        "tier 2 must be of a technology that serves traffic: sram-retention sleeps (SRAM, retention"
            + " mode)",
        error.getMessage());
  }

  // LPDDR5 is known to 105 C, and not asked where it is left out.
  @Test
  void aTierThatIsNotThereLimitsNoTemperature() throws IOException {
    assertThrows(IllegalArgumentException.class, () -> with("edram-1t1c", 110));
    var tiers =
        new TierTechnologies(CATALOG.byName("sram-hd"), CATALOG.byName("edram-1t1c"), null, 110);
    SimulatorSettings settings = small().withTier3(null);
    SimulationResult result = run(settings, SyntheticTrace.sequential(10, 128));
    assertEquals(2, tiers.of(settings, result).tiers().size());
  }

  // The cache is read in a part of the token: leakage and refresh last for all of it, accesses cost
  // what they cost.
  @Test
  void standingPowerLastsForTheWholeToken() throws IOException {
    SimulatorSettings settings = small();
    SimulationResult result = run(settings, SyntheticTrace.sequential(1000, 128));
    TierTechnologies tiers = with("edram-1t1c", 25);
    HierarchyEnergy.TierEnergy read = tiers.of(settings, result).tiers().get(1);
    HierarchyEnergy.TierEnergy token =
        tiers.of(settings, result, 50 * result.timeUs()).tiers().get(1);
    assertEquals(read.accessUj().typical(), token.accessUj().typical(), 1e-12);
    assertEquals(50 * read.standbyUj().typical(), token.standbyUj().typical(), 1e-12);
    assertEquals(50 * read.refreshUj().typical(), token.refreshUj().typical(), 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> tiers.of(settings, result, result.timeUs() / 2));
  }

  // A part that is sold: 128 MiB that forget in 100 us at 95 C (Intel, 22 nm). A bank of 8 MiB has
  // 32768 rows of 2048 bits; four at a time, 4 ns each, take 33 us of the 100.
  @Test
  void shippedEdramCanBeRefreshed() {
    Tier2Settings crystalwell =
        SimulatorSettings.janus1().tier2().withCapacity(DataSize.ofMiB(128L)).withBanks(16);
    RefreshSettings refresh = with("edram-1t1c", 95).timed(crystalwell, 4, 64, 1).refresh();
    assertEquals(32_768, refresh.rowsPerBank());
    double busy = (double) refresh.blockedCycles() / refresh.intervalCycles();
    assertEquals(0.33, busy, 0.01);
  }

  // 224 MiB need wires that 14 small macros do not: they answer later, and are busy no longer.
  @Test
  void wiresDoNotOccupyABank() {
    Tier2Settings published = SimulatorSettings.janus1().tier2();
    Tier2Settings timed = with("edram-1t1c", 25).timed(published, 1, 128, 1);
    int macro = CATALOG.byName("edram-1t1c").access().readCycles(1);
    assertEquals(macro, timed.timing().readOccupancyCycles());
    assertTrue(timed.timing().readLatencyCycles() > macro);
  }
}
