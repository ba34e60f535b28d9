package janus.simulator;

import java.util.Arrays;

/**
 * Which line lies in which slot of tier 1, with its flags and arrival. Slot {@code way * sets +
 * set}, so that lines that follow each other in memory do so here.
 *
 * <p>Up to 16 ways, all that a lookup needs of a set lies in half a cache line: a byte of hash for
 * each way, and the ways in their order of use. Beyond that a chained hash table over all slots
 * finds a line, in which neighbours in memory are neighbours too.
 *
 * <p>It also remembers lines that a prefetch pushed out: one for each bucket of that hash, the
 * last.
 */
final class TagStore {
  static final int DIRTY = 1;

  /** Brought by a prefetch and not yet demanded. */
  static final int PREFETCHED = 2;

  private static final int FLAGS = 3;
  private static final int FLAG_BITS = 2;
  private static final int NONE = -1;
  private static final int SMALL_WAYS = 16;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long EACH_TOP_BIT = 0x8080_8080_8080_8080L;
  private static final long EACH_NIBBLE = 0x1111_1111_1111_1111L;
  private static final long EACH_NIBBLE_TOP_BIT = 0x8888_8888_8888_8888L;
  private static final long IDENTITY = 0xFEDC_BA98_7654_3210L;

  /** Words of a set: signatures of ways 0 to 7, of ways 8 to 15, order of use, ways in use. */
  private static final int SET_WORDS = 4;

  private static final int ORDER = 2;
  private static final int USED = 3;

  private final int sets;
  private final int ways;
  private final boolean small;
  private final long setMask;
  private final int setShift;
  private final Modulus setModulus;
  private final int signatureShift;

  /** By slot: line and flags. */
  private final long[] words;

  /** By slot: cycle of arrival. */
  private final long[] ready;

  private final long[] setWords;

  /** By bucket: the first slot; by slot: the next of the bucket. */
  private final int[] heads;

  private final int[] next;

  /** By bucket: the region of the line pushed out. */
  private final int[] pushedOut;

  private boolean remembers;

  /** Keeps {@link #lookAhead}'s reads from being optimized away. */
  long lastRead;

  private int left;
  private int uselessLeft;
  private final int mask;
  private final int regionShift;

  /** The slot found last and the step to it from the one before: runs are stored as runs. */
  private int lastFound;

  private int stride = 1;

  TagStore(int sets, int ways) {
    this.sets = sets;
    this.ways = ways;
    small = ways <= SMALL_WAYS;
    setMask = Integer.bitCount(sets) == 1 ? sets - 1 : -1;
    setShift = Integer.bitCount(sets) == 1 ? Integer.numberOfTrailingZeros(sets) : -1;
    setModulus = new Modulus(sets);
    signatureShift = 31 - Integer.numberOfLeadingZeros(sets);
    int slots = sets * ways;
    words = new long[slots];
    ready = new long[slots];
    setWords = new long[sets * SET_WORDS];
    int buckets = Math.max(16, Integer.highestOneBit(slots) * 2);
    mask = buckets - 1;
    regionShift = Integer.numberOfTrailingZeros(buckets);
    heads = new int[small ? 0 : buckets];
    next = new int[small ? 0 : slots];
    pushedOut = new int[buckets];
    Arrays.fill(words, NONE);
    Arrays.fill(heads, NONE);
    Arrays.fill(pushedOut, NONE);
    for (int set = 0; set < sets; set++) {
      setWords[set * SET_WORDS + ORDER] = IDENTITY;
    }
  }

  /** Whether {@link #use} and {@link #oldest} keep an order. */
  static boolean keepsOrder(int ways) {
    return ways <= SMALL_WAYS;
  }

  int setOf(long line) {
    return setMask >= 0 ? (int) (line & setMask) : setModulus.of(line);
  }

  private int bucket(long line) {
    long region = line >>> regionShift;
    return (int) (line ^ ((region * GOLDEN) >>> 32)) & mask;
  }

  private int region(long line) {
    return (int) (line >>> regionShift) & Integer.MAX_VALUE;
  }

  /** The slot of a line, or -1. */
  int find(long line) {
    return find(line, setOf(line));
  }

  /** The same, where the set is known. */
  int find(long line, int set) {
    return small ? findInSet(line, set) : findInTable(line);
  }

  /** A byte, the same for as many consecutive lines as there are sets. */
  private long signature(long line) {
    return ((line >>> signatureShift) * GOLDEN) >>> 56;
  }

