package janus.simulator.replacement;

/**
 * Least recently used: the line whose last use (fill or demand hit) lies furthest back leaves. See
 * Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage hierarchies", IBM Systems
 * Journal 9(2), 1970.
 *
 * <p>Up to 16 ways, the order of a set is a permutation of its ways in one {@code long}, the most
 * recent in the lowest four bits; beyond that, a linked list.
 */
public final class Lru implements ReplacementPolicy {
  private static final int PACKED_WAYS = 16;
  private static final long EACH_NIBBLE = 0x1111_1111_1111_1111L;
  private static final long EACH_TOP_BIT = 0x8888_8888_8888_8888L;
  private static final long IDENTITY = 0xFEDC_BA98_7654_3210L;

  private final int ways;
  private final int sets;
  private final int setShift;
  private final long[] packed;
  private final SlotLists lists;

  /** The configuration. */
  public Lru() {
    this(0, 1);
  }

  private Lru(int sets, int ways) {
    this.ways = ways;
    this.sets = sets;
    this.setShift = Integer.bitCount(sets) == 1 ? Integer.numberOfTrailingZeros(sets) : -1;
    boolean small = ways <= PACKED_WAYS;
    packed = small ? new long[sets] : null;
    lists = small ? null : new SlotLists(sets, ways);
    if (small) {
      java.util.Arrays.fill(packed, IDENTITY);
    }
  }

  @Override
  public Lru sized(int sets, int ways) {
    return new Lru(sets, ways);
  }

  @Override
  public void onHit(int slot) {
    if (packed == null) {
      lists.moveToNewest(slot);
    } else {
      int way = setShift >= 0 ? slot >>> setShift : slot / sets;
      promote(slot - way * sets, way);
    }
  }

  @Override
  public void onFill(int slot, long line) {
    if (packed != null) {
      onHit(slot);
    } else if (lists.contains(slot)) {
      lists.moveToNewest(slot);
    } else {
      lists.addNewest(slot);
    }
  }

  /** The same as {@link #onFill} for the slot that {@link #victim} has just named. */
  public void refill(int set, int slot) {
    if (packed == null) {
      lists.moveToNewest(slot);
      return;
    }
    long order = packed[set];
    long oldest = (order >>> ((ways - 1) * 4)) & 15;
    if (ways == PACKED_WAYS && oldest * sets + set == slot) {
      packed[set] = (order << 4) | oldest;
    } else {
      promote(set, slot / sets);
    }
  }

  private void promote(int set, int way) {
    long order = packed[set];
    if ((order & 15) == way) {
      return;
    }
    long difference = order ^ (way * EACH_NIBBLE);
    long zeroNibbles = (difference - EACH_NIBBLE) & ~difference & EACH_TOP_BIT;
    int shift = Long.numberOfTrailingZeros(zeroNibbles) & ~3;
    long upToWay = shift == 60 ? -1L : (1L << (shift + 4)) - 1;
    packed[set] = (order & ~upToWay) | ((order << 4) & upToWay) | way;
  }

  @Override
  public int victim(int set, long[] ready, long now) {
    if (packed == null) {
      return lists.oldestArrived(set, ready, now);
    }
    long order = packed[set];
    for (int place = ways - 1; place >= 0; place--) {
      int slot = (int) ((order >>> (place * 4)) & 15) * sets + set;
      if (ready[slot] <= now) {
        return slot;
      }
    }
    return -1;
  }

  @Override
  public String spelling() {
    return "lru";
  }
}
