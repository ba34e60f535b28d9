package janus.command;

import janus.catalog.DramCatalog;
import janus.catalog.TechnologyCatalog;
import janus.codesign.Design;
import janus.codesign.DramTier;
import janus.codesign.TierTechnologies;
import janus.provenance.BadInputException;
import janus.simulator.BankTiming;
import janus.simulator.DemandSettings;
import janus.simulator.DramOrder;
import janus.simulator.RefreshSettings;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier1Banks;
import janus.simulator.Tier1Queues;
import janus.simulator.Tier1Settings;
import janus.simulator.Tier2Settings;
import janus.simulator.Tier3Settings;
import janus.simulator.WriteMiss;
import janus.simulator.prefetch.Future;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.replacement.Replacements;
import janus.trace.KvTrace;
import janus.trace.Trace;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The machine that {@code simulate} simulates; Janus-1 where nothing is said. */
final class SimulatorOptions {
  private static final Design JANUS = Design.janus1();
  private static final SimulatorSettings MACHINE = JANUS.simulator();

  /** Keys, values and the scales of each. */
  private static final int DEFAULT_STREAMS = 4;

  @Option(
      names = "--prefetcher",
      paramLabel = "NAME",
      description = {
        "none, next-line(2), stream, ...; a wrong name lists all. Default: descriptor for the KV",
        "cache of a model, which serves every layout, and stream(streams=4) for other traces.",
        "stream, as published, follows one ascending stream."
      })
  private String prefetcher;

  @Option(
      names = "--look-ahead",
      paramLabel = "LINES",
      description = "Of the prefetcher. stream and descriptor wait where --prefetch-queue is full.")
  private Integer lookAhead;

  @Option(names = "--issue-width", paramLabel = "N", description = "Prefetches a cycle.")
  private Integer issueWidth;

  @Option(names = "--trigger", paramLabel = "N", description = "Steps that start a stream.")
  private Integer trigger;

  @Option(names = "--prefetch-streams", paramLabel = "N", description = "Streams followed.")
  private Integer streams;

  @Option(names = "--tier1", paramLabel = "SIZE", description = "SRAM. Default: ${DEFAULT-VALUE}")
  private String tier1Capacity = MACHINE.tier1().capacity().toString();

  @Option(
      names = "--ways",
      paramLabel = "N|full",
      description = "Lines of a set; 1 is direct-mapped. Default: ${DEFAULT-VALUE}")
  private String ways = String.valueOf(MACHINE.tier1().ways());

  @Option(names = "--tier1-banks", description = "Default: ${DEFAULT-VALUE}")
  private int tier1Banks = MACHINE.tier1().banks();

  @Option(
      names = "--tier1-ports",
      description = "Accesses a bank takes a cycle. Default: ${DEFAULT-VALUE}")
  private int tier1Ports = MACHINE.tier1().ports();

  @Option(names = "--tier1-latency-cycles", description = "Default: ${DEFAULT-VALUE}")
  private int tier1Latency = MACHINE.tier1().latencyCycles();

  @Option(
      names = "--replacement",
      paramLabel = "NAME",
      description = "lru, fifo, random(seed=1), srrip or opt. Default: ${DEFAULT-VALUE}")
  private String replacement = MACHINE.tier1().replacement().spelling();

  @Option(
      names = "--write-miss",
      paramLabel = "NAME",
      description = "allocate, allocate-without-fetch or no-allocate. Default: ${DEFAULT-VALUE}")
  private String writeMiss = MACHINE.tier1().writeMiss().spelling();

  @Option(names = "--mshrs", description = "Demand misses in flight. Default: ${DEFAULT-VALUE}")
  private int mshrs = MACHINE.tier1().queues().mshrs();

  @Option(
      names = "--prefetch-mshrs",
      description = "Prefetches in flight. Default: ${DEFAULT-VALUE}")
  private int prefetchMshrs = MACHINE.tier1().queues().prefetchMshrs();

  @Option(
      names = "--prefetch-queue",
      description = "Requests waiting to leave. Default: ${DEFAULT-VALUE}")
  private int prefetchQueue = MACHINE.tier1().queues().prefetchQueueLines();

  @Option(
      names = "--write-buffer",
      description = "Written lines waiting to leave. Default: ${DEFAULT-VALUE}")
  private int writeBuffer = MACHINE.tier1().queues().writeBufferLines();

  @Option(names = "--tier2", paramLabel = "SIZE", description = "eDRAM. Default: ${DEFAULT-VALUE}")
  private String tier2Capacity = MACHINE.tier2().capacity().toString();

  @Option(names = "--tier2-banks", description = "Default: ${DEFAULT-VALUE}")
  private int tier2Banks = MACHINE.tier2().banks();

