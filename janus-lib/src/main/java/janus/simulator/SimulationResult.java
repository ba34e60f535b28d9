package janus.simulator;

/**
 * What a simulation found, over the measured accesses.
 *
 * @param trace its description
 * @param warmUpAccesses accesses before the measured ones
 * @param accesses measured
 * @param totalCycles from the first measured issue to the last arrival that was waited for
 * @param timeUs the same in microseconds at the simulated clock
 * @param tier1 the SRAM
 * @param prefetch the prefetcher
 * @param readLatency of demand reads, from issue to data
 * @param cycles where the cycles went
 * @param tier2 the eDRAM
 * @param tier3 the DRAM chips, null where there are none
 * @param footprint what was touched and where it lay
 */
public record SimulationResult(
    String trace,
    long warmUpAccesses,
    long accesses,
    long totalCycles,
    double timeUs,
    Tier1Result tier1,
    PrefetchResult prefetch,
    LatencySummary readLatency,
    CycleBreakdown cycles,
    TierTraffic tier2,
    TierTraffic tier3,
    Footprint footprint) {}