  private int findInSet(long line, int set) {
    long signature = signature(line) * EACH_BYTE;
    int base = set * SET_WORDS;
    long wanted = line << FLAG_BITS;
    long low = setWords[base] ^ signature;
    for (long hits = (low - EACH_BYTE) & ~low & EACH_TOP_BIT; hits != 0; hits &= hits - 1) {
      int slot = (Long.numberOfTrailingZeros(hits) >>> 3) * sets + set;
      if (slot < words.length && (words[slot] & ~FLAGS) == wanted) {
        return slot;
      }
    }
    if (ways > 8) {
      long high = setWords[base + 1] ^ signature;
      for (long hits = (high - EACH_BYTE) & ~high & EACH_TOP_BIT; hits != 0; hits &= hits - 1) {
        int slot = ((Long.numberOfTrailingZeros(hits) >>> 3) + 8) * sets + set;
        if (slot < words.length && (words[slot] & ~FLAGS) == wanted) {
          return slot;
        }
      }
    }
    return NONE;
  }

  /**
   * Reads what lookups of some accesses to come will read, so that the processor fetches all of it
   * at a time; changes nothing.
   *
   * @param packed accesses, as in {@link janus.trace.Trace}
   * @param lineShift from an access to its line
   */
  void lookAhead(long[] packed, int from, int to, int lineShift) {
    if (!small) {
      return;
    }
    long read = 0;
    for (int i = from; i < to; i++) {
      read ^= setWords[setOf(packed[i] >>> lineShift) * SET_WORDS];
    }
    for (int i = from; i < to; i++) {
      long line = packed[i] >>> lineShift;
      int set = setOf(line);
      int base = set * SET_WORDS;
      long signature = signature(line) * EACH_BYTE;
      long low = setWords[base] ^ signature;
      long high = setWords[base + 1] ^ signature;
      long inLow = (low - EACH_BYTE) & ~low & EACH_TOP_BIT;
      long inHigh = (high - EACH_BYTE) & ~high & EACH_TOP_BIT;
      int way =
          inLow != 0
              ? Long.numberOfTrailingZeros(inLow) >>> 3
              : inHigh != 0
                  ? 8 + (Long.numberOfTrailingZeros(inHigh) >>> 3)
                  : (int) (setWords[base + ORDER] >>> ((ways - 1) << 2)) & 15;
      int slot = way * sets + set;
      if (slot < words.length) {
        read ^= words[slot] ^ ready[slot];
      }
    }
    lastRead = read;
  }

  private int findInTable(long line) {
    long wanted = line << FLAG_BITS;
    int likely = lastFound + stride;
    if (likely >= 0 && likely < words.length && (words[likely] & ~FLAGS) == wanted) {
      lastFound = likely;
      return likely;
    }
    int slot = heads[bucket(line)];
    while (slot >= 0 && (words[slot] & ~FLAGS) != wanted) {
      slot = next[slot];
    }
    if (slot >= 0) {
      stride = slot - lastFound;
      lastFound = slot;
    }
    return slot;
  }

  /** The line of a slot, or -1. */
  long line(int slot) {
    return words[slot] == NONE ? NONE : words[slot] >>> FLAG_BITS;
  }

  boolean isDirty(int slot) {
    return (words[slot] & DIRTY) != 0;
  }

  boolean isPrefetched(int slot) {
    return (words[slot] & PREFETCHED) != 0;
  }

  void markDirty(int slot) {
    words[slot] |= DIRTY;
  }

  void markPrefetched(int slot) {
    words[slot] |= PREFETCHED;
  }

  /** The line is demanded; a prefetched one counts as prefetched no more. */
  void demand(int slot) {
    words[slot] &= ~PREFETCHED;
  }

  /** By slot, the cycle its line arrives. */
  long[] ready() {
    return ready;
  }

  /** Whether every slot of the set has held a line. */
  boolean isFull(int set) {
    return setWords[set * SET_WORDS + USED] == ways;
  }

  /** A slot of the set that has never held a line, or -1. */
  int unusedSlot(int set) {
    long used = setWords[set * SET_WORDS + USED];
    if (used == ways) {
      return NONE;
    }
    setWords[set * SET_WORDS + USED] = used + 1;
    return (int) used * sets + set;
  }

  /** Gives a free slot a line; it is no longer remembered as pushed out. */
  void put(int slot, int set, long line, long arrival, int flags) {
    words[slot] = (line << FLAG_BITS) | flags;
    ready[slot] = arrival;
    if (small) {
      sign(set * SET_WORDS, way(slot), line);
    } else {
      int bucket = bucket(line);
      next[slot] = heads[bucket];
      heads[bucket] = slot;
    }
    forget(line);
  }

