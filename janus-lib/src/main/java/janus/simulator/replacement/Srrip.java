package janus.simulator.replacement;

/**
 * Static re-reference interval prediction with two bits and hit priority: a new line is predicted
 * for a long interval (2), a hit for a near one (0); the first way with 3 leaves, and where there
 * is none all age by one. See Jaleel, Theobald, Steely and Emer, "High performance cache
 * replacement using re-reference interval prediction (RRIP)", ISCA 2010.
 *
 * <p>If every line with 3 is in flight, the first arrived line with the largest value leaves.
 */
public final class Srrip implements ReplacementPolicy {
  private static final int VALUES = 4;
  private static final int LONG_INTERVAL = 2;
  private static final int DISTANT = 3;

  private final int ways;
  private final int words;

  /** By slot: which of the four member sets it is in, or -1. */
  private final byte[] group;

  /** Bit sets of ways, {@code (set, group, word)}; value v of a set is group (age + v) mod 4. */
  private final long[] members;

  private final int[] count;
  private final int[] firstWord;
  private final int[] age;

  /** The configuration. */
  public Srrip() {
    this(0, 1);
  }

  private Srrip(int sets, int ways) {
    this.ways = ways;
    words = (ways + 63) / 64;
    group = new byte[sets * ways];
    java.util.Arrays.fill(group, (byte) -1);
    members = new long[sets * VALUES * words];
    count = new int[sets * VALUES];
    firstWord = new int[sets * VALUES];
    age = new int[sets];
  }

  @Override
  public Srrip sized(int sets, int ways) {
    return new Srrip(sets, ways);
  }

  @Override
  public void onHit(int slot) {
    move(slot, 0);
  }

  @Override
  public void onFill(int slot, long line) {
    move(slot, LONG_INTERVAL);
  }

  private void move(int slot, int value) {
    int set = slot / ways;
    int way = slot - set * ways;
    int from = group[slot];
    if (from >= 0) {
      members[(set * VALUES + from) * words + (way >> 6)] &= ~(1L << way);
      count[set * VALUES + from]--;
    }
    int to = groupOf(set, value);
    int index = set * VALUES + to;
    members[index * words + (way >> 6)] |= 1L << way;
    firstWord[index] = count[index] == 0 ? way >> 6 : Math.min(firstWord[index], way >> 6);
    count[index]++;
    group[slot] = (byte) to;
  }

  private int groupOf(int set, int value) {
    return (age[set] + value) & (VALUES - 1);
  }

  @Override
  public int victim(int set, long[] ready, long now) {
    while (count[set * VALUES + groupOf(set, DISTANT)] == 0) {
      age[set] = (age[set] + VALUES - 1) & (VALUES - 1);
    }
    for (int value = DISTANT; value >= 0; value--) {
      int slot = firstArrived(set, groupOf(set, value), ready, now);
      if (slot >= 0) {
        return slot;
      }
    }
    return -1;
  }

  private int firstArrived(int set, int of, long[] ready, long now) {
    int index = set * VALUES + of;
    if (count[index] == 0) {
      return -1;
    }
    int word = firstWord[index];
    while (members[index * words + word] == 0) {
      word++;
    }
    firstWord[index] = word;
    for (; word < words; word++) {
      for (long bits = members[index * words + word]; bits != 0; bits &= bits - 1) {
        int slot = set * ways + (word << 6) + Long.numberOfTrailingZeros(bits);
        if (ready[slot] <= now) {
          return slot;
        }
      }
    }
    return -1;
  }

  @Override
  public String spelling() {
    return "srrip";
  }
}
