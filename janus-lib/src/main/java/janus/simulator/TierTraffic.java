package janus.simulator;

/**
 * What happened in tier 2 or 3.
 *
 * @param reads lines read, for demand and prefetch
 * @param writes lines written
 * @param bytesRead lines x line size
 * @param bytesWritten lines x line size
 * @param bankConflicts tier 2: requests that found their bank busy with another; tier 3: requests
 *     that could not start at once
 * @param bankUtilization tier 2: busy cycles / (cycles x banks), refresh apart; tier 3: bus busy
 *     cycles / (cycles x channels)
 * @param busUtilization share of the cycles the bus (or mean channel) moves data; 0 without limit
 * @param rowHits tier 3: requests to the open row; 0 in tier 2
 * @param rowOpens tier 3: requests to a bank without an open row
 * @param rowConflicts tier 3: requests to a bank with another row open
 * @param refreshCommands that fell due, over all banks (tier 3: channels)
 * @param refreshDelayedRequests requests that waited for refresh
 * @param refreshWaitCycles cycles they waited for it
 * @param meanQueueLines requests waiting, mean over time: sum of the waits / cycles
 * @param maxQueueLines most requests of one bank (channel) that waited at a time, where more than
 *     its queue holds count as one more than it holds
 * @param bytesPerCycle read and written
 * @param gbPerS the same in 10<sup>9</sup> bytes a second at the simulated clock
 */
public record TierTraffic(
    long reads,
    long writes,
    long bytesRead,
    long bytesWritten,
    long bankConflicts,
    double bankUtilization,
    double busUtilization,
    long rowHits,
    long rowOpens,
    long rowConflicts,
    long refreshCommands,
    long refreshDelayedRequests,
    long refreshWaitCycles,
    double meanQueueLines,
    int maxQueueLines,
    double bytesPerCycle,
    double gbPerS) {}
