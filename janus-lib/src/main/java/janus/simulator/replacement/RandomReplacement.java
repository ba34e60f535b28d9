package janus.simulator.replacement;

import java.util.SplittableRandom;

/** Any way with equal chance; if the line drawn is in flight, the next way that is not. */
public final class RandomReplacement implements ReplacementPolicy {
  private final long seed;
  private final int ways;
  private final SplittableRandom random;

  /** The configuration. */
  public RandomReplacement(long seed) {
    this(seed, 1);
  }

  private RandomReplacement(long seed, int ways) {
    this.seed = seed;
    this.ways = ways;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public RandomReplacement sized(int sets, int ways) {
    return new RandomReplacement(seed, ways);
  }

  @Override
  public void onHit(int slot) {}

  @Override
  public void onFill(int slot, long line) {}

  @Override
  public int victim(int set, long[] ready, long now) {
    int first = random.nextInt(ways);
    int way = first;
    do {
      int slot = set * ways + way;
      if (ready[slot] <= now) {
        return slot;
      }
      way = way + 1 == ways ? 0 : way + 1;
    } while (way != first);
    return -1;
  }

  @Override
  public String spelling() {
    return "random(seed=" + seed + ")";
  }
}
