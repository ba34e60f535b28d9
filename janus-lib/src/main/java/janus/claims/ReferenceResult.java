package janus.claims;

import java.util.Map;

/**
 * The counts of the published Python simulator, under its own names; its rules are not ours. Every
 * miss is counted as a hit too, and percentiles mix the latency of a miss with that of its replay.
 *
 * @param t1Hits replays of misses included
 * @param t1Misses read misses
 * @param totalCycles with the drain of prefetches past the end of the trace
 * @param hitRatePercent hits / (hits + misses)
 * @param p50 percentile of the recorded latencies
 * @param p90 percentile
 * @param p99 percentile
 * @param prefetchBandwidth prefetches sent
 * @param computeBandwidth read attempts and demand requests to tier 2
 * @param latencyCount recorded latencies
 * @param latencySum their sum
 * @param latencyMax the longest
 * @param latencyHistogram count by latency
 * @param latencySequenceSha256 of the latencies as decimal numbers in order of recording, line
 *     feeds between them
 * @param t1ResidentLinesAtEnd lines in tier 1
 * @param t1LruToMruSha256 of their addresses as decimal numbers, least recently used first, line
 *     feeds between them
 * @param inflightPrefetchesAtEnd prefetches without an arrival
 * @param streamDetectedAtEnd state of the detector
 */
public record ReferenceResult(
    long t1Hits,
    long t1Misses,
    long totalCycles,
    double hitRatePercent,
    double p50,
    double p90,
    double p99,
    long prefetchBandwidth,
    long computeBandwidth,
    long latencyCount,
    long latencySum,
    long latencyMax,
    Map<Long, Long> latencyHistogram,
    String latencySequenceSha256,
    long t1ResidentLinesAtEnd,
    String t1LruToMruSha256,
    long inflightPrefetchesAtEnd,
    boolean streamDetectedAtEnd) {}
