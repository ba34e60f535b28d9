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

  /** Neighbouring sets that streams may leave alike. */
  private static final int BLOCK_SHIFT = 4;

  private static final int BLOCK = 1 << BLOCK_SHIFT;

  private static final int MIX_SHIFT = 7;

  private static final int ORDER = 2;
  private static final int USED = 3;

  private final int sets;
  private final int ways;
  private final boolean small;
  private final long setMask;
  private final boolean foldable;
  private final int mixMask;
  private final int setShift;
  private final Modulus setModulus;
  private final int signatureShift;

  /** By slot: line and flags. */
  private final long[] words;

  /** By slot: cycle of arrival; one that lies in the past may stand for another. */
  private final long[] ready;

  /** No line arrives later. */
  private long lastArrival;

  private final long[] setWords;

  /**
   * By block of sets: whether its first set stands for all. The others then hold, in the same order
   * of use, the lines that follow the first set's; all lines have arrived.
   */
  private final boolean[] folded;

  /** Which lines of a folded block are written: a bit for each set, {@code (way, block)}. */
  private final short[] foldedDirty;

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
    mixMask = setMask >= 1 << MIX_SHIFT ? (1 << MIX_SHIFT) - 1 : 0;
    foldable = small && setMask >= BLOCK - 1;
    setShift = Integer.bitCount(sets) == 1 ? Integer.numberOfTrailingZeros(sets) : -1;
    setModulus = new Modulus(sets);
    signatureShift = 31 - Integer.numberOfLeadingZeros(sets);
    int slots = sets * ways;
    words = new long[slots];
    ready = new long[slots];
    setWords = new long[sets * SET_WORDS];
    folded = new boolean[(sets + BLOCK - 1) >>> BLOCK_SHIFT];
    foldedDirty = new short[foldable ? ways * folded.length : 0];
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
      setWords[record(set) + ORDER] = IDENTITY;
    }
  }

  /** Whether {@link #use} and {@link #oldest} keep an order. */
  static boolean keepsOrder(int ways) {
    return ways <= SMALL_WAYS;
  }

  int setOf(long line) {
    return setMask >= 0 ? (int) (line & setMask) : setModulus.of(line);
  }

  /**
   * Where the words of a set begin. Sets a power of two apart would share few lines of the host's
   * caches, were they not mixed.
   */
  private int record(int set) {
    return (set ^ (set >>> MIX_SHIFT & mixMask)) * SET_WORDS;
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
    if (folded[set >>> BLOCK_SHIFT]) {
      unfold(set >>> BLOCK_SHIFT);
    }
    return slotOf(line, set);
  }

  private int slotOf(long line, int set) {
    long signature = signature(line) * EACH_BYTE;
    int base = record(set);
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
      read ^= setWords[record(setOf(packed[i] >>> lineShift))];
    }
    for (int i = from; i < to; i++) {
      long line = packed[i] >>> lineShift;
      int set = setOf(line);
      int base = record(set);
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
        read ^= words[slot];
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

  /** The line is demanded; a prefetched one counts as prefetched no more. */
  void demand(int slot) {
    words[slot] &= ~PREFETCHED;
  }

  /** Whether the line of a slot is on its way. */
  boolean isComing(int slot, long now) {
    return now < lastArrival && ready[slot] > now;
  }

  /** By slot, the cycle its line arrives; of one that has arrived, any cycle of the past. */
  long[] ready() {
    return ready;
  }

  /** Whether every slot of the set has held a line. */
  boolean isFull(int set) {
    return setWords[record(set) + USED] == ways;
  }

  /** A slot of the set that has never held a line, or -1. */
  int unusedSlot(int set) {
    long used = setWords[record(set) + USED];
    if (used == ways) {
      return NONE;
    }
    setWords[record(set) + USED] = used + 1;
    return (int) used * sets + set;
  }

  /** Gives a free slot a line; it is no longer remembered as pushed out. */
  void put(int slot, int set, long line, long arrival, int flags) {
    put(slot, set, line, flags);
    arrives(slot, arrival);
  }

  /** The same for a line that arrives before anything asks for it. */
  void put(int slot, int set, long line, int flags) {
    words[slot] = (line << FLAG_BITS) | flags;
    if (small) {
      sign(record(set), way(slot), line);
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
    promote(record(set) + ORDER, way(slot));
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
    long order = setWords[record(set) + ORDER];
    for (int place = (ways - 1) << 2; place >= 0; place -= 4) {
      int slot = (int) ((order >>> place) & 15) * sets + set;
      if (!isComing(slot, now)) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * What the prefetches of a steady stream do here where {@link #keepsOrder}: each of consecutive
   * lines, a cycle apart, takes the slot of its set that was used longest ago. Ends before a line
   * that is there already, and before one for which none can leave without being written.
   *
   * <p>The lines are to be demanded after they arrive and before anything else is: they are not
   * marked as prefetched, and when they arrive is forgotten. What is not so is for the caller to
   * mend.
   *
   * @return how many were done; {@link #left} and {@link #uselessLeft} tell what left
   */
  int prefetchRun(long firstLine, long firstNow, int count) {
    left = 0;
    uselessLeft = 0;
    int done = 0;
    while (done < count) {
      int set = setOf(firstLine + done);
      int toEnd = foldable ? BLOCK - (set & (BLOCK - 1)) : count - done;
      if (foldable && toEnd == BLOCK && count - done >= BLOCK && folded[set >>> BLOCK_SHIFT]) {
        if (!prefetchBlock(firstLine + done, set)) {
          break;
        }
        done += BLOCK;
        continue;
      }
      int end = Math.min(count, done + toEnd);
      boolean whole = foldable && end - done == BLOCK;
      if (foldable) {
        unfold(set >>> BLOCK_SHIFT);
      }
      for (; done < end; done++) {
        if (!prefetch(firstLine + done, firstNow + done)) {
          return done;
        }
      }
      if (whole && firstNow + done - BLOCK >= lastArrival) {
        fold(set >>> BLOCK_SHIFT);
      }
    }
    return done;
  }

  private boolean prefetch(long line, long now) {
    int set = setOf(line);
    int base = record(set);
    if (findInSet(line, set) >= 0) {
      return false;
    }
    long used = setWords[base + USED];
    int way;
    int slot;
    if (used < ways) {
      way = (int) used;
      slot = way * sets + set;
      setWords[base + USED] = used + 1;
    } else {
      way = (int) (setWords[base + ORDER] >>> ((ways - 1) << 2)) & 15;
      slot = way * sets + set;
      long word = words[slot];
      if ((word & DIRTY) != 0 || isComing(slot, now)) {
        return false;
      }
      left++;
      uselessLeft += ((int) word & PREFETCHED) / PREFETCHED;
      long gone = word >>> FLAG_BITS;
      remembers = true;
      pushedOut[bucket(gone)] = region(gone);
    }
    promote(base + ORDER, way);
    sign(base, way, line);
    words[slot] = line << FLAG_BITS;
    forget(line);
    return true;
  }

  /** The same for the lines of a folded block: what is done to one set is done to all. */
  private boolean prefetchBlock(long line, int set) {
    int base = record(set);
    if (slotOf(line, set) >= 0) {
      return false;
    }
    long used = setWords[base + USED];
    int way;
    if (used < ways) {
      way = (int) used;
      setWords[base + USED] = used + 1;
    } else {
      way = (int) (setWords[base + ORDER] >>> ((ways - 1) << 2)) & 15;
      long word = words[way * sets + set];
      if (foldedDirty[way * folded.length + (set >>> BLOCK_SHIFT)] != 0) {
        return false;
      }
      left += BLOCK;
      uselessLeft += BLOCK * (((int) word & PREFETCHED) / PREFETCHED);
      long gone = word >>> FLAG_BITS;
      remembers = true;
      int bucket = bucket(gone) & -BLOCK;
      Arrays.fill(pushedOut, bucket, bucket + BLOCK, region(gone));
    }
    promote(base + ORDER, way);
    sign(base, way, line);
    words[way * sets + set] = line << FLAG_BITS;
    foldedDirty[way * folded.length + (set >>> BLOCK_SHIFT)] = 0;
    if (remembers) {
      int region = region(line);
      int bucket = bucket(line) & -BLOCK;
      for (int i = bucket; i < bucket + BLOCK; i++) {
        if (pushedOut[i] == region) {
          pushedOut[i] = NONE;
        }
      }
    }
    return true;
  }

  /**
   * Folds a block if its sets are alike: in their order of use they hold lines that follow each
   * other, written or not, with the same other flags. Which way holds a line does not matter to
   * anything. All lines of the block that this run has not asked for have arrived.
   */
  private void fold(int block) {
    int first = block << BLOCK_SHIFT;
    long order = setWords[record(first) + ORDER];
    long used = setWords[record(first) + USED];
    for (int place = 0; place < used << 2; place += 4) {
      int way = (int) (order >>> place) & 15;
      long word = words[way * sets + first];
      int dirty = 0;
      for (int i = 0; i < BLOCK; i++) {
        int base = record(first + i);
        int otherWay = (int) (setWords[base + ORDER] >>> place) & 15;
        long other = words[otherWay * sets + first + i];
        if (setWords[base + USED] != used
            || ((other ^ (word + ((long) i << FLAG_BITS))) & ~DIRTY) != 0) {
          return;
        }
        dirty |= ((int) other & DIRTY) << i;
      }
      foldedDirty[way * folded.length + block] = (short) dirty;
    }
    folded[block] = true;
  }

  /** Gives each set of a block its own words again. */
  private void unfold(int block) {
    if (!folded[block]) {
      return;
    }
    folded[block] = false;
    int first = block << BLOCK_SHIFT;
    int from = record(first);
    for (int i = 1; i < BLOCK; i++) {
      System.arraycopy(setWords, from, setWords, record(first + i), SET_WORDS);
    }
    for (int way = 0; way < setWords[from + USED]; way++) {
      int slot = way * sets + first;
      long word = words[slot] & ~DIRTY;
      int dirty = foldedDirty[way * folded.length + block];
      for (int i = 0; i < BLOCK; i++) {
        words[slot + i] = (word + ((long) i << FLAG_BITS)) | (dirty >>> i & DIRTY);
      }
    }
  }

  /** Gives every set its own words again, for a walk over the slots. */
  void unfold() {
    for (int block = 0; block < folded.length; block++) {
      unfold(block);
    }
  }

  /** A line asked for by {@link #prefetchRun} that was not demanded yet, or not by its run. */
  void undemanded(long line, long arrival) {
    int slot = find(line);
    words[slot] |= PREFETCHED;
    arrives(slot, arrival);
  }

  /** The line of a slot arrives at a cycle. */
  void arrives(int slot, long arrival) {
    ready[slot] = arrival;
    lastArrival = Math.max(lastArrival, arrival);
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
    unfold();
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
