package janus.simulator.replacement;

/** A policy whose victim is the oldest line of the set that has arrived. */
abstract sealed class OldestFirst implements ReplacementPolicy permits Fifo, Lru {
  final SlotLists lists;

  OldestFirst(int sets, int ways) {
    lists = new SlotLists(sets, ways);
  }

  @Override
  public void onFill(int slot, long line) {
    if (lists.contains(slot)) {
      lists.moveToNewest(slot);
    } else {
      lists.addNewest(slot);
    }
  }

  @Override
  public int victim(int set, long[] ready, long now) {
    return lists.oldestArrived(set, ready, now);
  }
}
