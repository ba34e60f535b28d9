package janus.simulator;

import janus.provenance.BadInputException;
import janus.units.DataSize;

/**
 * Which tier below tier 1 holds a page. Pages fill tier 2 in the order of their first demand, then
 * tier 3. A prefetch places no page; a page that no demand has touched is looked for where the next
 * new page would be placed.
 */
final class Placement {
  static final int PAGE_BYTES = 4096;

  private static final int CHUNK_WORDS = 4;
  private static final int SWEEP_BITS = 8;
  private static final int PLACED = 1;
  private static final int FAR = 2;

  private final int pageShift;
  private final long tier2Pages;
  private final long allPages;
  private final SimulatorSettings settings;
  private final int pageBytes;

  /**
   * By chunk of 64 pages, open addressing: the chunk plus 1, or 0; a bit for each page that is
   * placed; a bit for each that lies in tier 3.
   */
  private long[] chunks = new long[CHUNK_WORDS * 64];

  /**
   * Recent sweeps, by a hash: first line, step, and number of lines. All their pages lie in tier 2
   * and stay there.
   */
  private final long[] sweepFirst = new long[1 << SWEEP_BITS];

  private final long[] sweepStep = new long[1 << SWEEP_BITS];
  private final int[] sweepLines = new int[1 << SWEEP_BITS];

  private int chunkCount;
  private int lastChunk = -1;
  private long placed;
  private long lastTouched = -1;
  private long lastAsked = -1;
  private boolean lastAnswer;

  Placement(SimulatorSettings settings) {
    this.settings = settings;
    int lineBytes = settings.tier1().lineBytes();
    // Without tier 3 there is no choice, and tier 2 is full when all its lines are used.
    pageBytes = settings.tier3() == null ? lineBytes : Math.max(PAGE_BYTES, lineBytes);
    pageShift = Integer.numberOfTrailingZeros(pageBytes / lineBytes);
    tier2Pages = settings.tier2().capacity().bytes() / pageBytes;
    long tier3Pages =
        settings.tier3() == null ? 0 : settings.tier3().capacity().bytes() / pageBytes;
    allPages = tier2Pages + tier3Pages;
  }

  /** A demand touches the line. */
  void touch(long line) {
    long page = line >>> pageShift;
    if (page != lastTouched) {
      lastTouched = page;
      int at = chunk(page);
      if ((chunks[at + PLACED] >>> page & 1) == 0) {
        place(page, at);
      }
    }
  }

  private void place(long page, int at) {
    if (placed == allPages) {
      throw new BadInputException(
          "the trace touches more than "
              + (settings.tier3() == null
                  ? "tier 2 holds ("
                      + settings.tier2().capacity()
                      + ") and there is no tier 3: expected a larger tier 2, or a tier 3"
                  : "tier 2 and 3 hold ("
                      + settings.tier2().capacity()
                      + " and "
                      + settings.tier3().capacity()
                      + "): expected a larger tier 3"));
    }
    chunks[at + PLACED] |= 1L << page;
    if (placed >= tier2Pages) {
      chunks[at + FAR] |= 1L << page;
    }
    placed++;
    lastAsked = -1;
  }

  /**
   * Number of lines a step apart, at most {@code lines}, before the first that may lie outside tier
   * 2 when a demand touches it.
   */
  int near(long firstLine, long step, int lines) {
    int known = knownNear(firstLine, step);
    if (known >= lines || placed + newPages(step, lines - known) <= tier2Pages) {
      return lines;
    }
    int near = known;
    while (near < lines) {
      long line = firstLine + near * step;
      if (!isPlacedNear(line >>> pageShift)) {
        return near;
      }
      near += step == 1 ? (int) ((((line >>> pageShift) + 1) << pageShift) - line) : 1;
    }
    return lines;
  }

  /** Upper bound of the new pages, with two for prefetches beyond the ends. */
  private long newPages(long step, long lines) {
    return step == 1 ? (lines >>> pageShift) + 3 : lines;
  }

  /** Records demands of {@code lines} lines a step apart, all of them {@link #near}. */
  void touchNear(long firstLine, long step, int lines) {
    int known = knownNear(firstLine, step);
    if (known >= lines) {
      return;
    }
    for (int i = known; i < lines; i += step == 1 ? 1 << pageShift : 1) {
      touch(firstLine + i * step);
    }
    touch(firstLine + (lines - 1) * step);
    int at = sweep(firstLine, step);
    sweepFirst[at] = firstLine;
    sweepStep[at] = step;
    sweepLines[at] = lines;
  }

  private int knownNear(long firstLine, long step) {
    int at = sweep(firstLine, step);
    return sweepFirst[at] == firstLine && sweepStep[at] == step ? sweepLines[at] : 0;
  }

  private static int sweep(long firstLine, long step) {
    return (int) (((firstLine ^ (step << 32)) * 0x9E3779B97F4A7C15L) >>> (64 - SWEEP_BITS));
  }

  private boolean isPlacedNear(long page) {
    int at = chunk(page);
    return (chunks[at + PLACED] >>> page & 1) != 0 && (chunks[at + FAR] >>> page & 1) == 0;
  }

  /** Whether the line lies in tier 3; false if there is none. */
  boolean inTier3(long line) {
    if (placed < tier2Pages) {
      return false;
    }
    long page = line >>> pageShift;
    if (page != lastAsked) {
      lastAsked = page;
      int at = chunk(page);
      lastAnswer =
          (chunks[at + PLACED] >>> page & 1) == 0
              ? settings.tier3() != null
              : (chunks[at + FAR] >>> page & 1) != 0;
    }
    return lastAnswer;
  }

  /** Index of the chunk of a page, which is added if it is new. */
  private int chunk(long page) {
    long key = (page >>> 6) + 1;
    if (lastChunk >= 0 && chunks[lastChunk] == key) {
      return lastChunk;
    }
    int at = find(key);
    if (chunks[at] == 0) {
      if (++chunkCount * 2 * CHUNK_WORDS > chunks.length) {
        grow();
        at = find(key);
      }
      chunks[at] = key;
    }
    lastChunk = at;
    return at;
  }

  private int find(long key) {
    int mask = chunks.length / CHUNK_WORDS - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (chunks[at * CHUNK_WORDS] != 0 && chunks[at * CHUNK_WORDS] != key) {
      at = (at + 1) & mask;
    }
    return at * CHUNK_WORDS;
  }

  private void grow() {
    long[] old = chunks;
    chunks = new long[old.length * 2];
    for (int i = 0; i < old.length; i += CHUNK_WORDS) {
      if (old[i] != 0) {
        System.arraycopy(old, i, chunks, find(old[i]), CHUNK_WORDS);
      }
    }
  }

  Footprint footprint() {
    long inTier2 = Math.min(placed, tier2Pages);
    return new Footprint(
        DataSize.ofBytes(placed * pageBytes),
        DataSize.ofBytes(inTier2 * pageBytes),
        DataSize.ofBytes((placed - inTier2) * pageBytes));
  }
}