  private int way(int slot) {
    return setShift >= 0 ? slot >>> setShift : slot / sets;
  }

  void remove(int slot) {
    if (!small) {
      int bucket = bucket(words[slot] >>> FLAG_BITS);
      int at = heads[bucket];
      if (at == slot) {
        heads[bucket] = next[slot];
      } else {
        while (next[at] != slot) {
          at = next[at];
        }
        next[at] = next[slot];
      }
    }
    words[slot] = NONE;
  }

  /** Removes a line because of a prefetch, and remembers it. */
  void pushOut(int slot) {
    long line = words[slot] >>> FLAG_BITS;
    remove(slot);
    remembers = true;
    pushedOut[bucket(line)] = region(line);
  }

  /** Whether a line is remembered as pushed out. */
  boolean isPushedOut(long line) {
    return remembers && pushedOut[bucket(line)] == region(line);
  }

  /** A slot of the set becomes the one used last. */
  void use(int slot, int set) {
    promote(set * SET_WORDS + ORDER, way(slot));
  }

  private void promote(int at, int way) {
    long order = setWords[at];
    if ((order & 15) == way) {
      return;
    }
    long difference = order ^ (way * EACH_NIBBLE);
    long zeroNibbles = (difference - EACH_NIBBLE) & ~difference & EACH_NIBBLE_TOP_BIT;
    int shift = Long.numberOfTrailingZeros(zeroNibbles) & ~3;
    long upToWay = shift == 60 ? -1L : (1L << (shift + 4)) - 1;
    setWords[at] = (order & ~upToWay) | ((order << 4) & upToWay) | way;
  }

