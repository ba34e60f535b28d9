package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * Repeats what followed the last time: a global history buffer with delta correlation (G/DC). See
 * Nesbit and Smith, "Data cache prefetching using a global history buffer", HPCA 2004.
 *
 * <p>The buffer holds the lines read last, in order. An index finds where the last two deltas
 * occurred in this order before; the deltas that followed there, added one after another to the
 * line just read, are asked for, up to {@code degree}. A stretch shorter than that repeats from its
 * beginning. Repeated reads of a line count once. As published the buffer holds misses; here it
 * holds reads, since prefetching would otherwise hide the pattern it feeds on.
 *
 * <p>State: the buffer's lines, a pointer an index entry with a tag of the two deltas, and the
 * buffer's head.
 */
public final class GhbPrefetcher implements Prefetcher {
  /** Bits of each delta in the key of the index. */
  private static final int DELTA_BITS = 12;

  private final int entries;
  private final int indexEntries;
  private final int degree;

  private final long[] history;

  /** Number of lines seen; line {@code n} is at {@code n mod entries}. */
  private long seen;

  private final long[] indexFirst;
  private final long[] indexSecond;

  /** When the pair's second delta was complete: the number of that line; -1 where there is none. */
  private final long[] indexAt;

  /**
   * @param entries lines of history, a power of two of at least 4
   * @param indexEntries entries of the index, a power of two
   * @param degree lines to ask for, at least 1
   */
  public GhbPrefetcher(int entries, int indexEntries, int degree) {
    this.entries = Bits.powerOfTwo("entries", entries);
    this.indexEntries = Bits.powerOfTwo("indexEntries", indexEntries);
    this.degree = Bits.atLeastOne("degree", degree);
    if (entries < 4) {
      throw new IllegalArgumentException("entries must be at least 4: " + entries);
    }
    history = new long[entries];
    indexFirst = new long[indexEntries];
    indexSecond = new long[indexEntries];
    indexAt = new long[indexEntries];
    Arrays.fill(indexAt, -1);
  }

  private long line(long number) {
    return history[(int) (number & (entries - 1))];
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    if (seen > 0 && line(seen - 1) == line) {
      return;
    }
    history[(int) (seen & (entries - 1))] = line;
    long now = seen++;
    if (now < 2) {
      return;
    }
    long first = line(now - 1) - line(now - 2);
    long second = line - line(now - 1);
    int place = place(first, second);
    long before = indexAt[place];
    boolean found =
        before >= 0
            && indexFirst[place] == first
            && indexSecond[place] == second
            && now - before < entries - 1;
    indexFirst[place] = first;
    indexSecond[place] = second;
    indexAt[place] = now;
    if (!found) {
      return;
    }
    long ahead = line;
    long from = before;
    for (int i = 0; i < degree; i++) {
      ahead += line(from + 1) - line(from);
      sink.prefetch(ahead);
      from = from + 1 == now ? before : from + 1;
    }
  }

  private int place(long first, long second) {
    long mixed = first * 31 + second;
    return (int) ((mixed ^ (mixed >>> 8) ^ (mixed >>> 16)) & (indexEntries - 1));
  }

  @Override
  public GhbPrefetcher fresh() {
    return new GhbPrefetcher(entries, indexEntries, degree);
  }

  @Override
  public String spelling() {
    return "ghb(entries=" + entries + ", indexEntries=" + indexEntries + ", degree=" + degree + ")";
  }

  @Override
  public long stateBits() {
    int pointer = Bits.forValues(entries);
    return (long) entries * LINE_ADDRESS_BITS
        + (long) indexEntries * (2 * DELTA_BITS + pointer + 1)
        + pointer;
  }
}
