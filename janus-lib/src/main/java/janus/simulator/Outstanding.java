package janus.simulator;

/** Requests in flight: the arrival cycles of the last ones, at most {@code limit} of them. */
final class Outstanding {
  private final int limit;
  private final int mask;

  /** Ascending from {@code first}. */
  private final long[] arrivals;

  private int first;
  private int size;

  Outstanding(int limit) {
    this.limit = limit;
    int length = Integer.highestOneBit(limit) * 2;
    arrivals = new long[length];
    mask = length - 1;
  }

  /** The first cycle, from {@code at} on, in which one more request can be in flight. */
  long freeAt(long at) {
    return size < limit ? at : Math.max(at, arrivals[first & mask]);
  }

  /** Whether one more could leave at {@code at}, another a cycle later, and so on. */
  boolean freeEveryCycleFrom(long at) {
    for (int i = 0; i < size; i++) {
      if (arrivals[(first + i) & mask] > at + i) {
        return false;
      }
    }
    return true;
  }

  int limit() {
    return limit;
  }

  /** Adds one that leaves at {@link #freeAt} or later. */
  void add(long arrival) {
    if (size == limit) {
      first++;
      size--;
    }
    int at = first + size;
    while (at > first && arrivals[(at - 1) & mask] > arrival) {
      arrivals[at & mask] = arrivals[(at - 1) & mask];
      at--;
    }
    arrivals[at & mask] = arrival;
    size++;
  }
}
