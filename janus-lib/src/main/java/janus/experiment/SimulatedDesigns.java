package janus.experiment;

import janus.catalog.DramCatalog;
import janus.codesign.Design;
import janus.codesign.DramTier;
import janus.codesign.Facts;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedWorkload;
import janus.codesign.TierTechnologies;
import janus.codesign.Workload;
import janus.provenance.Fact;
import janus.search.Accuracy;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.SpaceFile;
import janus.search.StandardSpace;
import janus.simulator.DemandSettings;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier1Queues;
import janus.simulator.Tier3Settings;
import janus.simulator.prefetch.Future;
import janus.simulator.prefetch.Prefetchers;
import janus.technology.DramPart;
import janus.trace.KvTrace;
import janus.trace.KvTraceSettings;
import janus.units.DataSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Designs simulated access by access, beside the evaluator: the time in which the cache of a decode
 * step is read, t = kept / tier 2 + spilled / memory beside the die, at least that of tier 1. The
 * evaluator divides bytes by bytes a second. The simulator counts the cycles of every access in
 * tiers, banks, queues and channels, for a core that asks as much as the banks of tier 1 deliver.
 */
final class SimulatedDesigns {
  private static final String MODEL = "llama-3.2-1b";
  private static final long TOKENS = 2048;
  private static final long SEED = 1;

  /** Lines in flight that cover the latency of every memory at its bandwidth. */
  private static final int IN_FLIGHT = 256;

  /** Reads of a step of some tens of microseconds wait for writes that take as long as this. */
  private static final double SLOW_WRITE_NS = 100;

  /** Where the evaluator, which counts no time of writes, claims to be right. */
  static final String FAST_TIER_2 = "tier 2 with fast writes";

  /** The DRAM part of each technology beside the die. */
  private static final Map<String, String> PARTS =
      Map.of("lpddr4x", "lpddr4x-4266", "lpddr5", "lpddr5-6400", "lpddr5x", "lpddr5x-8533");

  private final Laboratory laboratory;
  private final Facts facts;

  SimulatedDesigns(Laboratory laboratory) {
    this.laboratory = laboratory;
    facts = new Facts(laboratory.data());
  }

  /**
   * One design.
   *
   * @param design its number in the space
   * @param tier2WriteNs time of a write to tier 2
   * @param cacheMib read in the step
   * @param keptPercent of it in tier 2
   * @param holds which memory holds the cache, and whether it writes within 100 ns
   * @param evaluatedMs time of the cache by the evaluator
   * @param simulatedMs by the simulator, with 256 lines in flight
   * @param differencePercent of the simulated from the evaluated time
   * @param janus1QueuesMs by the simulator, with the queues of Janus-1
   */
  record Row(
      long design,
      double clockGhz,
      double tier1Mib,
      String tier2Technology,
      double tier2Mib,
      int tier2Banks,
      double tier2WriteNs,
      String offChip,
      double offChipGbPerS,
      double cacheMib,
      double keptPercent,
      String holds,
      double evaluatedMs,
      double simulatedMs,
      double differencePercent,
      double janus1QueuesMs) {}

  /** Designs of the standard space, drawn at random from those with a tier 2. */
  List<Row> rows(int designs) throws IOException {
    return Parallel.map(
        drawn(designs),
        laboratory.threads(),
        laboratory.progress(),
        "simulating designs",
        this::row);
  }

  private record Drawn(long number, DesignPoint point) {}

  private List<Drawn> drawn(int designs) {
    Workload workload = Workload.janus1().withModel(MODEL).withTokens(TOKENS, 0, TOKENS);
    var start = new DesignPoint(Design.janus1(), workload);
    Accuracy accuracy = ClosingTheLoop.accuracy(MODEL);
    var fixed = new LinkedHashMap<String, String>();
    fixed.put("scheme", accuracy.scheme("int8-token").spelling());
    fixed.put("package.layers", "bga-lid");
    fixed.put("package.resistance", "fcpbga-17-imx8m");
    var variables = SpaceFile.fix(StandardSpace.of(facts, accuracy), fixed, start);
    var space = new DesignSpace(start, variables);
    var random = new SplittableRandom(SEED);
    var drawn = new ArrayList<Drawn>();
    while (drawn.size() < designs) {
      long number = random.nextLong(space.size());
      DesignPoint point = space.point(number);
      if (point.design().tier2().exists()) {
        drawn.add(new Drawn(number, point));
      }
    }
    return drawn;
  }