  /** The slot of the set used longest ago whose line has arrived, or -1. */
  int oldest(int set, long now) {
    long order = setWords[set * SET_WORDS + ORDER];
    for (int place = (ways - 1) << 2; place >= 0; place -= 4) {
      int slot = (int) ((order >>> place) & 15) * sets + set;
      if (ready[slot] <= now) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * What a prefetch of a steady stream does here where {@link #keepsOrder}: takes the slot used
   * longest ago, for a line that will be demanded.
   *
   * @return -1 where the line is there already, or none can leave without being written; else the
   *     sum of 1 where a line left and 2 where that line had been prefetched and never demanded
   */
  int prefetch(long line, long now, long arrival) {
    int set = setOf(line);
    if (findInSet(line, set) >= 0) {
      return NONE;
    }
    int base = set * SET_WORDS;
    long order = setWords[base + ORDER];
    long used = setWords[base + USED];
    int slot;
    int way;
    int gone = 0;
    if (used < ways) {
      way = (int) used;
      slot = way * sets + set;
      setWords[base + USED] = used + 1;
      promote(base + ORDER, way);
    } else {
      way = (int) (order >>> ((ways - 1) << 2)) & 15;
      slot = way * sets + set;
      long word = words[slot];
      if (ready[slot] > now || (word & DIRTY) != 0) {
        return NONE;
      }
      gone = 1 | ((int) word & PREFETCHED);
      remembers = true;
      long old = word >>> FLAG_BITS;
      pushedOut[bucket(old)] = region(old);
      if (ways == SMALL_WAYS) {
        setWords[base + ORDER] = (order << 4) | way;
      } else {
        promote(base + ORDER, way);
      }
    }
    words[slot] = line << FLAG_BITS;
    ready[slot] = arrival;
    sign(base, way, line);
    forget(line);
    return gone;
  }

  /**
   * The same as {@link #prefetch} for consecutive lines, a cycle apart, until one has no place or
   * {@code count} are done. Neighbouring sets that earlier runs went through have the same
   * signatures and order: what is found for the first of them holds for all.
   *
   * @return how many were done; {@link #left} and {@link #uselessLeft} tell what left
   */
  int prefetchRun(long firstLine, long firstNow, long firstArrival, int count) {
    left = 0;
    uselessLeft = 0;
    int done = 0;
    while (done < count) {
      long line = firstLine + done;
      int set = setOf(line);
      int base = set * SET_WORDS;
      long low = setWords[base];
      long high = setWords[base + 1];
      long order = setWords[base + ORDER];
      long used = setWords[base + USED];
      boolean alike = setMask >= 0 && !mayHold(low, high, line);
      int answer = prefetch(line, firstNow + done, firstArrival + done);
      if (answer < 0) {
        break;
      }
      left += answer & 1;
      uselessLeft += answer >>> 1;
      done++;
      if (alike) {
        int more = Math.min(count - done, sets - 1 - set);
        done +=
            used < ways
                ? fillAlike(base, low, high, order, used, line + 1, firstArrival + done, more)
                : replaceAlike(
                    base, low, high, order, line + 1, firstNow + done, firstArrival + done, more);
      }
    }
    return done;
  }

  private boolean mayHold(long low, long high, long line) {
    long signature = signature(line) * EACH_BYTE;
    long a = low ^ signature;
    long b = high ^ signature;
    return ((((a - EACH_BYTE) & ~a) | ((b - EACH_BYTE) & ~b)) & EACH_TOP_BIT) != 0;
  }

  /** Goes on with the sets after one whose words, now changed, were the given. */
  private int fillAlike(
      int changed, long low, long high, long order, long used, long line, long arrival, int most) {
    long[] sw = setWords;
    long newLow = sw[changed];
    long newHigh = sw[changed + 1];
    long newOrder = sw[changed + ORDER];
    int slot = (int) used * sets + changed / SET_WORDS + 1;
    int base = changed + SET_WORDS;
    int n = 0;
    while (n < most
        && sw[base] == low
        && sw[base + 1] == high
        && sw[base + ORDER] == order
        && sw[base + USED] == used) {
      sw[base] = newLow;
      sw[base + 1] = newHigh;
      sw[base + ORDER] = newOrder;
      sw[base + USED] = used + 1;
      words[slot + n] = (line + n) << FLAG_BITS;
      ready[slot + n] = arrival + n;
      forget(line + n);
      base += SET_WORDS;
      n++;
    }
    return n;
  }

  private int replaceAlike(
      int changed, long low, long high, long order, long line, long now, long arrival, int most) {
    long[] sw = setWords;
    long newLow = sw[changed];
    long newHigh = sw[changed + 1];
    long newOrder = sw[changed + ORDER];
    int slot = ((int) (order >>> ((ways - 1) << 2)) & 15) * sets + changed / SET_WORDS + 1;
    int base = changed + SET_WORDS;
    // Buckets of lines of one region differ from the lines in bits that are the same for all.
    int mix = bucket(line) ^ ((int) line & mask);
    int region = region(line);
    int most1 = (int) Math.min(most, (((line >>> regionShift) + 1) << regionShift) - line);
    int goneRegion = NONE;
    int goneMix = 0;
    int prefetched = 0;
    int n = 0;
    while (n < most1
        && sw[base] == low
        && sw[base + 1] == high
        && sw[base + ORDER] == order
        && sw[base + USED] == ways) {
      long word = words[slot + n];
      if (ready[slot + n] > now + n || (word & DIRTY) != 0) {
        break;
      }
      prefetched += (int) word & PREFETCHED;
      long gone = word >>> FLAG_BITS;
      if (region(gone) != goneRegion) {
        goneRegion = region(gone);
        goneMix = bucket(gone) ^ ((int) gone & mask);
      }
      pushedOut[((int) gone & mask) ^ goneMix] = goneRegion;
      sw[base] = newLow;
      sw[base + 1] = newHigh;
      sw[base + ORDER] = newOrder;
      words[slot + n] = (line + n) << FLAG_BITS;
      ready[slot + n] = arrival + n;
      int bucket = ((int) (line + n) & mask) ^ mix;
      if (pushedOut[bucket] == region) {
        pushedOut[bucket] = NONE;
      }
      base += SET_WORDS;
      n++;
    }
    left += n;
    uselessLeft += prefetched / PREFETCHED;
    return n;
  }

  /** Of the last {@link #prefetchRun}: lines that left, and of them those never demanded. */
  int left() {
    return left;
  }

  int uselessLeft() {
    return uselessLeft;
  }

  private void sign(int base, int way, long line) {
    int word = base + (way >>> 3);
    int shift = (way & 7) << 3;
    setWords[word] = (setWords[word] & ~(0xFFL << shift)) | (signature(line) << shift);
  }

  private void forget(long line) {
    if (remembers) {
      int bucket = bucket(line);
      if (pushedOut[bucket] == region(line)) {
        pushedOut[bucket] = NONE;
      }
    }
  }

  int sets() {
    return sets;
  }

  int slots() {
    return sets * ways;
  }

  /** Throws unless every line is in its set, once, and found where it lies. */
  void check() {
    var seen = new java.util.HashSet<Long>();
    for (int slot = 0; slot < slots(); slot++) {
      long line = line(slot);
      boolean right =
          line < 0 || (seen.add(line) && find(line) == slot && setOf(line) == slot % sets);
      if (!right) {
        throw new IllegalStateException("line " + line + " is misplaced in slot " + slot);
      }
    }
  }
}
