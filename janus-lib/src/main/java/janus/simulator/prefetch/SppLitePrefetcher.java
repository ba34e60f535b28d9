package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * Follows the path of most likely deltas within a page. See Kim et al., "Path confidence based
 * lookahead prefetching", MICRO 2016.
 *
 * <p>Each page that was read lately has a signature, a hash of its last deltas: {@code s' = (s <<
 * 3) xor delta}, 12 bits. The pattern table counts, for a signature, how often which of four deltas
 * followed. From the page's signature the prefetcher walks ahead: it takes the delta counted most,
 * multiplies the path's confidence with that delta's share, asks for the line while confidence is
 * at least {@code threshold} percent, and goes on from the signature this delta leads to, at most
 * {@code depth} steps and to the end of the page.
 *
 * <p>Lite, because three parts of the paper are left out: the register that carries a path over to
 * the next page, the filter (the simulator drops lines that are present), and the accuracy that
 * scales confidence.
 *
 * <p>State: pages (tag, last line of the page, signature), patterns (count of the signature, four
 * deltas with counts), counts of 4 bits.
 */
public final class SppLitePrefetcher implements Prefetcher {
  private static final int SIGNATURE_BITS = 12;
  private static final int SIGNATURE_SHIFT = 3;
  private static final int DELTAS = 4;
  private static final int COUNT_BITS = 4;
  private static final int MOST_COUNT = (1 << COUNT_BITS) - 1;
  private static final int TAG_BITS = 16;

  private final int pageLines;
  private final int pages;
  private final int patterns;
  private final int threshold;
  private final int depth;

  private final long[] page;
  private final int[] lastLine;
  private final int[] signature;

  /** By pattern: times seen; and (pattern, way): delta and times it followed. */
  private final int[] seen;

  private final int[] delta;
  private final int[] followed;

  /**
   * @param pageLines lines of a page, a power of two of at least 2
   * @param pages pages watched, a power of two
   * @param patterns signatures with counts, a power of two up to 4096
   * @param threshold least confidence in percent, 1 to 100
   * @param depth most steps ahead, at least 1
   */
  public SppLitePrefetcher(int pageLines, int pages, int patterns, int threshold, int depth) {
    this.pageLines = Bits.powerOfTwo("pageLines", pageLines);
    this.pages = Bits.powerOfTwo("pages", pages);
    this.patterns = Bits.powerOfTwo("patterns", patterns);
    this.threshold = Bits.atLeastOne("threshold", threshold);
    this.depth = Bits.atLeastOne("depth", depth);
    if (pageLines < 2 || patterns > 1 << SIGNATURE_BITS || threshold > 100) {
      throw new IllegalArgumentException(
          "pageLines must be at least 2, patterns at most 4096, threshold at most 100: "
              + pageLines
              + ", "
              + patterns
              + ", "
              + threshold);
    }
    page = new long[pages];
    lastLine = new int[pages];
    signature = new int[pages];
    seen = new int[patterns];
    delta = new int[patterns * DELTAS];
    followed = new int[patterns * DELTAS];
    Arrays.fill(page, -1);
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    long number = line / pageLines;
    int inPage = (int) (line % pageLines);
    int place = (int) (number & (pages - 1));
    if (page[place] != number) {
      page[place] = number;
      lastLine[place] = inPage;
      signature[place] = 0;
      return;
    }
    int step = inPage - lastLine[place];
    if (step == 0) {
      return;
    }
    count(signature[place], step);
    lastLine[place] = inPage;
    signature[place] = next(signature[place], step);
    walk(number * pageLines, inPage, signature[place], sink);
  }

  private int next(int from, int step) {
    int hashed = step < 0 ? pageLines - step : step;
    return ((from << SIGNATURE_SHIFT) ^ hashed) & ((1 << SIGNATURE_BITS) - 1);
  }

  private void count(int from, int step) {
    int pattern = from & (patterns - 1);
    int first = pattern * DELTAS;
    int way = first;
    for (int i = first; i < first + DELTAS; i++) {
      if (followed[i] > 0 && delta[i] == step) {
        way = i;
        break;
      }
      if (followed[i] < followed[way]) {
        way = i;
      }
    }
    if (delta[way] != step) {
      delta[way] = step;
      followed[way] = 0;
    }
    followed[way]++;
    seen[pattern]++;
    if (seen[pattern] > MOST_COUNT) {
      seen[pattern] >>= 1;
      for (int i = first; i < first + DELTAS; i++) {
        followed[i] >>= 1;
      }
    }
  }

  private void walk(long firstLine, int from, int startSignature, PrefetchSink sink) {
    int at = from;
    int path = startSignature;
    double confidence = 1;
    for (int step = 0; step < depth; step++) {
      int pattern = path & (patterns - 1);
      int best = pattern * DELTAS;
      for (int i = best + 1; i < (pattern + 1) * DELTAS; i++) {
        if (followed[i] > followed[best]) {
          best = i;
        }
      }
      if (followed[best] == 0) {
        return;
      }
      confidence *= Math.min(1, (double) followed[best] / seen[pattern]);
      at += delta[best];
      if (100 * confidence < threshold || at < 0 || at >= pageLines) {
        return;
      }
      sink.prefetch(firstLine + at);
      path = next(path, delta[best]);
    }
  }

  @Override
  public SppLitePrefetcher fresh() {
    return new SppLitePrefetcher(pageLines, pages, patterns, threshold, depth);
  }

  @Override
  public String spelling() {
    return "spp-lite(pageLines="
        + pageLines
        + ", pages="
        + pages
        + ", patterns="
        + patterns
        + ", threshold="
        + threshold
        + ", depth="
        + depth
        + ")";
  }

  @Override
  public long stateBits() {
    int inPage = Bits.forValues(pageLines);
    long perPage = TAG_BITS + 1L + inPage + SIGNATURE_BITS;
    long perPattern = COUNT_BITS + (long) DELTAS * (inPage + 1 + COUNT_BITS);
    return pages * perPage + patterns * perPattern;
  }
}
