package janus.simulator;

import janus.provenance.BadInputException;
import janus.units.DataSize;
import java.util.Arrays;

/**
 * Which tier below tier 1 holds a page: pages fill tier 2 in the order the demand first touches
 * them, then tier 3. A prefetch places nothing; where its page has not been touched yet it finds it
 * where the next page would go.
 */
final class Placement {
  static final int PAGE_BYTES = 4096;

  private final int pageShift;
  private final long tier2Pages;
  private final long allPages;
  private final SimulatorSettings settings;
  private final int pageBytes;

  /** Open addressing; twice the page, plus 1 in tier 3; or -1. */
  private long[] entries = new long[1024];

  private long placed;
  private long lastTouched = -1;
  private long lastAsked = -1;
  private boolean lastAnswer;

  Placement(SimulatorSettings settings) {
    this.settings = settings;
    int lineBytes = settings.tier1().lineBytes();
    pageBytes = Math.max(PAGE_BYTES, lineBytes);
    pageShift = Integer.numberOfTrailingZeros(pageBytes / lineBytes);
    tier2Pages = settings.tier2().capacity().bytes() / pageBytes;
    long tier3Pages =
        settings.tier3() == null ? 0 : settings.tier3().capacity().bytes() / pageBytes;
    allPages = tier2Pages + tier3Pages;
    Arrays.fill(entries, -1);
  }

  /** A demand touches the line. */
  void touch(long line) {
    long page = line >>> pageShift;
    if (page != lastTouched) {
      lastTouched = page;
      int at = find(page);
      if (entries[at] < 0) {
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
    entries[at] = page << 1 | (placed >= tier2Pages ? 1 : 0);
    placed++;
    lastAsked = -1;
    if (placed * 2 > entries.length) {
      long[] old = entries;
      entries = new long[old.length * 2];
      Arrays.fill(entries, -1);
      for (long entry : old) {
        if (entry >= 0) {
          entries[find(entry >>> 1)] = entry;
        }
      }
    }
  }

  boolean inTier3(long line) {
    long page = line >>> pageShift;
    if (page != lastAsked) {
      lastAsked = page;
      long entry = entries[find(page)];
      lastAnswer = entry < 0 ? placed >= tier2Pages && settings.tier3() != null : (entry & 1) != 0;
    }
    return lastAnswer;
  }

  private int find(long page) {
    int mask = entries.length - 1;
    // Neighbouring pages share a cache line of the table.
    long mixed = ((page >>> 3) * 0x9E3779B97F4A7C15L) >>> 32;
    int at = (int) ((mixed << 3) | (page & 7)) & mask;
    while (entries[at] >= 0 && entries[at] >>> 1 != page) {
      at = (at + 1) & mask;
    }
    return at;
  }

  Footprint footprint() {
    long inTier2 = Math.min(placed, tier2Pages);
    return new Footprint(
        DataSize.ofBytes(placed * pageBytes),
        DataSize.ofBytes(inTier2 * pageBytes),
        DataSize.ofBytes((placed - inTier2) * pageBytes));
  }
}
