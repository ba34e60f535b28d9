package janus.simulator;

import java.util.Arrays;

/**
 * Which line lies in which slot of tier 1: a chained hash table over all slots, so that a lookup
 * costs the same for any associativity. Lines that are neighbours in memory are neighbours in the
 * table.
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

  private final int[] heads;
  private final int mask;
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
    heads = new int[Math.max(16, Integer.highestOneBit(slots) * 2)];
    mask = heads.length - 1;
    used = new int[sets];
    Arrays.fill(lines, NONE);
    Arrays.fill(heads, NONE);
  }

  int setOf(long line) {
    return setMask >= 0 ? (int) (line & setMask) : setModulus.of(line);
  }

  /**
   * A place in a table of {@code mask + 1} for a line: lines of one region as large as the table
   * keep their order, and each region is mixed differently.
   */
  static int place(long line, int mask) {
    long region = line >>> Integer.bitCount(mask);
    return (int) (line ^ ((region * 0x9E3779B97F4A7C15L) >>> 32)) & mask;
  }

  private int bucket(long line) {
    return place(line, mask);
  }

  /** The slot of a line, or -1. */
  int find(long line) {
    int likely = guess + 1;
    if (lines[likely] == line) {
      guess = likely;
      return likely;
    }
    int slot = search(line);
    if (slot >= 0) {
      guess = slot;
    }
    return slot;
  }

  /** The same, for a line that is probably not there. */
  int search(long line) {
    int slot = heads[bucket(line)];
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
    int bucket = bucket(line);
    lines[slot] = line;
    next[slot] = heads[bucket];
    heads[bucket] = slot;
  }

  void remove(int slot) {
    int bucket = bucket(lines[slot]);
    int at = heads[bucket];
    if (at == slot) {
      heads[bucket] = next[slot];
    } else {
      while (next[at] != slot) {
        at = next[at];
      }
      next[at] = next[slot];
    }
    lines[slot] = NONE;
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
      if (line >= 0 && (!seen.add(line) || search(line) != slot || setOf(line) != slot % sets)) {
        throw new IllegalStateException("line " + line + " is misplaced in slot " + slot);
      }
    }
  }
}
