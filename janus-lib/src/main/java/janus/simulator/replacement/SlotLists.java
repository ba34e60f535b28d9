package janus.simulator.replacement;

import java.util.Arrays;

/** One doubly linked list of slots for each set, from oldest to newest. */
final class SlotLists {
  private static final int NONE = -1;

  private final int sets;
  private final int setMask;
  private final int[] older;
  private final int[] newer;
  private final int[] oldest;
  private final int[] newest;

  SlotLists(int sets, int ways) {
    this.sets = sets;
    setMask = Integer.bitCount(sets) == 1 ? sets - 1 : -1;
    older = new int[sets * ways];
    newer = new int[sets * ways];
    oldest = new int[sets];
    newest = new int[sets];
    Arrays.fill(oldest, NONE);
    Arrays.fill(newest, NONE);
    Arrays.fill(older, NONE);
    Arrays.fill(newer, NONE);
  }

  private int setOf(int slot) {
    return setMask >= 0 ? slot & setMask : slot % sets;
  }

  boolean contains(int slot) {
    return older[slot] != NONE || oldest[setOf(slot)] == slot;
  }

  void addNewest(int slot) {
    append(slot, setOf(slot));
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
    int set = setOf(slot);
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
