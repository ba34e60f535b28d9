package janus.simulator.replacement;

/**
 * Least recently used: the line whose last use (fill or demand hit) lies furthest back leaves. See
 * Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems
 * Journal 9(2), 1970.
 */
public final class Lru implements ReplacementPolicy {
  private final SlotLists lists;

  /** The configuration. */
  public Lru() {
    this(0, 1);
  }

  private Lru(int sets, int ways) {
    lists = new SlotLists(sets, ways);
  }

  @Override
  public Lru sized(int sets, int ways) {
    return new Lru(sets, ways);
  }

  @Override
  public void onHit(int slot) {
    lists.moveToNewest(slot);
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

  @Override
  public String spelling() {
    return "lru";
  }
}
