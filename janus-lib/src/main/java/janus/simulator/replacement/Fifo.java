package janus.simulator.replacement;

/** First in, first out: the line that was filled first leaves, used or not. */
public final class Fifo extends OldestFirst {
  /** The configuration. */
  public Fifo() {
    this(0, 1);
  }

  private Fifo(int sets, int ways) {
    super(sets, ways);
  }

  @Override
  public Fifo sized(int sets, int ways) {
    return new Fifo(sets, ways);
  }

  @Override
  public void onHit(int slot) {}

  @Override
  public String spelling() {
    return "fifo";
  }
}
