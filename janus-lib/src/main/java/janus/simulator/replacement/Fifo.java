package janus.simulator.replacement;

/** First in, first out: the line that was filled first leaves, used or not. */
public final class Fifo implements ReplacementPolicy {
  private final SlotLists lists;

  /** The configuration. */
  public Fifo() {
    this(0, 1);
  }

  private Fifo(int sets, int ways) {
    lists = new SlotLists(sets, ways);
  }

  @Override
  public Fifo sized(int sets, int ways) {
    return new Fifo(sets, ways);
  }

  @Override
  public void onHit(int slot) {}

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
    return "fifo";
  }
}
