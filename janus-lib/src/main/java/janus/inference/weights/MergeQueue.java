package janus.inference.weights;

import java.util.Arrays;

/**
 * Candidate merges of neighbouring symbols, best first: a binary heap of 64-bit keys (priority
 * above, position of the left symbol below, so that ties go to the leftmost), each with the two
 * numbers by which a stale candidate is recognised and applied.
 */
final class MergeQueue {
  private long[] keys = new long[64];
  private long[] payloads = new long[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  /** Adds a candidate; a smaller priority is merged earlier. */
  void add(int priority, int left, int first, int second) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      payloads = Arrays.copyOf(payloads, size * 2);
    }
    long key = ((long) priority << 32) | left;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (keys[parent] <= key) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    keys[hole] = key;
    payloads[hole] = ((long) first << 32) | (second & 0xffffffffL);
  }

  int left() {
    return (int) keys[0];
  }

  int first() {
    return (int) (payloads[0] >> 32);
  }

  int second() {
    return (int) payloads[0];
  }

  /** Drops the best candidate. */
  void remove() {
    long key = keys[--size];
    long payload = payloads[size];
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && keys[child + 1] < keys[child]) {
        child++;
      }
      if (key <= keys[child]) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    keys[hole] = key;
    payloads[hole] = payload;
  }

  private void move(int from, int to) {
    keys[to] = keys[from];
    payloads[to] = payloads[from];
  }
}
