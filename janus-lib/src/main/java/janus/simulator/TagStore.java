package janus.simulator;

import java.util.Arrays;

/**
 * Which line lies in which slot of tier 1, with its flags and arrival. Slot {@code set * ways +
 * way}.
 *
 * <p>Up to 16 ways, {@link SetRecords} tell where to look and what to replace, and {@link
 * AlikeSets} take a stream through many sets at a time. Beyond that a chained hash table over all
 * slots finds a line, in which neighbours in memory are neighbours too.
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

  /** By slot: cycle of arrival; one that lies in the past may stand for another. */
  private final long[] ready;

  /** No line arrives later. */
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

  /** The slot found last and the step to it from the one before: runs are stored as runs. */
  private int lastFound;

  private int stride = 1;

  /** Keeps {@link #lookAhead}'s reads from being optimized away. */
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

  /** The same, where the set is known. */
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
   * Where lookups of some accesses to come will most likely find their lines, or, where they will
   * not, put them. Reading all of that now lets the processor fetch it at a time; nothing changes.
   *
   * @param packed accesses, as in {@link janus.trace.Trace}
   * @param lineShift from an access to its line
   * @param slots takes a slot for each
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

  /** The line is demanded; a prefetched one counts as prefetched no more. */
  void demand(int slot) {
    words[slot] &= ~PREFETCHED;
  }

  /** Whether the line of a slot is on its way. */
  boolean isComing(int slot, long now) {
    return now < lastArrival && ready[slot] > now;
  }

  /** Whether no line is on its way. */
  boolean allArrived(long now) {
    return now >= lastArrival;
  }

  /** By slot, the cycle its line arrives; of one that has arrived, any cycle of the past. */
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

  /** Gives a free slot a line; it is no longer remembered as pushed out. */
  void put(int slot, int set, long line, long arrival, int flags) {
    put(slot, set, line, flags);
    arrives(slot, arrival);
  }

  /** The same for a line that arrives before anything asks for it. */
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

  /** Removes a line because of a prefetch, and remembers it. */
  void pushOut(int slot) {
    long line = words[slot] >>> FLAG_BITS;
    remove(slot);
    pushedOut.remember(line);
  }

  /** Whether a line is remembered as pushed out. */
  boolean isPushedOut(long line) {
    return pushedOut.contains(line);
  }

  /** A slot of the set becomes the one used last. */
  void use(int slot, int set) {
    records.use(records.at(set), slot - set * ways);
  }

  /** The slot of the set used longest ago whose line has arrived, or -1. */
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
   * What fetches of lines a step apart do here where {@link #keepsOrder}: each line takes the slot
   * of its set that was used longest ago. Ends before a line that is there already, and before one
   * for which none can leave without being written.
   *
   * <p>The lines are to be demanded after they arrive and before anything else is: they are not
   * marked as prefetched, and when they arrive is forgotten. What is not so is for the caller to
   * mend.
   *
   * @param firstNow no line leaves before this cycle, and another a cycle later
   * @param byPrefetch whether what leaves is remembered as pushed out
   * @return how many were done; {@link #left}, {@link #uselessLeft} and {@link #recalled} tell more
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
      // To the end of the block, or, where something stands in the way, to that.
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

  /** How many of so many consecutive lines {@link #fetchRun} would do, were all fetched now. */
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

  /** The same for the lines of a folded block: what is done to one set is done to all. */
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

  /** A line fetched by {@link #fetchRun} that was not demanded yet, or not by its run. */
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

  /** Of the last {@link #fetchRun}: lines that left. */
  int left() {
    return left;
  }

  /** Of them, those never demanded since a prefetch brought them. */
  int uselessLeft() {
    return uselessLeft;
  }

  /** Of the last {@link #fetchRun}: lines that came back after a prefetch had pushed them out. */
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
