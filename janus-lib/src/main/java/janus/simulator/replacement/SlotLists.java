package janus.simulator.replacement;

import java.util.Arrays;

/**
 * One doubly linked list of slots for each set, from oldest to newest.
 *
 * <p>Neighbours that move to the end one after another are moved together, when the list is next
 * needed in its true order: from {@code firstMoved} to {@code lastMoved}, or none.
 */
final class SlotLists {
  private static final int NONE = -1;

  private final int ways;
  private final int wayShift;
  private final int[] older;
  private final int[] newer;
  private final int[] oldest;
  private final int[] newest;
  private int firstMoved = NONE;
  private int lastMoved = NONE;

  SlotLists(int sets, int ways) {
    this.ways = ways;
    wayShift = Integer.bitCount(ways) == 1 ? Integer.numberOfTrailingZeros(ways) : -1;
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
    return wayShift >= 0 ? slot >> wayShift : slot / ways;
  }

  boolean contains(int slot) {
    return older[slot] != NONE || oldest[setOf(slot)] == slot;
  }

  void addNewest(int slot) {
    finishMove();
    append(slot, slot, setOf(slot));
  }

  /** Puts a chain of slots at the end. */
  private void append(int first, int last, int set) {
    int before = newest[set];
    older[first] = before;
    newer[last] = NONE;
    newest[set] = last;
    if (before == NONE) {
      oldest[set] = first;
    } else {
      newer[before] = first;
    }
  }

  void moveToNewest(int slot) {
    if (lastMoved != NONE && newer[lastMoved] == slot) {
      lastMoved = slot;
    } else {
      finishMove();
      firstMoved = slot;
      lastMoved = slot;
    }
  }

  private void finishMove() {
    if (lastMoved == NONE) {
      return;
    }
    int after = newer[lastMoved];
    if (after != NONE) {
      int set = setOf(lastMoved);
      int before = older[firstMoved];
      older[after] = before;
      if (before == NONE) {
        oldest[set] = after;
      } else {
        newer[before] = after;
      }
      append(firstMoved, lastMoved, set);
    }
    lastMoved = NONE;
  }

  /** The oldest slot whose line has arrived, or -1. */
  int oldestArrived(int set, long[] ready, long now) {
    finishMove();
    int slot = oldest[set];
    while (slot != NONE && ready[slot] > now) {
      slot = newer[slot];
    }
    return slot;
  }
}
