package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * Fetches one line at the offset that would have been in time most often. See Michaud, "Best-offset
 * hardware prefetching", HPCA 2016.
 *
 * <p>At a read of line X the prefetcher asks for X + D. When that line arrives, its base X goes to
 * the table of recent requests; so a line found there was asked for long enough ago. Each read also
 * tests one offset d of the list: if X - d is in the table, a prefetch with d would have been in
 * time, and d scores. A learning phase ends with the round in which a score reaches {@code
 * scoreMax}, or after {@code roundMax} rounds; the best offset becomes D. With a best score of at
 * most {@code badScore} nothing is fetched until a later phase finds better; then arrivals enter
 * the table as they are.
 *
 * <p>As published: offsets of 1 to 256 with no prime factor above 5 (52 of them), a table of 256
 * entries with tags of 12 bits, scores to 31, 100 rounds, bad score 1. Unlike there, all reads are
 * learnt from (a hit on a line that was fetched before is not told apart here), and no page ends a
 * stream, because addresses are physical.
 *
 * <p>State: the table, a score an offset, the offset under test, the round, and D.
 */
public final class BestOffsetPrefetcher implements Prefetcher {
  private static final int MOST_OFFSET = 256;
  private static final int TABLE = 256;
  private static final int TABLE_BITS = 8;
  private static final int TAG_BITS = 12;
  private static final int[] OFFSETS = offsets();

  private final int scoreMax;
  private final int roundMax;
  private final int badScore;

  /** Tags of recent requests, -1 where there is none. */
  private final int[] recent = new int[TABLE];

  private final int[] score = new int[OFFSETS.length];
  private int tested;
  private int round;

  /** The offset in use, 0 when prefetching is off. */
  private int offset = 1;

  /**
   * @param scoreMax score that ends a phase, at least 1
   * @param roundMax rounds that end a phase, at least 1
   * @param badScore best score that turns prefetching off, at least 0
   */
  public BestOffsetPrefetcher(int scoreMax, int roundMax, int badScore) {
    this.scoreMax = Bits.atLeastOne("scoreMax", scoreMax);
    this.roundMax = Bits.atLeastOne("roundMax", roundMax);
    if (badScore < 0 || badScore >= scoreMax) {
      throw new IllegalArgumentException("badScore must be 0 to below scoreMax: " + badScore);
    }
    this.badScore = badScore;
    Arrays.fill(recent, -1);
  }

  private static int[] offsets() {
    int[] offsets = new int[MOST_OFFSET];
    int count = 0;
    for (int offset = 1; offset <= MOST_OFFSET; offset++) {
      int rest = offset;
      for (int prime : new int[] {2, 3, 5}) {
        while (rest % prime == 0) {
          rest /= prime;
        }
      }
      if (rest == 1) {
        offsets[count++] = offset;
      }
    }
    return Arrays.copyOf(offsets, count);
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    learn(line);
    if (offset > 0) {
      sink.prefetch(line + offset);
    }
  }

  private void learn(long line) {
    long base = line - OFFSETS[tested];
    if (base >= 0 && recent[place(base)] == tag(base)) {
      score[tested]++;
    }
    if (++tested < OFFSETS.length) {
      return;
    }
    tested = 0;
    round++;
    int best = 0;
    for (int i = 1; i < score.length; i++) {
      if (score[i] > score[best]) {
        best = i;
      }
    }
    if (score[best] >= scoreMax || round == roundMax) {
      offset = score[best] > badScore ? OFFSETS[best] : 0;
      Arrays.fill(score, 0);
      round = 0;
    }
  }

  @Override
  public void onFill(long line, boolean prefetched) {
    long base = line - offset;
    if ((prefetched || offset == 0) && base >= 0) {
      recent[place(base)] = tag(base);
    }
  }

  private static int place(long line) {
    return (int) ((line ^ (line >>> TABLE_BITS)) & (TABLE - 1));
  }

  private static int tag(long line) {
    return (int) (line >>> TABLE_BITS) & ((1 << TAG_BITS) - 1);
  }

  @Override
  public boolean watchesFills() {
    return true;
  }

  /** The offset in use, 0 when prefetching is off. */
  public int offset() {
    return offset;
  }

  @Override
  public BestOffsetPrefetcher fresh() {
    return new BestOffsetPrefetcher(scoreMax, roundMax, badScore);
  }

  @Override
  public String spelling() {
    return "best-offset(scoreMax="
        + scoreMax
        + ", roundMax="
        + roundMax
        + ", badScore="
        + badScore
        + ")";
  }

  @Override
  public long stateBits() {
    return (long) TABLE * (TAG_BITS + 1)
        + (long) OFFSETS.length * Bits.forValues(scoreMax + 1L)
        + Bits.forValues(OFFSETS.length)
        + Bits.forValues(roundMax + 1L)
        + Bits.forValues(MOST_OFFSET + 1L);
  }
}
