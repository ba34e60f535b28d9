package janus.simulator;

import java.util.Arrays;

/**
 * The lines in the slots of tier 1, with their flags and arrival cycles. A slot is {@code set *
 * ways + way}.
 *
 * <p>Up to 16 ways, {@link SetRecords} tell which ways to compare and which to replace, and {@link
 * AlikeSets} move a stream through many sets at a time. With more ways, a chained hash table over
 * all slots finds a line; it keeps neighbours in memory next to each other.
 */
final class TagStore {
  static final int DIRTY = 1;

  /** Brought by a prefetch and not yet demanded. */
  static final int PREFETCHED = 2;

  static final int FLAG_BITS = 2;

  private static final int FLAGS = 3;

  /** The word of a slot without a line: no line is written and yet not demanded. */
  private static final int NONE = -1;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int BLOCK = AlikeSets.BLOCK;

  private final int sets;
  private final int ways;
  private final boolean small;
  private final long setMask;
  private final Modulus setModulus;

  /** By slot: line and flags. */
  private final long[] words;

  /** By slot: cycle of arrival. Any past cycle may stand for another. */
  private final long[] ready;

  /** The latest arrival of any line. */
  private long lastArrival;

  private final SetRecords records;
  private final AlikeSets alike;
  private final PushedOut pushedOut;

  /** By bucket: the first slot; by slot: the next of the bucket. */
  private final int[] heads;

  private final int[] next;

  /** By set of more ways than have a record: ways that have ever held a line. */
  private final int[] used;

  private final int mask;
  private final int regionShift;

  /**
   * The slot found last, and the step to it from the one before: lines of a run lie in slots of a
   * run.
   */
  private int lastFound;

  private int stride = 1;

  /** Keeps the reads of {@link #lookAhead} from being optimized away. */
  long lastRead;

  private int left;
  private int uselessLeft;
  private int recalled;

  TagStore(int sets, int ways) {
    this.sets = sets;
    this.ways = ways;
    small = keepsOrder(ways);
    setMask = Integer.bitCount(sets) == 1 ? sets - 1 : -1;
    setModulus = new Modulus(sets);
    int slots = sets * ways;
    words = new long[slots];
    ready = new long[slots];
    records = new SetRecords(small ? sets : 0, ways);
    alike = new AlikeSets(sets, ways, records, words);
    pushedOut = new PushedOut(slots);
    int buckets = Math.max(16, Integer.highestOneBit(slots) * 2);
    mask = buckets - 1;
    regionShift = Integer.numberOfTrailingZeros(buckets);
    heads = new int[small ? 0 : buckets];
    next = new int[small ? 0 : slots];
    used = new int[small ? 0 : sets];
    Arrays.fill(words, NONE);
    Arrays.fill(heads, NONE);
  }

  /** Whether {@link #use} and {@link #oldest} keep an order. */
  static boolean keepsOrder(int ways) {
    return ways <= SetRecords.MOST_WAYS;
  }

  int setOf(long line) {
    return setMask >= 0 ? (int) (line & setMask) : setModulus.of(line);
  }

  private int bucket(long line) {
    long region = line >>> regionShift;
    return (int) (line ^ ((region * GOLDEN) >>> 32)) & mask;
  }

  /** The slot of a line, or -1. */
  int find(long line) {
    return find(line, setOf(line));
  }

  /** The slot of a line whose set is known, or -1. */
  int find(long line, int set) {
    return small ? findInSet(line, set) : findInTable(line);
  }

  private int findInSet(long line, int set) {
    alike.unfold(set);
    return slotOf(line, set);
  }

  private static boolean isOf(long wanted, long word) {
    return (word & ~FLAGS) == wanted && word != NONE;
  }

