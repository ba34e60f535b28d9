package janus.simulator.replacement;

import java.util.Arrays;

/** One doubly linked list of slots for each set, from oldest to newest. */
final class SlotLists {
  private static final int NONE = -1;

  private final int ways;
  private final int[] older;
  private final int[] newer;
  private final int[] oldest;
  private final int[] newest;

  SlotLists(int sets, int ways) {
    this.ways = ways;
    older = new int[sets * ways];
    newer = new int[sets * ways];
    oldest = new int[sets];
    newest = new int[sets];
    Arrays.fill(oldest, NONE);
    Arrays.fill(newest, NONE);
    Arrays.fill(older, NONE);
    Arrays.fill(newer, NONE);
  }

  boolean contains(int slot) {
    int set = slot / ways;
    return older[slot] != NONE || oldest[set] == slot;
  }

  void addNewest(int slot) {
    append(slot, ways == older.length ? 0 : slot / ways);
  }

  private void append(int slot, int set) {
    int last = newest[set];
    older[slot] = last;
    newer[slot] = NONE;
    newest[set] = slot;
    if (last == NONE) {
      oldest[set] = slot;
    } else {
      newer[last] = slot;
    }
  }

  void moveToNewest(int slot) {
    int after = newer[slot];
    if (after == NONE) {
      return;
    }
    int set = ways == older.length ? 0 : slot / ways;
    unlink(slot, after, set);
    append(slot, set);
  }

  private void unlink(int slot, int after, int set) {
    int before = older[slot];
    older[after] = before;
    if (before == NONE) {
      oldest[set] = after;
    } else {
      newer[before] = after;
    }
  }

  /** The oldest slot whose line has arrived, or -1. */
  int oldestArrived(int set, long[] ready, long now) {
    int slot = oldest[set];
    while (slot != NONE && ready[slot] > now) {
      slot = newer[slot];
    }
    return slot;
  }
}
