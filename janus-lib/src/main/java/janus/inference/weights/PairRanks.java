package janus.inference.weights;

import java.util.Arrays;

/** From a pair of symbols to the rank of its merge and the symbol it makes: an open hash table. */
final class PairRanks {
  private final long[] pairs;
  private final long[] merges;

  /**
   * @param capacity pairs to come
   */
  PairRanks(int capacity) {
    int size = Integer.highestOneBit(Math.max(capacity, 8)) * 4;
    this.pairs = new long[size];
    this.merges = new long[size];
    Arrays.fill(pairs, -1);
  }

  /** Adds a pair unless it is known. */
  void putIfAbsent(int left, int right, int rank, int merged) {
    int slot = slot(left, right);
    if (pairs[slot] == -1) {
      pairs[slot] = pair(left, right);
      merges[slot] = ((long) rank << 32) | merged;
    }
  }

  /** The merge of a pair, or -1. */
  long find(int left, int right) {
    int slot = slot(left, right);
    return pairs[slot] == -1 ? -1 : merges[slot];
  }

  static int rank(long merge) {
    return (int) (merge >> 32);
  }

  static int merged(long merge) {
    return (int) merge;
  }

  private int slot(int left, int right) {
    long pair = pair(left, right);
    long hash = pair * 0x9e3779b97f4a7c15L;
    int slot = (int) (hash >>> 32) & (pairs.length - 1);
    while (pairs[slot] != -1 && pairs[slot] != pair) {
      slot = (slot + 1) & (pairs.length - 1);
    }
    return slot;
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }
}
