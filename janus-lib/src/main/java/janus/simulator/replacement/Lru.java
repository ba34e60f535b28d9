package janus.simulator.replacement;

/**
 * Least recently used: the line whose last use (fill or demand hit) lies furthest back leaves. See
 * Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems
 * Journal 9(2), 1970.
 */
public final class Lru extends OldestFirst {
  /** The configuration. */
  public Lru() {
    this(0, 1);
  }

  private Lru(int sets, int ways) {
    super(sets, ways);
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
  public String spelling() {
    return "lru";
  }
}