  private int slotOf(long line, int set) {
    int record = records.at(set);
    long signature = records.signature(line);
    long wanted = line << FLAG_BITS;
    for (long likely = records.likely(record, signature); likely != 0; likely &= likely - 1) {
      int slot = set * ways + SetRecords.wayOf(likely);
      if (slot < words.length && isOf(wanted, words[slot])) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * Finds, for accesses to come, the slot that most likely holds the line or will receive it. These
   * early reads let the processor overlap its own cache misses; no state changes.
   *
   * @param packed accesses, as in {@link janus.trace.Trace}
   * @param lineShift from an access to its line
   * @param slots receives a slot for each access
   */
  void lookAhead(long[] packed, int from, int count, int lineShift, int[] slots) {
    if (!small) {
      Arrays.fill(slots, 0, count, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      long line = packed[from + i] >>> lineShift;
      int set = setOf(line);
      alike.unfold(set);
      int record = records.at(set);
      long likely = records.likely(record, records.signature(line));
      int way = likely != 0 ? SetRecords.wayOf(likely) : records.oldestWay(record);
      slots[i] = Math.min(set * ways + way, words.length - 1);
    }
    long read = 0;
    for (int i = 0; i < count; i++) {
      read ^= words[slots[i]];
    }
    lastRead = read;
  }

  /** Whether a slot holds a line; its set is not folded. */
  boolean holds(int slot, long line) {
    return isOf(line << FLAG_BITS, words[slot]);
  }

  private int findInTable(long line) {
    long wanted = line << FLAG_BITS;
    int likely = lastFound + stride;
    if (likely >= 0 && likely < words.length && isOf(wanted, words[likely])) {
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

  /** A demand uses the line, which no longer counts as prefetched. */
  void demand(int slot) {
    words[slot] &= ~PREFETCHED;
  }

  /** Whether the line of a slot is in flight. */
  boolean isComing(int slot, long now) {
    return now < lastArrival && ready[slot] > now;
  }

  /** Whether no line is in flight. */
  boolean allArrived(long now) {
    return now >= lastArrival;
  }

  /** Arrival cycle of each slot's line; any past cycle if it has arrived. */
  long[] ready() {
    return ready;
  }

  /** Whether every slot of the set has held a line. */
  boolean isFull(int set) {
    return small ? records.isFull(records.at(set)) : used[set] == ways;
  }

  /** A slot of the set that has never held a line, or -1. */
  int unusedSlot(int set) {
    if (isFull(set)) {
      return NONE;
    }
    return set * ways + (small ? records.takeUnused(records.at(set)) : used[set]++);
  }

  /** Puts a line into a free slot and forgets that a prefetch evicted it. */
  void put(int slot, int set, long line, long arrival, int flags) {
    put(slot, set, line, flags);
    arrives(slot, arrival);
  }

  /** Puts in a line that arrives before any access needs it. */
  void put(int slot, int set, long line, int flags) {
    words[slot] = (line << FLAG_BITS) | flags;
    if (small) {
      records.sign(records.at(set), slot - set * ways, records.signature(line));
    } else {
      int bucket = bucket(line);
      next[slot] = heads[bucket];
      heads[bucket] = slot;
    }
    pushedOut.forget(line);
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

  /** Evicts a line for a prefetch and remembers that. */
  void pushOut(int slot) {
    long line = words[slot] >>> FLAG_BITS;
    remove(slot);
    pushedOut.remember(line);
  }

  /** Whether a line is remembered as evicted by a prefetch. */
  boolean isPushedOut(long line) {
    return pushedOut.contains(line);
  }

  /** Makes a slot the most recently used of its set. */
  void use(int slot, int set) {
    records.use(records.at(set), slot - set * ways);
  }

  /** The least recently used slot of the set whose line has arrived, or -1. */
  int oldest(int set, long now) {
    long order = records.order(records.at(set));
    for (int place = (ways - 1) << 2; place >= 0; place -= 4) {
      int slot = set * ways + ((int) (order >>> place) & 15);
      if (!isComing(slot, now)) {
        return slot;
      }
    }
    return NONE;
  }

  /**
   * Fetches lines a step apart, if {@link #keepsOrder}: each takes the least recently used slot of
   * its set. Stops before a line that is already there, and before one whose victims would all have
   * to be written back.
   *
   * <p>The lines must be demanded after they arrive and before any other access: they are not
   * marked as prefetched, and their arrival cycles are not stored. The caller must restore both for
   * other lines.
   *
   * @param firstNow no line is evicted before this cycle, and each later one a cycle later
   * @param byPrefetch whether victims are remembered as evicted by a prefetch
   * @return lines fetched; {@link #left}, {@link #uselessLeft} and {@link #recalled} give details
   */
  int fetchRun(long firstLine, long step, long firstNow, int count, boolean byPrefetch) {
    left = 0;
    uselessLeft = 0;
    recalled = 0;
    boolean inBlocks = alike.suits(step, count);
    int done = 0;
    while (done < count) {
      long line = firstLine + done * step;
      int set = setOf(line);
      int toEnd = inBlocks ? alike.toEnd(set) : Integer.MAX_VALUE;
      if (toEnd == BLOCK
          && count - done >= BLOCK
          && allArrived(firstNow + done)
          && alike.fold(set)
          && fetchBlock(line, step, set, byPrefetch)) {
        done += BLOCK;
        continue;
      }
      // Continues to the end of the block, or to the first line that prevents it.
      int end = done + Math.min(count - done, toEnd);
      for (; done < end; done++) {
        line = firstLine + done * step;
        if (!fetch(line, setOf(line), firstNow + done, byPrefetch)) {
          return done;
        }
      }
    }
    return done;
  }

  /** Consecutive lines, at most {@code count}, that {@link #fetchRun} would fetch now. */
  int fetchable(long firstLine, long now, int count) {
    boolean inBlocks = alike.suits(1, count);
    int done = 0;
    while (done < count) {
      long line = firstLine + done;
      int set = setOf(line);
      if (inBlocks
          && alike.toEnd(set) == BLOCK
          && count - done >= BLOCK
          && allArrived(now)
          && alike.fold(set)
          && slotOf(line, set) < 0
          && !(isFull(set) && alike.anyDirty(records.oldestWay(records.at(set)), set))) {
        done += BLOCK;
        continue;
      }
      int end = done + Math.min(count - done, inBlocks ? alike.toEnd(set) : count);
      for (; done < end; done++) {
        if (!isFetchable(firstLine + done, setOf(firstLine + done), now)) {
          return done;
        }
      }
    }
    return done;
  }

  private boolean isFetchable(long line, int set, long now) {
    if (findInSet(line, set) >= 0) {
      return false;
    }
    int slot = set * ways + records.oldestWay(records.at(set));
    return !isFull(set) || ((words[slot] & DIRTY) == 0 && !isComing(slot, now));
  }

  private boolean fetch(long line, int set, long now, boolean byPrefetch) {
    if (findInSet(line, set) >= 0) {
      return false;
    }
    int record = records.at(set);
    int way;
    if (records.isFull(record)) {
      way = records.oldestWay(record);
      int slot = set * ways + way;
      long word = words[slot];
      if ((word & DIRTY) != 0 || isComing(slot, now)) {
        return false;
      }
      left++;
      uselessLeft += ((int) word & PREFETCHED) / PREFETCHED;
      if (byPrefetch) {
        pushedOut.remember(word >>> FLAG_BITS);
      }
    } else {
      way = records.takeUnused(record);
    }
    records.use(record, way);
    records.sign(record, way, records.signature(line));
    words[set * ways + way] = line << FLAG_BITS;
    recalled += pushedOut.forget(line) ? 1 : 0;
    return true;
  }

  /** Does the same for the lines of a folded block, whose sets change alike. */
  private boolean fetchBlock(long line, long step, int set, boolean byPrefetch) {
    if (slotOf(line, set) >= 0) {
      return false;
    }
    int record = records.at(set);
    int way;
    if (records.isFull(record)) {
      way = records.oldestWay(record);
      if (alike.anyDirty(way, set)) {
        return false;
      }
      long word = words[set * ways + way];
      left += BLOCK;
      uselessLeft += BLOCK * (((int) word & PREFETCHED) / PREFETCHED);
      if (byPrefetch) {
        pushedOut.remember(word >>> FLAG_BITS, step);
      }
    } else {
      way = records.takeUnused(record);
    }
    records.use(record, way);
    records.sign(record, way, records.signature(line));
    words[set * ways + way] = line << FLAG_BITS;
    alike.clean(way, set);
    recalled += pushedOut.forget(line, step);
    return true;
  }

  /** Restores a line fetched by {@link #fetchRun} that was not demanded yet, or not by its run. */
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

  /** Lines that the last {@link #fetchRun} evicted. */
  int left() {
    return left;
  }

  /** Lines, of those evicted, that a prefetch had fetched and no demand had used. */
  int uselessLeft() {
    return uselessLeft;
  }

  /** Lines of the last {@link #fetchRun} that a prefetch had evicted before. */
  int recalled() {
    return recalled;
  }

  int ways() {
    return ways;
  }

  int slots() {
    return sets * ways;
  }

  /** Gives every set its own words, for a walk over the slots. */
  void unfold() {
    alike.unfold();
  }

  /** Throws unless every line is in its set, once, and found where it lies. */
  void check() {
    unfold();
    var seen = new java.util.HashSet<Long>();
    for (int slot = 0; slot < slots(); slot++) {
      long line = line(slot);
      boolean right =
          line < 0 || (seen.add(line) && find(line) == slot && setOf(line) == slot / ways);
      if (!right) {
        throw new IllegalStateException("line " + line + " is misplaced in slot " + slot);
      }
    }
  }
}
