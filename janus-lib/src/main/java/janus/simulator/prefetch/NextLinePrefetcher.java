package janus.simulator.prefetch;

/**
 * Fetches the {@code degree} lines that follow every access. See A. J. Smith, "Cache Memories", ACM
 * Computing Surveys 14(3), 1982.
 *
 * @param degree how many lines, at least 1
 */
public record NextLinePrefetcher(int degree) implements Prefetcher {
  public NextLinePrefetcher {
    if (degree < 1) {
      throw new IllegalArgumentException("degree must be at least 1: " + degree);
    }
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    for (int ahead = 1; ahead <= degree; ahead++) {
      sink.prefetch(line + ahead);
    }
  }

  @Override
  public Prefetcher fresh() {
    return this;
  }

  @Override
  public String spelling() {
    return "next-line(degree=" + degree + ")";
  }

  @Override
  public long stateBits() {
    return 0;
  }
}
