package janus.simulator.prefetch;

/** Fetches nothing ahead: the baseline. */
public record NoPrefetcher() implements Prefetcher {
  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {}

  @Override
  public Prefetcher fresh() {
    return this;
  }

  @Override
  public String spelling() {
    return "none";
  }

  @Override
  public long stateBits() {
    return 0;
  }
}