  private Row row(Drawn drawn) throws IOException {
    Design design = drawn.point().design();
    ResolvedDesign chip = facts.resolve(design);
    ResolvedWorkload load = facts.resolve(drawn.point().workload());
    double evaluatedMs = evaluatedMs(chip, load);
    KvTrace reads =
        KvTraceSettings.of(load.model(), load.workload().scheme(), load.workload().contextTokens())
            .decode();
    SimulatorSettings machine = machine(chip, reads);
    double simulatedMs = new Simulator(deep(machine, reads)).run(reads).timeUs() / 1e3;
    double writeNs = chip.tier2().access().writeLatency().typical();
    double keptPercent =
        100.0 * load.cacheKept(design.tier2().capacity()).bytes() / load.cache().bytes();
    return new Row(
        drawn.number(),
        design.compute().clockGhz(),
        design.tier1().capacity().mib(),
        design.tier2().technology(),
        design.tier2().capacity().mib(),
        design.tier2().banks(),
        writeNs,
        design.offChip().technology(),
        chip.bandwidth().typical(),
        load.cache().mib(),
        keptPercent,
        holds(keptPercent, writeNs),
        evaluatedMs,
        simulatedMs,
        100 * (simulatedMs / evaluatedMs - 1),
        new Simulator(machine).run(reads).timeUs() / 1e3);
  }

  private static String holds(double keptPercent, double writeNs) {
    if (keptPercent < 100) {
      return "memory beside the die, in part";
    }
    return writeNs < SLOW_WRITE_NS ? FAST_TIER_2 : "tier 2 with slow writes";
  }

  private static double evaluatedMs(ResolvedDesign chip, ResolvedWorkload load) {
    Design design = chip.design();
    DataSize capacity = design.tier2().capacity();
    double memories =
        load.cacheKept(capacity).bytes() / chip.tier2BytesPerS()
            + load.cacheSpilled(capacity).bytes() / (chip.reachedGbPerS() * 1e9);
    double tier1 = load.cache().bytes() / design.tier1().bytesPerS(design.compute().clockGhz());
    return 1e3 * Math.max(memories, tier1);
  }

  /** The machine of a design, whose core asks as much as tier 1 delivers. */
  private SimulatorSettings machine(ResolvedDesign chip, KvTrace reads) {
    Design design = chip.design();
    SimulatorSettings machine = design.simulator();
    int line = machine.tier1().lineBytes();
    double clockGhz = machine.clockGhz();
    return machine
        .withDemand(new DemandSettings(design.tier1().banks(), IN_FLIGHT))
        .withPrefetcher(Prefetchers.parse("descriptor", Map.of(), new Future(reads, line)))
        .withTier2(
            TierTechnologies.of(chip, TierTechnologies.TEMPERATURE_C)
                .timed(
                    machine.tier2().withBusBytesPerCycle(busBytes(chip, line, clockGhz)),
                    design.tier2().refreshRowsPerCommand(),
                    line,
                    clockGhz))
        .withTier3(tier3(chip));
  }

  /** The same with more lines in flight. */
  private static SimulatorSettings deep(SimulatorSettings machine, KvTrace reads) {
    var future = new Future(reads, machine.tier1().lineBytes());
    int writes = machine.tier1().queues().writeBufferLines();
    return machine
        .withPrefetcher(Prefetchers.parse("descriptor", Map.of("lookAhead", IN_FLIGHT), future))
        .withTier1(
            machine.tier1().withQueues(new Tier1Queues(IN_FLIGHT, IN_FLIGHT, IN_FLIGHT, writes)));
  }

  private Tier3Settings tier3(ResolvedDesign chip) {
    DramPart part = new DramCatalog(laboratory.data()).byName(PARTS.get(chip.offChip().id()));
    long channels = Math.round(chip.bandwidth().typical() / part.bandwidth().typical());
    return DramTier.of(part, chip.design().offChip().capacity(), (int) Math.max(1, channels));
  }

  /**
   * A published bandwidth of tier 2 as a bus, which takes at most a line a cycle; 0 where none is
   * published, or it is more.
   */
  private static int busBytes(ResolvedDesign chip, int lineBytes, double clockGhz) {
    Fact bandwidth = chip.tier2().bandwidth();
    boolean narrow = bandwidth != null && bandwidth.typical() <= clockGhz * lineBytes;
    return narrow ? (int) Math.max(1, Math.round(bandwidth.typical() / clockGhz)) : 0;
  }
}
