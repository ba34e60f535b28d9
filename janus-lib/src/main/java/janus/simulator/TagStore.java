package janus.simulator;

import java.util.Arrays;

/**
 * Which line lies in which slot of tier 1: a chained hash table over all slots, so that a lookup
 * costs the same for any associativity. Lines that are neighbours in memory are neighbours in the
 * table: the lines of one region as large as the table keep their order, and each region is mixed
 * differently.
 *
 * <p>Beside each bucket it remembers the last of its lines that a prefetch pushed out.
 */
final class TagStore {
  private static final int NONE = -1;

  private final int sets;
  private final int ways;
  private final long setMask;
  private final Modulus setModulus;

  /** By slot. */
  private final long[] lines;

  private final int[] next;

  /** By bucket: the first slot, and the region of the line pushed out. */
  private final int[] table;

  private final int mask;
  private final int regionShift;
  private final int[] used;
  private int guess;

  TagStore(int sets, int ways) {
    this.sets = sets;
    this.ways = ways;
    setMask = Integer.bitCount(sets) == 1 ? sets - 1 : -1;
    setModulus = new Modulus(sets);
    int slots = sets * ways;
    lines = new long[slots + 1];
    next = new int[slots];
    int buckets = Math.max(16, Integer.highestOneBit(slots) * 2);
    table = new int[2 * buckets];
    mask = buckets - 1;
    regionShift = Integer.numberOfTrailingZeros(buckets);
    used = new int[sets];
    Arrays.fill(lines, NONE);
    Arrays.fill(table, NONE);
  }

  int setOf(long line) {
    return setMask >= 0 ? (int) (line & setMask) : setModulus.of(line);
  }

  /** Where a line's bucket lies in the table. */
  int bucket(long line) {
    long region = line >>> regionShift;
    return ((int) (line ^ ((region * 0x9E3779B97F4A7C15L) >>> 32)) & mask) << 1;
  }

  private int region(long line) {
    return (int) (line >>> regionShift) & Integer.MAX_VALUE;
  }

  /** The slot of a line, or -1. */
  int find(long line) {
    int likely = guess + 1;
    if (lines[likely] == line) {
      guess = likely;
      return likely;
    }
    int slot = find(line, bucket(line));
    if (slot >= 0) {
      guess = slot;
    }
    return slot;
  }

  /** The same, for a line that is probably not there. */
  int find(long line, int bucket) {
    int slot = table[bucket];
    while (slot >= 0 && lines[slot] != line) {
      slot = next[slot];
    }
    return slot;
  }

  long line(int slot) {
    return lines[slot];
  }

  /** A slot of the set that has never held a line, or -1. */
  int unusedSlot(int set) {
    return used[set] < ways ? used[set]++ * sets + set : NONE;
  }

  void put(int slot, long line) {
    put(slot, line, bucket(line));
  }

  /** Gives a free slot a line; it is no longer remembered as pushed out. */
  void put(int slot, long line, int bucket) {
    lines[slot] = line;
    next[slot] = table[bucket];
    table[bucket] = slot;
    if (table[bucket + 1] == region(line)) {
      table[bucket + 1] = NONE;
    }
  }

  void remove(int slot) {
    remove(slot, bucket(lines[slot]));
  }

  private void remove(int slot, int bucket) {
    int at = table[bucket];
    if (at == slot) {
      table[bucket] = next[slot];
    } else {
      while (next[at] != slot) {
        at = next[at];
      }
      next[at] = next[slot];
    }
    lines[slot] = NONE;
  }

  /** Removes a line because of a prefetch, and remembers it. */
  void pushOut(int slot) {
    long line = lines[slot];
    int bucket = bucket(line);
    remove(slot, bucket);
    table[bucket + 1] = region(line);
  }

  /** Whether a line is remembered as pushed out. */
  boolean isPushedOut(long line) {
    return table[bucket(line) + 1] == region(line);
  }

  int sets() {
    return sets;
  }

  int slots() {
    return sets * ways;
  }

  /** Throws unless every line is in its set, once, and found where it lies. */
  void check() {
    var seen = new java.util.HashSet<Long>();
    for (int slot = 0; slot < slots(); slot++) {
      long line = lines[slot];
      boolean right =
          line < 0
              || (seen.add(line) && find(line, bucket(line)) == slot && setOf(line) == slot % sets);
      if (!right) {
        throw new IllegalStateException("line " + line + " is misplaced in slot " + slot);
      }
    }
  }
}
