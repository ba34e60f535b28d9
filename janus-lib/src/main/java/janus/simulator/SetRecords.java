package janus.simulator;

/**
 * Half a cache line of the host for each set of up to 16 ways, with all that a lookup needs: a byte
 * of hash for each way, the ways in their order of use, and the number of ways that ever held a
 * line.
 */
final class SetRecords {
  static final int MOST_WAYS = 16;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long EACH_TOP_BIT = 0x8080_8080_8080_8080L;
  private static final long EACH_NIBBLE = 0x1111_1111_1111_1111L;
  private static final long EACH_NIBBLE_TOP_BIT = 0x8888_8888_8888_8888L;
  private static final long IDENTITY = 0xFEDC_BA98_7654_3210L;

  /** Words of a set: hashes of ways 0 to 7, of ways 8 to 15, order of use, ways in use. */
  private static final int SET_WORDS = 4;

  private static final int HIGH = 1;
  private static final int ORDER = 2;
  private static final int USED = 3;

  private static final int MIX_SHIFT = 7;

  private final int ways;
  private final int oldestPlace;
  private final int mixMask;
  private final int signatureShift;
  private final long[] words;

  SetRecords(int sets, int ways) {
    this.ways = ways;
    oldestPlace = (ways - 1) << 2;
    boolean powerOfTwo = Integer.bitCount(sets) == 1;
    mixMask = powerOfTwo && sets > 1 << MIX_SHIFT ? (1 << MIX_SHIFT) - 1 : 0;
    signatureShift = 31 - Integer.numberOfLeadingZeros(sets);
    words = new long[sets * SET_WORDS];
    for (int base = 0; base < words.length; base += SET_WORDS) {
      words[base + ORDER] = IDENTITY;
    }
  }

  /**
   * Index of the record of a set. The index is hashed: records of sets a power of two apart would
   * otherwise compete for few lines of the host's caches.
   */
  int at(int set) {
    return (set ^ (set >>> MIX_SHIFT & mixMask)) * SET_WORDS;
  }

  /**
   * A byte in each byte, the same for as many consecutive lines as there are sets. Not 0, as of
   * ways without a line, for the first of them.
   */
  long signature(long line) {
    return ((((line >>> signatureShift) + 1) * GOLDEN) >>> 56) * EACH_BYTE;
  }

  /** A bit for each way that may hold a line of this signature; {@link #wayOf} gives the way. */
  long likely(int record, long signature) {
    long low = words[record] ^ signature;
    long inLow = (low - EACH_BYTE) & ~low & EACH_TOP_BIT;
    if (ways <= 8) {
      return inLow >>> 7;
    }
    long high = words[record + HIGH] ^ signature;
    long inHigh = (high - EACH_BYTE) & ~high & EACH_TOP_BIT;
    return inLow >>> 7 | inHigh >>> 6;
  }

  /** The way of the lowest bit of {@link #likely}. */
  static int wayOf(long likely) {
    int bit = Long.numberOfTrailingZeros(likely);
    return bit >>> 3 | (bit & 1) << 3;
  }

  void sign(int record, int way, long signature) {
    int word = record + (way >>> 3);
    long place = 0xFFL << ((way & 7) << 3);
    words[word] = (words[word] & ~place) | (signature & place);
  }

  /** Ways in their order of use, four bits each, the most recently used lowest. */
  long order(int record) {
    return words[record + ORDER];
  }

  int oldestWay(int record) {
    return (int) (words[record + ORDER] >>> oldestPlace) & 15;
  }

  /** Makes a way the most recently used. */
  void use(int record, int way) {
    long order = words[record + ORDER];
    if ((order & 15) == way) {
      return;
    }
    long difference = order ^ (way * EACH_NIBBLE);
    long zeroNibbles = (difference - EACH_NIBBLE) & ~difference & EACH_NIBBLE_TOP_BIT;
    int shift = Long.numberOfTrailingZeros(zeroNibbles) & ~3;
    long upToWay = -1L >>> (60 - shift);
    words[record + ORDER] = (order & ~upToWay) | ((order << 4) & upToWay) | way;
  }

  /** Number of ways that ever held a line; they are the first ones. */
  int used(int record) {
    return (int) words[record + USED];
  }

  boolean isFull(int record) {
    return words[record + USED] == ways;
  }

  /** Takes the first way that never held a line. */
  int takeUnused(int record) {
    return (int) words[record + USED]++;
  }

  /** Makes a set's record a copy of another's. */
  void copy(int from, int to) {
    for (int i = 0; i < SET_WORDS; i++) {
      words[to + i] = words[from + i];
    }
  }
}
