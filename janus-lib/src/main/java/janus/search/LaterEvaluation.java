package janus.search;

import java.util.function.Supplier;

/** An evaluation that is prepared when its first cursor is asked for. */
public final class LaterEvaluation implements Evaluation {
  private final long size;
  private final Supplier<Evaluation> prepare;
  private Evaluation prepared;

  /**
   * An evaluation for later.
   *
   * @param size how many designs it has
   */
  public LaterEvaluation(long size, Supplier<Evaluation> prepare) {
    this.size = size;
    this.prepare = prepare;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int quantities() {
    return Quantity.values().length;
  }

  @Override
  public synchronized Cursor cursor(boolean[] wanted) {
    if (prepared == null) {
      prepared = prepare.get();
    }
    return prepared.cursor(wanted);
  }
}
