package janus.trace;

import janus.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Properties of a trace that do not depend on a cache. Lines are addresses divided by {@code
 * lineBytes}.
 *
 * <p>The <em>reuse distance</em> of an access is the number of distinct other lines since the last
 * access to its line (Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems
 * Journal 9(2), 1970): a fully associative LRU memory of C lines hits exactly the accesses of
 * distance below C. It is counted with a tree over the times of last use in O(log n) an access, as
 * Bennett and Kruskal ("LRU stack processing", IBM J. Res. Dev. 19(4), 1975) do, renumbering times
 * when they run out, so memory follows the footprint and not the length.
 *
 * <p>The <em>stride entropy</em> is that of the distances in lines between neighbours in the trace,
 * -sum p log2 p bits: 0 for a sequential sweep, log2(n) where each of n strides is as likely.
 *
 * @param lineBytes bytes of a line
 * @param accesses reads and writes
 * @param reads reads
 * @param writes writes
 * @param footprintLines distinct lines
 * @param footprintBytes distinct lines times their size
 * @param firstUses accesses to a line for the first time, the compulsory misses: as many as lines
 * @param lowestAddress smallest byte address, 0 in an empty trace
 * @param highestAddress largest byte address, 0 in an empty trace
 * @param reuse histogram of reuse distances, up to the largest that occurs
 * @param strideEntropyBits see above
 * @param strideEntropyIsLowerBound whether there were over a million different strides, so that the
 *     later ones were pooled as one
 * @param distinctStrides different strides, at most a million
 * @param sequentialShare share of strides that are 1 line
 * @param commonStrides the most frequent strides, most frequent first
 */