  @Option(
      names = "--tier2-technology",
      paramLabel = "NAME",
      description =
          "Gives tier 2 its latencies and refresh, unless they are set, and its energy. Default:"
              + " the published three cycles without refresh, and the energy of edram-1t1c")
  private String tier2Technology;

  @Option(names = "--tier2-latency-cycles", description = "Of reads. Default: 3")
  private Integer tier2Latency;

  @Option(names = "--tier2-write-latency-cycles", description = "Default: that of reads")
  private Integer tier2WriteLatency;

  @Option(
      names = "--tier2-occupancy-cycles",
      description = "Time a read keeps its bank busy. Default: its latency")
  private Integer tier2Occupancy;

  @Option(
      names = "--tier2-write-occupancy-cycles",
      description = "Time a write keeps its bank busy. Default: its latency")
  private Integer tier2WriteOccupancy;

  @Option(
      names = "--tier2-queue",
      description = "Reads a bank lets wait. Default: ${DEFAULT-VALUE}")
  private int tier2Queue = MACHINE.tier2().queueLinesPerBank();

  @Option(
      names = "--tier2-bus-bytes-per-cycle",
      description = "Bandwidth to tier 1, 0 for no limit. Default: ${DEFAULT-VALUE}")
  private int tier2Bus = MACHINE.tier2().busBytesPerCycle();

  @Option(
      names = "--refresh-retention-us",
      paramLabel = "US",
      description = "Every tier-2 row is refreshed in this time, 0 for never. Default: 0")
  private Double retentionUs;

  @Option(names = "--refresh-rows-per-bank", description = "Default: ${DEFAULT-VALUE}")
  private int rowsPerBank = 32_768;

  @Option(
      names = "--refresh-rows-per-command",
      description = "Rows refreshed together. Default: ${DEFAULT-VALUE}")
  private int rowsPerCommand = JANUS.tier2().refreshRowsPerCommand();

  @Option(names = "--refresh-blocked-cycles", description = "Default: ${DEFAULT-VALUE}")
  private int blockedCycles = 4;

  @Option(
      names = "--tier3",
      paramLabel = "SIZE|none",
      description = "DRAM for what does not fit tier 2. Default: ${DEFAULT-VALUE}")
  private String tier3Capacity = MACHINE.tier3().capacity().toString();

  @Option(
      names = "--dram",
      paramLabel = "NAME",
      description =
          "Timings of tier 3, and its energy unless --tier3-technology is given: ddr5-4800,"
              + " hbm3-6400, lpddr4x-4266, lpddr5-6400 or lpddr5x-8533. Default: the timings of"
              + " lpddr5-6400")
  private String dram;

  @Option(
      names = "--tier3-channels",
      description = "Of 16 bits with LPDDR, 32 with DDR5 and HBM3. Default: ${DEFAULT-VALUE}")
  private int tier3Channels = MACHINE.tier3().channels();

