package janus.simulator;

/**
 * What the prefetcher did. Books: requested + waiting at the start = redundant + droppedQueueFull +
 * droppedSetInFlight + issued + waiting at the end; issued + carriedIn = useful + late + useless.
 *
 * @param prefetcher its spelling
 * @param stateBits hardware state
 * @param requested by the prefetcher
 * @param redundant dropped because the line was in tier 1 or in flight
 * @param droppedQueueFull dropped because the prefetch queue was full
 * @param droppedSetInFlight dropped because every line of the set was in flight
 * @param waitingAtEnd still in the queue when the trace ended
 * @param issued sent to tier 2 or 3
 * @param carriedIn issued in the warm-up and not used by its end
 * @param useful arrived before the first demand for them
 * @param late first demanded while in flight
 * @param useless evicted before any demand, or without one at the end
 * @param unusedAtEnd of the useless, those in tier 1 at the end
 * @param pollutionMisses lines fetched for a demand that a prefetch had evicted. A hash table with
 *     more places than tier 1 has lines keeps the last evicted line of each place, so that a few
 *     misses are not counted
 * @param lateWaitCycles cycles that reads waited for late prefetches
 * @param accuracy (useful + late) / issued
 * @param coverage (useful + late) / (useful + late + demand misses): misses there would have been
 *     and that were removed or shortened
 * @param timeliness useful / (useful + late)
 */
public record PrefetchResult(
    String prefetcher,
    long stateBits,
    long requested,
    long redundant,
    long droppedQueueFull,
    long droppedSetInFlight,
    long waitingAtEnd,
    long issued,
    long carriedIn,
    long useful,
    long late,
    long useless,
    long unusedAtEnd,
    long pollutionMisses,
    long lateWaitCycles,
    double accuracy,
    double coverage,
    double timeliness) {}
