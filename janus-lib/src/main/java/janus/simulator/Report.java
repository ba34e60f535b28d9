package janus.simulator;

import static janus.simulator.Counters.*;

/** Turns the counts of a finished run into its result, after checking that the books balance. */
final class Report {
  private final SimulatorSettings settings;
  private final HierarchyRun run;
  private final long[] counts;
  private final long endCycle;
  private final long cycles;
  private final long unusedAtEnd;

  Report(SimulatorSettings settings, HierarchyRun run, long endCycle) {
    this.settings = settings;
    this.run = run;
    this.counts = run.counts;
    this.endCycle = endCycle;
    this.cycles = endCycle - run.measuredFromCycle();
    this.unusedAtEnd = run.unusedPrefetches();
  }

  SimulationResult of(String description) {
    checkBooks();
    return new SimulationResult(
        description,
        settings.warmUpAccesses(),
        counts[READS] + counts[WRITES],
        cycles,
        cycles / settings.clockGhz() / 1e3,
        tier1(),
        prefetch(),
        run.latencies().summary(),
        breakdown(),
        traffic(TIER2, settings.tier2().banks()),
        run.tier3() == null ? null : traffic(TIER3, settings.tier3().channels()),
        run.footprint());
  }

  private Tier1Result tier1() {
    Tier1Settings tier1 = settings.tier1();
    long accesses = counts[READS] + counts[WRITES];
    return new Tier1Result(
        AccessCounts.of(
            counts[READS],
            counts[READ_HITS],
            counts[READ_MISSES],
            counts[READ_MERGES],
            counts[READ_LATE]),
        AccessCounts.of(
            counts[WRITES],
            counts[WRITE_HITS],
            counts[WRITE_MISSES],
            counts[WRITE_MERGES],
            counts[WRITE_LATE]),
        counts[EVICTIONS],
        counts[WRITE_BACKS],
        counts[TIER1_CONFLICTS],
        Ratio.of(accesses, cycles * tier1.banks() * tier1.ports()),
        Ratio.of(accesses * tier1.lineBytes(), cycles));
  }

  private PrefetchResult prefetch() {
    long late = counts[READ_LATE] + counts[WRITE_LATE];
    long used = counts[USEFUL] + late;
    long misses = counts[READ_MISSES] + counts[WRITE_MISSES];
    return new PrefetchResult(
        settings.prefetcher().spelling(),
        settings.prefetcher().stateBits(),
        counts[REQUESTED],
        counts[REDUNDANT],
        counts[DROPPED_QUEUE_FULL],
        counts[DROPPED_SET_IN_FLIGHT],
        run.waitingPrefetches(),
        counts[ISSUED],
        run.unusedBefore(),
        counts[USEFUL],
        late,
        counts[USELESS] + unusedAtEnd,
        unusedAtEnd,
        counts[POLLUTION],
        counts[LATE_WAIT_CYCLES],
        Ratio.of(used, counts[ISSUED] + run.unusedBefore()),
        Ratio.of(used, used + misses),
        Ratio.of(counts[USEFUL], used));
  }

  private CycleBreakdown breakdown() {
    long[] stalls = new long[IssueWindow.CAUSES];
    System.arraycopy(counts, STALLS, stalls, 0, stalls.length);
    return CycleBreakdown.of(counts[ISSUE_CYCLES], stalls);
  }

  private TierTraffic traffic(int tier, int units) {
    long lineBytes = settings.tier1().lineBytes();
    long lines = counts[tier + TIER_READS] + counts[tier + TIER_WRITES];
    long from = run.measuredFromCycle();
    boolean second = tier == TIER2;
    int buses = second ? 1 : units;
    double busUtilization = Ratio.of(counts[tier + TIER_BUS_BUSY_CYCLES], cycles * buses);
    double bytesPerCycle = Ratio.of(lines * lineBytes, cycles);
    return new TierTraffic(
        counts[tier + TIER_READS],
        counts[tier + TIER_WRITES],
        counts[tier + TIER_READS] * lineBytes,
        counts[tier + TIER_WRITES] * lineBytes,
        counts[tier + TIER_CONFLICTS],
        second ? Ratio.of(counts[tier + TIER_BUSY_CYCLES], cycles * units) : busUtilization,
        busUtilization,
        counts[tier + TIER_ROW_HITS],
        counts[tier + TIER_ROW_OPENS],
        counts[tier + TIER_ROW_CONFLICTS],
        second
            ? run.tier2().refreshes().commands(from, endCycle)
            : run.tier3().refreshes().commands(from, endCycle),
        counts[tier + TIER_REFRESH_DELAYED],
        counts[tier + TIER_REFRESH_WAIT_CYCLES],
        Ratio.of(counts[tier + TIER_WAIT_CYCLES], cycles),
        second ? run.tier2().deepestQueue() : run.tier3().deepestQueue(),
        bytesPerCycle,
        bytesPerCycle * settings.clockGhz());
  }

  private void checkBooks() {
    equal(
        "reads",
        counts[READS],
        counts[READ_HITS] + counts[READ_MISSES] + counts[READ_MERGES] + counts[READ_LATE]);
    equal(
        "writes",
        counts[WRITES],
        counts[WRITE_HITS] + counts[WRITE_MISSES] + counts[WRITE_MERGES] + counts[WRITE_LATE]);
    equal("read latencies", counts[READS], run.latencies().total());
    equal(
        "prefetch requests",
        counts[REQUESTED] + run.waitingBefore(),
        counts[REDUNDANT]
            + counts[DROPPED_QUEUE_FULL]
            + counts[DROPPED_SET_IN_FLIGHT]
            + counts[ISSUED]
            + run.waitingPrefetches());
    equal(
        "prefetches",
        counts[ISSUED] + run.unusedBefore(),
        counts[USEFUL] + counts[READ_LATE] + counts[WRITE_LATE] + counts[USELESS] + unusedAtEnd);
    boolean allocates = settings.tier1().writeMiss() != WriteMiss.NO_ALLOCATE;
    equal(
        "lines read from tier 2 and 3",
        counts[TIER2 + TIER_READS] + counts[TIER3 + TIER_READS],
        counts[READ_MISSES]
            + (allocates ? counts[WRITE_MISSES] : 0)
            - counts[FILLS_WITHOUT_FETCH]
            + counts[ISSUED]);
    equal(
        "lines written to tier 2 and 3",
        counts[TIER2 + TIER_WRITES] + counts[TIER3 + TIER_WRITES],
        counts[WRITE_BACKS] + (allocates ? 0 : counts[WRITE_MISSES]));
    equal("cycles", cycles, breakdown().totalCycles());
  }

  private static void equal(String books, long expected, long actual) {
    if (expected != actual) {
      throw new IllegalStateException(
          "books do not balance, " + books + ": " + expected + " against " + actual);
    }
  }
}
