package janus.simulator;

/**
 * What happened in tier 1.
 *
 * @param reads fate of the reads
 * @param writes fate of the writes
 * @param evictions lines that left
 * @param writeBacks of them, those that had been written and went down
 * @param bankConflicts accesses that waited for their bank
 * @param utilization accesses / (cycles x banks x ports)
 * @param bytesPerCycle demanded: lines x line size / cycles
 */
public record Tier1Result(
    AccessCounts reads,
    AccessCounts writes,
    long evictions,
    long writeBacks,
    long bankConflicts,
    double utilization,
    double bytesPerCycle) {}
