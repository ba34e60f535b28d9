package janus.experiment;

import janus.codesign.Design;
import janus.codesign.Facts;
import janus.codesign.HierarchyEnergy;
import janus.codesign.HierarchyEnergy.TierEnergy;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedWorkload;
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
  private static final double TEMPERATURE_C = TierTechnologies.TEMPERATURE_C;

  /**
   * Time and energy of the step. Leakage and refresh last for the whole token, of which reading the
   * cache is a small part.
   *
   * @param tokenMs time of the token at this tier 2
   * @param cacheMs simulated time in which the cache is read
   */
  record Row(
      String technology,
      String name,
      double temperatureC,
      int readLatencyCycles,
      int writeLatencyCycles,
      long totalCycles,
      double cyclesPerAccess,
      double cacheMs,
      double tokenMs,
      Range tier2AccessUj,
      Range tier2StandbyUj,
      Range tier2RefreshUj,
      Range tier2PjPerBit,
      Range allTiersUj,
      Range pjPerDemandedBit,
      String weakestBasis,
      String confidence) {}

  private Tier2Technologies() {}

  static List<Row> rows(Laboratory laboratory, Trace decode, long context) throws IOException {
    var facts = new Facts(laboratory.data());
    List<MemoryTechnology> candidates =
        facts.technologies().all().stream()
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
        technology -> row(facts, technology, decode, context));
  }

  private static Row row(Facts facts, MemoryTechnology technology, Trace decode, long context)
      throws IOException {
    Design design = Design.janus1();
    design = design.withTier2(design.tier2().withTechnology(technology.id()));
    ResolvedDesign chip = facts.resolve(design);
    ResolvedWorkload load = facts.resolve(Janus1Study.load(context));
    double tokenUs = 1e6 * new PreparedDesign(chip).at(load).fullStepS();
    TierTechnologies tiers = TierTechnologies.of(chip, TEMPERATURE_C);
    SimulatorSettings janus = design.simulator();
    Tier2Settings timed =
        tiers.timed(
            janus.tier2(),
            design.tier2().refreshRowsPerCommand(),
            janus.tier1().lineBytes(),
            janus.clockGhz());
    SimulatorSettings settings = janus.withTier2(timed);
    SimulationResult result = new Simulator(settings).run(decode);
    HierarchyEnergy energy = tiers.of(settings, result, Math.max(tokenUs, result.timeUs()));
    TierEnergy second = energy.tiers().get(1);
    return new Row(
        technology.id(),
        technology.name(),
        TEMPERATURE_C,
        timed.timing().readLatencyCycles(),
        timed.timing().writeLatencyCycles(),
        result.totalCycles(),
        (double) result.totalCycles() / result.accesses(),
        result.timeUs() / 1e3,
        Math.max(tokenUs, result.timeUs()) / 1e3,
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
