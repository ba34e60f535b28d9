package janus.experiment;

import janus.catalog.TechnologyCatalog;
import janus.codesign.HierarchyEnergy;
import janus.codesign.HierarchyEnergy.TierEnergy;
import janus.codesign.TierTechnologies;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier2Settings;
import janus.technology.MemoryTechnology;
import janus.trace.Trace;
import janus.units.Range;
import java.io.IOException;
import java.util.List;

/** A decode step with tier 2 made of every technology that can lie on or over the die. */
final class Tier2Technologies {
  private static final double TEMPERATURE_C = 45;

  /** Rows a bank restores at a time; with fewer, the eDRAM of 16 MiB a bank has no time to work. */
  private static final int ROWS_PER_COMMAND = 4;

  /** Time and energy of the step. */
  record Row(
      String technology,
      String name,
      double temperatureC,
      int readLatencyCycles,
      int writeLatencyCycles,
      long totalCycles,
      double cyclesPerAccess,
      Range tier2AccessUj,
      Range tier2StandbyUj,
      Range tier2RefreshUj,
      Range tier2PjPerBit,
      Range allTiersUj,
      Range pjPerDemandedBit,
      String weakestBasis,
      String confidence) {}

  private Tier2Technologies() {}

  static List<Row> rows(Laboratory laboratory, Trace decode) throws IOException {
    var catalog = new TechnologyCatalog(laboratory.data());
    List<MemoryTechnology> candidates =
        catalog.all().stream()
            .filter(
                technology ->
                    technology.onChip()
                        && technology.servesTraffic()
                        && technology.holdsAt(TEMPERATURE_C))
            .toList();
    return Parallel.map(
        candidates,
        laboratory.threads(),
        laboratory.progress(),
        "simulating technologies",
        technology -> row(catalog, technology, decode));
  }

  private static Row row(TechnologyCatalog catalog, MemoryTechnology technology, Trace decode)
      throws IOException {
    var tiers =
        new TierTechnologies(
            catalog.byName("sram-hd"), technology, catalog.byName("lpddr5"), TEMPERATURE_C);
    SimulatorSettings janus = SimulatorSettings.janus1();
    Tier2Settings timed =
        tiers.timed(janus.tier2(), ROWS_PER_COMMAND, janus.tier1().lineBytes(), janus.clockGhz());
    SimulatorSettings settings = janus.withTier2(timed);
    SimulationResult result = new Simulator(settings).run(decode);
    HierarchyEnergy energy = tiers.of(settings, result);
    TierEnergy second = energy.tiers().get(1);
    return new Row(
        technology.id(),
        technology.name(),
        TEMPERATURE_C,
        timed.readLatencyCycles(),
        timed.writeLatencyCycles(),
        result.totalCycles(),
        (double) result.totalCycles() / result.accesses(),
        second.accessUj(),
        second.standbyUj(),
        second.refreshUj(),
        second.totalPjPerBit(),
        energy.totalUj(),
        energy.pjPerDemandedBit(),
        second.weakestBasis(),
        second.confidence());
  }
}
