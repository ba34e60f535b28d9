package janus.simulator.replacement;

import java.util.Arrays;

/** A hash map from line (at least 0) to int: open addressing, linear probing, no removal. */
final class LongIntMap {
  private static final long EMPTY = -1;

  private long[] keys;
  private int[] values;
  private int size;

  LongIntMap(int capacity) {
    int length = Integer.highestOneBit(Math.max(8, capacity) * 2 - 1) * 2;
    keys = new long[length];
    values = new int[length];
    Arrays.fill(keys, EMPTY);
  }

  int size() {
    return size;
  }

  int getOrDefault(long key, int absent) {
    int at = find(key);
    return keys[at] == key ? values[at] : absent;
  }

  void put(long key, int value) {
    int at = find(key);
    if (keys[at] != key) {
      if (size * 2 >= keys.length) {
        grow();
        at = find(key);
      }
      keys[at] = key;
      size++;
    }
    values[at] = value;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (keys[at] != EMPTY && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
