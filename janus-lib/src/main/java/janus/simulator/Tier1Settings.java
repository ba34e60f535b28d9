package janus.simulator;

import janus.simulator.replacement.ReplacementPolicy;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.Objects;

/**
 * Tier 1: a write-back cache of lines in SRAM. Line L belongs to set L mod sets and bank L mod
 * banks. Lines that arrive have a port of their own.
 *
 * @param capacity whole lines, whole sets
 * @param lineBytes a power of two
 * @param ways lines of a set: 1 is direct-mapped, {@link #FULL} fully associative
 * @param array its banks
 * @param replacement which line is evicted
 * @param writeMiss what a write miss does
 * @param queues what it has in flight or waiting at most
 */
public record Tier1Settings(
    DataSize capacity,
    int lineBytes,
    int ways,
    Tier1Banks array,
    ReplacementPolicy replacement,
    WriteMiss writeMiss,
    Tier1Queues queues) {
  /** Any line may lie anywhere. */
  public static final int FULL = 0;

  public Tier1Settings {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(queues, "queues");
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
    Bounds.atLeast("ways", 0, ways);
    if (ways > 0 && lines % ways != 0) {
      throw new IllegalArgumentException(
          "ways must divide the " + lines + " lines of tier 1: " + ways);
    }
  }

  public int banks() {
    return array.banks();
  }

  public int ports() {
    return array.ports();
  }

  public int latencyCycles() {
    return array.latencyCycles();
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
    return new Tier1Settings(value, lineBytes, ways, array, replacement, writeMiss, queues);
  }

  public Tier1Settings withLineBytes(int value) {
    return new Tier1Settings(capacity, value, ways, array, replacement, writeMiss, queues);
  }

  public Tier1Settings withWays(int value) {
    return new Tier1Settings(capacity, lineBytes, value, array, replacement, writeMiss, queues);
  }

  public Tier1Settings withArray(Tier1Banks value) {
    return new Tier1Settings(capacity, lineBytes, ways, value, replacement, writeMiss, queues);
  }

  public Tier1Settings withReplacement(ReplacementPolicy value) {
    return new Tier1Settings(capacity, lineBytes, ways, array, value, writeMiss, queues);
  }

  public Tier1Settings withWriteMiss(WriteMiss value) {
    return new Tier1Settings(capacity, lineBytes, ways, array, replacement, value, queues);
  }

  public Tier1Settings withQueues(Tier1Queues value) {
    return new Tier1Settings(capacity, lineBytes, ways, array, replacement, writeMiss, value);
  }
}