public record TraceProfile(
    int lineBytes,
    long accesses,
    long reads,
    long writes,
    long footprintLines,
    long footprintBytes,
    long firstUses,
    long lowestAddress,
    long highestAddress,
    List<Reuse> reuse,
    double strideEntropyBits,
    boolean strideEntropyIsLowerBound,
    long distinctStrides,
    double sequentialShare,
    List<Stride> commonStrides) {
  private static final int STRIDES_LISTED = 8;
  private static final int MOST_STRIDES = 1 << 20;

  public TraceProfile {
    reuse = List.copyOf(reuse);
    commonStrides = List.copyOf(commonStrides);
    long reused = reuse.stream().mapToLong(Reuse::accesses).sum();
    if (reads + writes != accesses || firstUses + reused != accesses) {
      throw new IllegalStateException("the profile's books do not balance: " + accesses);
    }
  }

  /**
   * Accesses whose reuse distance is in a range.
   *
   * @param fromLines smallest distance, 0 or a power of two
   * @param toLines largest distance, one below the next power of two
   * @param accesses how many
   */
  public record Reuse(long fromLines, long toLines, long accesses) {}

  /**
   * The number of occurrences of a stride.
   *
   * @param lines distance in lines
   * @param count occurrences
   */
  public record Stride(long lines, long count) {}

  /**
   * Walks over a trace once.
   *
   * @throws IOException if a file behind the trace cannot be read
   */
  public static TraceProfile of(Trace trace, int lineBytes, Progress progress) throws IOException {
    LineWalk.requireLine(lineBytes);
    int shift = Integer.numberOfTrailingZeros(lineBytes);
    var distances = new ReuseDistances();
    var strides = new Strides();
    long[] histogram = new long[65];
    long[] packed = new long[4096];
    long accesses = 0;
    long writes = 0;
    long lowest = Long.MAX_VALUE;
    long highest = 0;
    long previous = -1;
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        Progress.checkInterrupted();
        for (int i = 0; i < n; i++) {
          long address = Trace.address(packed[i]);
          long line = address >>> shift;
          writes += packed[i] & 1;
          lowest = Math.min(lowest, address);
          highest = Math.max(highest, address);
          long distance = distances.access(line);
          if (distance >= 0) {
            histogram[64 - Long.numberOfLeadingZeros(distance)]++;
          }
          if (previous >= 0) {
            strides.add(line - previous);
          }
          previous = line;
        }
        accesses += n;
        progress.update(accesses, trace.accesses(), "profiled " + accesses + " accesses");
      }
    }
    return new TraceProfile(
        lineBytes,
        accesses,
        accesses - writes,
        writes,
        distances.lines(),
        distances.lines() * lineBytes,
        distances.lines(),
        accesses == 0 ? 0 : lowest,
        highest,
        reuse(histogram),
        strides.entropyBits(),
        strides.pooled > 0,
        strides.counts.size(),
        accesses < 2 ? 0 : (double) strides.counts.get(1, 0) / (accesses - 1),
        strides.common());
  }

  /** Hits of a fully associative LRU memory of that many lines, a power of two. */
  public long lruHits(long lines) {
    if (lines < 1 || Long.bitCount(lines) != 1) {
      throw new IllegalArgumentException("lines must be a power of two: " + lines);
    }
    return reuse.stream()
        .filter(bucket -> bucket.toLines() < lines)
        .mapToLong(Reuse::accesses)
        .sum();
  }

  private static List<Reuse> reuse(long[] histogram) {
    int last = histogram.length - 1;
    while (last >= 0 && histogram[last] == 0) {
      last--;
    }
    var buckets = new ArrayList<Reuse>();
    for (int i = 0; i <= last; i++) {
      buckets.add(new Reuse(i == 0 ? 0 : 1L << (i - 1), i == 0 ? 0 : (1L << i) - 1, histogram[i]));
    }
    return buckets;
  }

  /** Counts strides. */
  private static final class Strides {
    private final LongLongMap counts = new LongLongMap();
    private long pooled;
    private long total;

    /** Runs of one stride are gathered before they go to the map. */
    private long run;

    private long runStride;

    void add(long stride) {
      if (stride != runStride) {
        endRun();
        runStride = stride;
      }
      run++;
    }

    private void endRun() {
      total += run;
      if (run > 0 && !counts.add(runStride, run, MOST_STRIDES)) {
        pooled += run;
      }
      run = 0;
    }

    double entropyBits() {
      endRun();
      var sorted = counts.entries(STRIDES_LISTED, false);
      double entropy = pooled == 0 ? 0 : term(pooled);
      for (Stride stride : sorted) {
        entropy += term(stride.count());
      }
      return entropy;
    }

    private double term(long count) {
      double share = (double) count / total;
      return -share * StrictMath.log(share) / StrictMath.log(2);
    }

    List<Stride> common() {
      endRun();
      return counts.entries(STRIDES_LISTED, true);
    }
  }

  /** Long keys to long values, open addressing. */
  static final class LongLongMap {
    /** Pairs of key and value plus 1; a value of 0 where a place is free. */
    private long[] pairs = new long[128];

    private int size;

    int size() {
      return size;
    }

    /** Index of a key's pair, or of the free one it would take. */
    private int place(long key) {
      int mask = pairs.length - 1;
      long mixed = key * 0x9E3779B97F4A7C15L;
      int place = (int) (((mixed >>> 32) ^ (mixed >>> 20)) * 2) & mask;
      while (pairs[place + 1] != 0 && pairs[place] != key) {
        place = (place + 2) & mask;
      }
      return place;
    }

    long get(long key, long otherwise) {
      long value = pairs[place(key) + 1];
      return value == 0 ? otherwise : value - 1;
    }

    /** Sets a value and gives the one before, -1 where there was none. */
    long put(long key, long value) {
      int place = place(key);
      long before = pairs[place + 1] - 1;
      pairs[place] = key;
      pairs[place + 1] = value + 1;
      if (before < 0) {
        grow();
      }
      return before;
    }

    /** Adds to a value, unless the key is new and there are {@code most} of them. */
    boolean add(long key, long amount, int most) {
      int place = place(key);
      if (pairs[place + 1] != 0) {
        pairs[place + 1] += amount;
        return true;
      }
      if (size >= most) {
        return false;
      }
      pairs[place] = key;
      pairs[place + 1] = amount + 1;
      grow();
      return true;
    }

    private void grow() {
      if (++size * 4L > pairs.length) {
        long[] old = pairs;
        pairs = new long[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i += 2) {
          if (old[i + 1] != 0) {
            int place = place(old[i]);
            pairs[place] = old[i];
            pairs[place + 1] = old[i + 1];
          }
        }
      }
    }

    /** The entries, most frequent first, then by key; the first few or all of them. */
    List<Stride> entries(int most, boolean few) {
      var entries = new ArrayList<Stride>();
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i + 1] != 0) {
          entries.add(new Stride(pairs[i], pairs[i + 1] - 1));
        }
      }
      entries.sort(
          Comparator.comparingLong(Stride::count).reversed().thenComparingLong(Stride::lines));
      return few ? entries.subList(0, Math.min(most, entries.size())) : entries;
    }
  }

  /**
   * Distances between uses of a line, counted in distinct lines. Times that are the last use of
   * some line are bits; a Fenwick tree holds how many there are in each block of bits.
   */
  static final class ReuseDistances {
    private static final int BLOCK_SHIFT = 10;
    private static final int FIRST_TIMES = 1 << 12;

    private final LongLongMap lastUse = new LongLongMap();

    /** Line used at a time. */
    private long[] lineAt = new long[FIRST_TIMES];

    private long[] live = new long[FIRST_TIMES >> 6];
    private int[] tree = new int[(FIRST_TIMES >> BLOCK_SHIFT) + 1];
    private int now;

    long lines() {
      return lastUse.size();
    }

    /** Distinct other lines since the last use of this one, -1 where there was none. */
    long access(long line) {
      if (now > 0 && lineAt[now - 1] == line) {
        return 0;
      }
      if (now == lineAt.length) {
        renumber();
      }
      long before = lastUse.put(line, now);
      long distance = -1;
      if (before >= 0) {
        int time = (int) before;
        distance = (long) lastUse.size() - liveUpTo(time);
        live[time >> 6] &= ~(1L << time);
        update(time, -1);
      }
      lineAt[now] = line;
      live[now >> 6] |= 1L << now;
      update(now, 1);
      now++;
      return distance;
    }

    /** Gives last uses the times 0, 1, ... in their order, and room for as many again. */
    private void renumber() {
      int count = 0;
      for (int time = 0; time < now; time++) {
        if ((live[time >> 6] & (1L << time)) != 0) {
          lineAt[count] = lineAt[time];
          lastUse.put(lineAt[count], count);
          count++;
        }
      }
      now = count;
      int length = lineAt.length;
      if (count * 2L > length) {
        length = Math.multiplyExact(length, 2);
      }
      lineAt = Arrays.copyOf(lineAt, length);
      live = new long[length >> 6];
      tree = new int[(length >> BLOCK_SHIFT) + 1];
      for (int time = 0; time < count; time++) {
        live[time >> 6] |= 1L << time;
        update(time, 1);
      }
    }

    /** Last uses at this time and before. */
    private int liveUpTo(int time) {
      int word = time >> 6;
      int sum = Long.bitCount(live[word] & (-1L >>> (63 - (time & 63))));
      for (int i = (time >> BLOCK_SHIFT) << (BLOCK_SHIFT - 6); i < word; i++) {
        sum += Long.bitCount(live[i]);
      }
      for (int i = time >> BLOCK_SHIFT; i > 0; i -= i & -i) {
        sum += tree[i];
      }
      return sum;
    }

    private void update(int time, int change) {
      for (int i = (time >> BLOCK_SHIFT) + 1; i < tree.length; i += i & -i) {
        tree[i] += change;
      }
    }
  }
}
