package janus.claims;

import java.util.Arrays;

/**
 * A set of addresses in an order, from the oldest to the newest: a chained hash table with a doubly
 * linked list through it. Grows with its contents.
 */
final class OrderedLines {
  private static final int NONE = -1;

  private long[] keys = new long[64];
  private int[] chain = new int[64];
  private int[] older = new int[64];
  private int[] newer = new int[64];
  private int[] heads = new int[128];
  private int oldest = NONE;
  private int newest = NONE;
  private int size;

  /** Neighbours that move to the end one after another, to be moved together; or none. */
  private int firstMoved = NONE;

  private int lastMoved = NONE;

  /** Slots given up, linked by {@link #chain}; slots never used start at {@code fresh}. */
  private int free = NONE;

  private int fresh;

  /** The slot found last and the step to it from the one before: runs are stored as runs. */
  private int lastFound;

  private int stride = 1;

  OrderedLines() {
    Arrays.fill(heads, NONE);
  }

  int size() {
    return size;
  }

  private int bucket(long key) {
    return (int)
        ((key * 0x9E3779B97F4A7C15L) >>> (64 - Integer.numberOfTrailingZeros(heads.length)));
  }

  /** The slot of an address, or -1. */
  int find(long key) {
    int likely = lastFound + stride;
    if (likely >= 0 && likely < fresh && keys[likely] == key && isLinked(likely)) {
      lastFound = likely;
      return likely;
    }
    int slot = heads[bucket(key)];
    while (slot >= 0 && keys[slot] != key) {
      slot = chain[slot];
    }
    if (slot >= 0) {
      stride = slot - lastFound;
      lastFound = slot;
    }
    return slot;
  }

  private boolean isLinked(int slot) {
    return older[slot] != NONE || oldest == slot;
  }

  boolean contains(long key) {
    int slot = heads[bucket(key)];
    while (slot >= 0 && keys[slot] != key) {
      slot = chain[slot];
    }
    return slot >= 0;
  }

  /** Adds an address that is not there as the newest. */
  void add(long key) {
    finishMove();
    int slot = free;
    if (slot >= 0) {
      free = chain[slot];
    } else {
      if (fresh == keys.length) {
        grow();
      }
      slot = fresh++;
    }
    keys[slot] = key;
    int bucket = bucket(key);
    chain[slot] = heads[bucket];
    heads[bucket] = slot;
    append(slot);
    size++;
  }

  private void append(int slot) {
    append(slot, slot);
  }

  /** Puts a chain of slots at the end. */
  private void append(int first, int last) {
    older[first] = newest;
    newer[last] = NONE;
    if (newest == NONE) {
      oldest = first;
    } else {
      newer[newest] = first;
    }
    newest = last;
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
    if (lastMoved != NONE && lastMoved != newest) {
      int before = older[firstMoved];
      int after = newer[lastMoved];
      older[after] = before;
      if (before == NONE) {
        oldest = after;
      } else {
        newer[before] = after;
      }
      append(firstMoved, lastMoved);
    }
    lastMoved = NONE;
  }

  private void unlink(int slot) {
    int before = older[slot];
    int after = newer[slot];
    if (before == NONE) {
      oldest = after;
    } else {
      newer[before] = after;
    }
    if (after == NONE) {
      newest = before;
    } else {
      older[after] = before;
    }
    older[slot] = NONE;
  }

  /** Removes the oldest address and returns it. */
  long removeOldest() {
    finishMove();
    long key = keys[oldest];
    remove(oldest);
    return key;
  }

  /** Removes an address if it is there. */
  void removeIfPresent(long key) {
    if (size > 0) {
      int slot = heads[bucket(key)];
      while (slot >= 0 && keys[slot] != key) {
        slot = chain[slot];
      }
      if (slot >= 0) {
        remove(slot);
      }
    }
  }

  private void remove(int slot) {
    finishMove();
    int bucket = bucket(keys[slot]);
    int at = heads[bucket];
    if (at == slot) {
      heads[bucket] = chain[slot];
    } else {
      while (chain[at] != slot) {
        at = chain[at];
      }
      chain[at] = chain[slot];
    }
    unlink(slot);
    chain[slot] = free;
    free = slot;
    size--;
  }

  /** All addresses, oldest first. */
  long[] toArray() {
    finishMove();
    long[] all = new long[size];
    int i = 0;
    for (int slot = oldest; slot != NONE; slot = newer[slot]) {
      all[i++] = keys[slot];
    }
    return all;
  }

  /** The oldest address, or -1. */
  long oldestKey() {
    finishMove();
    return oldest == NONE ? NONE : keys[oldest];
  }

  /** The newest address, or -1. */
  long newestKey() {
    finishMove();
    return newest == NONE ? NONE : keys[newest];
  }

  private void grow() {
    int length = keys.length * 2;
    keys = Arrays.copyOf(keys, length);
    chain = Arrays.copyOf(chain, length);
    older = Arrays.copyOf(older, length);
    newer = Arrays.copyOf(newer, length);
    heads = new int[length * 2];
    Arrays.fill(heads, NONE);
    // Nothing is free when the arrays are full: every slot is in use.
    for (int slot = 0; slot < fresh; slot++) {
      int bucket = bucket(keys[slot]);
      chain[slot] = heads[bucket];
      heads[bucket] = slot;
    }
  }
}