  @Option(
      names = "--dram-order",
      paramLabel = "NAME",
      description =
          "In which a channel of tier 3 serves: in-order, or fr-fcfs (open rows first, writes"
              + " wait). Default: ${DEFAULT-VALUE}")
  private String dramOrder = MACHINE.tier3().order().spelling();

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      description = "Accesses in flight; 1 is an in-order core. Default: ${DEFAULT-VALUE}")
  private int outstanding = MACHINE.demand().outstanding();

  @Option(names = "--accesses-per-cycle", description = "Default: ${DEFAULT-VALUE}")
  private int accessesPerCycle = MACHINE.demand().accessesPerCycle();

  @Option(
      names = "--tier1-technology",
      paramLabel = "NAME",
      description = "Gives tier 1 its energy. Default: ${DEFAULT-VALUE}")
  private String tier1Technology = JANUS.tier1().technology();

  @Option(
      names = "--tier3-technology",
      paramLabel = "NAME",
      description = "Gives tier 3 its energy. Default: that of --dram, else lpddr5x")
  private String tier3Technology;

  @Option(
      names = "--temperature-c",
      paramLabel = "C",
      description = "Temperature of the tiers, for leakage and refresh. Default: ${DEFAULT-VALUE}")
  private double temperatureC = TierTechnologies.TEMPERATURE_C;

  @Option(names = "--clock-ghz", description = "Default: ${DEFAULT-VALUE}")
  private double clockGhz = MACHINE.clockGhz();

  @Option(
      names = "--warm-up",
      paramLabel = "ACCESSES",
      description = "Accesses before the measured ones. Default: ${DEFAULT-VALUE}")
  private long warmUp = MACHINE.warmUpAccesses();

  SimulatorSettings settings(Trace trace, int lineBytes) {
    DramOrder order = DramOrder.parse(dramOrder);
    return new SimulatorSettings(
        clockGhz,
        new DemandSettings(accessesPerCycle, outstanding),
        tier1(lineBytes),
        tier2(lineBytes),
        hasTier3() ? tier3().withOrder(order) : null,
        chosenPrefetcher(new Future(trace, lineBytes)),
        warmUp);
  }

  private Tier3Settings tier3() {
    DataSize capacity = capacity("--tier3", tier3Capacity);
    return dram == null
        ? Tier3Settings.lpddr5At6400(capacity, tier3Channels)
        : DramTier.of(DramCatalog.bundled().byName(dram), capacity, tier3Channels);
  }

  private String tier3Technology() {
    if (tier3Technology != null) {
      return tier3Technology;
    }
    return dram == null
        ? JANUS.offChip().technology()
        : DramCatalog.bundled().byName(dram).technology();
  }

  /** Every setting of a machine that these options made, by name with unit. */
  Map<String, Object> summary(SimulatorSettings settings) {
    Map<String, Object> all = settings.summary();
    if (dram != null) {
      all.put("tier3_timings", DramCatalog.bundled().byName(dram).id());
    }
    return all;
  }

  private boolean hasTier3() {
    return !tier3Capacity.equals("none");
  }

  /** A capacity whose leakage and refresh can be told. */
  private static DataSize capacity(String option, String text) {
    DataSize capacity = DataSize.parse(text);
    if (capacity.bytes() == 0) {
      throw new BadInputException(option + " must be above 0 B: '" + text + "'");
    }
    return capacity;
  }

  private Tier1Settings tier1(int lineBytes) {
    return new Tier1Settings(
        DataSize.parse(tier1Capacity),
        lineBytes,
        chosenWays(),
        new Tier1Banks(tier1Banks, tier1Ports, tier1Latency),
        Replacements.parse(replacement),
        WriteMiss.parse(writeMiss),
        new Tier1Queues(mshrs, prefetchMshrs, prefetchQueue, writeBuffer));
  }

  private int chosenWays() {
    if (ways.equals("full")) {
      return Tier1Settings.FULL;
    }
    try {
      int number = Integer.parseInt(ways);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message.
    }
    throw new BadInputException("--ways must be a whole number of at least 1, or full: " + ways);
  }

  /** The technologies of the tiers. */
  TierTechnologies technologies() {
    var catalog = TechnologyCatalog.bundled();
    return new TierTechnologies(
        catalog.byName(tier1Technology),
        catalog.byName(tier2Technology == null ? JANUS.tier2().technology() : tier2Technology),
        hasTier3() ? catalog.byName(tier3Technology()) : null,
        temperatureC);
  }

  /** The published tier 2, then what its technology says, then what the user says. */
  private Tier2Settings tier2(int lineBytes) {
    checkRefresh();
    Tier2Settings base =
        MACHINE
            .tier2()
            .withCapacity(capacity("--tier2", tier2Capacity))
            .withBanks(tier2Banks)
            .withQueueLinesPerBank(tier2Queue)
            .withBusBytesPerCycle(tier2Bus);
    if (tier2Technology != null) {
      base = technologies().timed(base, rowsPerCommand, lineBytes, clockGhz);
    }
    int read = or(tier2Latency, base.timing().readLatencyCycles());
    int write = or(tier2WriteLatency, or(tier2Latency, base.timing().writeLatencyCycles()));
    var timing =
        new BankTiming(read, write, or(tier2Occupancy, read), or(tier2WriteOccupancy, write));
    return base.withTiming(timing).withRefresh(retentionUs == null ? base.refresh() : refresh());
  }

  /** Unused values are checked as well: an impossible number is an error in any case. */
  private void checkRefresh() {
    Bounds.within("--refresh-rows-per-bank", 1, Integer.MAX_VALUE, rowsPerBank);
    Bounds.within("--refresh-rows-per-command", 1, Integer.MAX_VALUE, rowsPerCommand);
    Bounds.within(
        "--refresh-blocked-cycles", 1, RefreshSettings.MOST_BLOCKED_CYCLES, blockedCycles);
  }

  private RefreshSettings refresh() {
    return retentionUs == 0
        ? null
        : RefreshSettings.of(retentionUs, clockGhz, rowsPerBank, rowsPerCommand, blockedCycles);
  }

  private static int or(Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }

  private Prefetcher chosenPrefetcher(Future future) {
    Map<String, Integer> given = new HashMap<>();
    put(given, "lookAhead", lookAhead);
    put(given, "issueWidth", issueWidth);
    put(given, "trigger", trigger);
    put(given, "streams", streams);
    if (prefetcher != null) {
      return Prefetchers.parse(prefetcher, given, future);
    }
    boolean told = future.trace() instanceof KvTrace && trigger == null && streams == null;
    given.putIfAbsent("streams", DEFAULT_STREAMS);
    return Prefetchers.parse(told ? "descriptor" : "stream", given, future);
  }

  private static void put(Map<String, Integer> given, String name, Integer value) {
    if (value != null) {
      given.put(name, value);
    }
  }
}
