package janus.simulator;

import janus.simulator.replacement.ReplacementPolicy;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.Objects;

/**
 * Tier 1: a write-back cache of lines in SRAM. Line L belongs to set L mod sets and bank L mod
 * banks; a bank takes {@code ports} accesses a cycle. Lines that arrive have a port of their own.
 *
 * @param capacity whole lines, whole sets
 * @param lineBytes a power of two
 * @param ways lines of a set: 1 is direct-mapped, {@link #FULL} fully associative
 * @param banks at least 1
 * @param ports accesses a bank takes in a cycle
 * @param latencyCycles from the access to the data, and to the decision that it is a miss
 * @param replacement which line leaves
 * @param writeMiss what a write miss does
 * @param mshrs demand misses on their way at a time; more accesses to such a line merge
 * @param prefetchMshrs prefetches on their way at a time
 * @param prefetchQueueLines requests the prefetcher may have waiting to leave
 * @param writeBufferLines written lines waiting to leave
 */
public record Tier1Settings(
    DataSize capacity,
    int lineBytes,
    int ways,
    int banks,
    int ports,
    int latencyCycles,
    ReplacementPolicy replacement,
    WriteMiss writeMiss,
    int mshrs,
    int prefetchMshrs,
    int prefetchQueueLines,
    int writeBufferLines) {
  /** Any line may lie anywhere. */
  public static final int FULL = 0;

  public Tier1Settings {
    Objects.requireNonNull(replacement, "replacement");
    Objects.requireNonNull(writeMiss, "writeMiss");
    if (lineBytes < 1 || Integer.bitCount(lineBytes) != 1) {
      throw new IllegalArgumentException("lineBytes must be a power of two: " + lineBytes);
    }
    long lines = capacity.bytes() / lineBytes;
    if (lines < 1 || capacity.bytes() % lineBytes != 0 || lines > 1 << 26) {
      throw new IllegalArgumentException(
          "tier-1 capacity must be 1 to "
              + (1 << 26)
              + " whole lines of "
              + lineBytes
              + " B: "
              + capacity);
    }
    Check.atLeast(0, "ways", ways);
    if (ways > 0 && lines % ways != 0) {
      throw new IllegalArgumentException(
          "ways must divide the " + lines + " lines of tier 1: " + ways);
    }
    Bounds.within("tier-1 banks", 1, Check.MOST_PARTS, banks);
    Bounds.within("ports", 1, Check.MOST_PARTS, ports);
    Bounds.within("tier-1 latencyCycles", 1, Check.MOST_CYCLES, latencyCycles);
    Bounds.within("mshrs", 1, Check.MOST_PARTS, mshrs);
    Bounds.within("prefetchMshrs", 1, Check.MOST_PARTS, prefetchMshrs);
    Bounds.within("prefetchQueueLines", 1, Check.MOST_PARTS, prefetchQueueLines);
    Bounds.within("writeBufferLines", 1, Check.MOST_PARTS, writeBufferLines);
  }

  public int lines() {
    return (int) (capacity.bytes() / lineBytes);
  }

  /** Ways of a set, all lines where fully associative. */
  public int waysOfASet() {
    return ways == FULL ? lines() : ways;
  }

  public int sets() {
    return lines() / waysOfASet();
  }

  public Tier1Settings withCapacity(DataSize value) {
    return new Tier1Settings(
        value,
        lineBytes,
        ways,
        banks,
        ports,
        latencyCycles,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withLineBytes(int value) {
    return new Tier1Settings(
        capacity,
        value,
        ways,
        banks,
        ports,
        latencyCycles,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withWays(int value) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        value,
        banks,
        ports,
        latencyCycles,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withBanks(int value, int portsOfABank) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        value,
        portsOfABank,
        latencyCycles,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withLatencyCycles(int value) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        banks,
        ports,
        value,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withReplacement(ReplacementPolicy value) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        banks,
        ports,
        latencyCycles,
        value,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withWriteMiss(WriteMiss value) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        banks,
        ports,
        latencyCycles,
        replacement,
        value,
        mshrs,
        prefetchMshrs,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withMshrs(int demand, int prefetch) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        banks,
        ports,
        latencyCycles,
        replacement,
        writeMiss,
        demand,
        prefetch,
        prefetchQueueLines,
        writeBufferLines);
  }

  public Tier1Settings withQueues(int prefetchQueue, int writeBuffer) {
    return new Tier1Settings(
        capacity,
        lineBytes,
        ways,
        banks,
        ports,
        latencyCycles,
        replacement,
        writeMiss,
        mshrs,
        prefetchMshrs,
        prefetchQueue,
        writeBuffer);
  }
}
