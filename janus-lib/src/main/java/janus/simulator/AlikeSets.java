package janus.simulator;

import java.util.Arrays;

/**
 * Blocks of sets that streams have left alike: their lines follow each other, in the same order of
 * use. Such a block can be folded. Its first set then stands for all sets, and what a stream does
 * to one it does to all. An access to a single set unfolds its block first.
 *
 * <p>The sets of a block are neighbours, or, for strided accesses, a power of two apart. All blocks
 * have one spacing at a time.
 *
 * <p>A folded block behaves like an unfolded one. A folded block stores no way numbers and no
 * arrival times; all its lines have arrived. Only the dirty bits differ between its sets.
 */
final class AlikeSets {
  /** Sets of a block. */
  static final int BLOCK = 16;

  private static final int BLOCK_SHIFT = 4;
  private static final int DIRTY = TagStore.DIRTY;

  private final int sets;
  private final int ways;
  private final SetRecords records;

  /** By slot, {@code (set, way)}: line and flags. */
  private final long[] words;

  private final boolean[] folded;
  private int foldedBlocks;

  /** Dirty bits of a folded block: a bit for each set, {@code (block, way)}. */
  private final short[] dirty;

  /** Sets of a block are 2 to this power apart. */
  private int spacing;

  /** Lines fetched at another spacing since this one was chosen. */
  private long otherwise;

  AlikeSets(int sets, int ways, SetRecords records, long[] words) {
    this.sets = sets;
    this.ways = ways;
    this.records = records;
    this.words = words;
    boolean blocks = ways <= SetRecords.MOST_WAYS && Integer.bitCount(sets) == 1 && sets >= BLOCK;
    folded = new boolean[blocks ? sets >>> BLOCK_SHIFT : 0];
    dirty = new short[folded.length * ways];
  }

  /**
   * Whether {@code lines} fetches a step apart may be done by block. The spacing changes once as
   * many lines as there are sets were fetched at another step, which is about the cost of a change.
   */
  boolean suits(long step, int lines) {
    if (step < 1 || Long.bitCount(step) != 1 || step > folded.length) {
      return false;
    }
    int wanted = Long.numberOfTrailingZeros(step);
    if (wanted != spacing) {
      otherwise += lines;
      if (otherwise < sets) {
        return false;
      }
      unfold();
      spacing = wanted;
      otherwise = 0;
    }
    return true;
  }

  /** Sets of the block from this set on. */
  int toEnd(int set) {
    return BLOCK - (set >>> spacing & (BLOCK - 1));
  }

  private int block(int set) {
    return set >>> (spacing + BLOCK_SHIFT) << spacing | (set & ((1 << spacing) - 1));
  }

  private int firstSet(int block) {
    return block >>> spacing << (spacing + BLOCK_SHIFT) | (block & ((1 << spacing) - 1));
  }

  boolean isFolded(int set) {
    return foldedBlocks > 0 && folded[block(set)];
  }

  /** Whether a way of a folded block holds a dirty line. */
  boolean anyDirty(int way, int set) {
    return dirty[block(set) * ways + way] != 0;
  }

  /** Clears the dirty bits of a way of a folded block. */
  void clean(int way, int set) {
    dirty[block(set) * ways + way] = 0;
  }

  /**
   * Folds a block if its sets are alike. All its lines have arrived.
   *
   * @param first its first set
   * @return whether it is folded
   */
  boolean fold(int first) {
    int block = block(first);
    if (folded[block]) {
      return true;
    }
    int record = records.at(first);
    long order = records.order(record);
    int used = records.used(record);
    long flags = 0;
    for (int i = 1; i < BLOCK; i++) {
      int set = first + (i << spacing);
      int other = records.at(set);
      if (records.used(other) != used) {
        return false;
      }
      long differences =
          records.order(other) == order
              ? differences(first, set, used)
              : differences(first, set, used, order, records.order(other));
      if ((differences & ~DIRTY) != 0) {
        return false;
      }
      flags |= differences;
    }
    for (int way = 0; way < used; way++) {
      flags |= words[first * ways + way] & DIRTY;
    }
    Arrays.fill(dirty, block * ways, (block + 1) * ways, (short) 0);
    for (int place = 0; flags != 0 && place < used << 2; place += 4) {
      dirty[block * ways + ((int) (order >>> place) & 15)] = dirtyOf(first, place);
    }
    folded[block] = true;
    foldedBlocks++;
    return true;
  }

  /** Bits in which the words of a set differ from those of lines that follow another set's. */
  private long differences(int first, int set, int used) {
    long step = (long) (set - first) << TagStore.FLAG_BITS;
    int from = first * ways;
    int to = set * ways;
    long differences = 0;
    for (int way = 0; way < used; way++) {
      differences |= words[to + way] ^ (words[from + way] + step);
    }
    return differences;
  }

  /** The same if each set has its own order of ways. */
  private long differences(int first, int set, int used, long firstOrder, long order) {
    long step = (long) (set - first) << TagStore.FLAG_BITS;
    long differences = 0;
    for (int place = 0; place < used << 2; place += 4) {
      int from = first * ways + ((int) (firstOrder >>> place) & 15);
      int to = set * ways + ((int) (order >>> place) & 15);
      differences |= words[to] ^ (words[from] + step);
    }
    return differences;
  }

  private short dirtyOf(int first, int place) {
    int bits = 0;
    for (int i = 0; i < BLOCK; i++) {
      int set = first + (i << spacing);
      int way = (int) (records.order(records.at(set)) >>> place) & 15;
      bits |= ((int) words[set * ways + way] & DIRTY) << i;
    }
    return (short) bits;
  }

  /** Unfolds the block of a set. */
  void unfold(int set) {
    if (isFolded(set)) {
      unfoldBlock(block(set));
    }
  }

  private void unfoldBlock(int block) {
    folded[block] = false;
    foldedBlocks--;
    int first = firstSet(block);
    int record = records.at(first);
    int used = records.used(record);
    int from = first * ways;
    int anyDirty = 0;
    for (int way = 0; way < used; way++) {
      anyDirty |= dirty[block * ways + way];
      words[from + way] &= ~DIRTY;
    }
    for (int i = 1; i < BLOCK; i++) {
      int set = first + (i << spacing);
      records.copy(record, records.at(set));
      long step = (long) (set - first) << TagStore.FLAG_BITS;
      int to = set * ways;
      for (int way = 0; way < used; way++) {
        words[to + way] = words[from + way] + step;
      }
    }
    for (int way = 0; anyDirty != 0 && way < used; way++) {
      for (int bits = dirty[block * ways + way] & 0xffff; bits != 0; bits &= bits - 1) {
        int set = first + (Integer.numberOfTrailingZeros(bits) << spacing);
        words[set * ways + way] |= DIRTY;
      }
    }
  }

  /** Unfolds all blocks, for a walk over the slots. */
  void unfold() {
    for (int block = 0; block < folded.length; block++) {
      if (folded[block]) {
        unfoldBlock(block);
      }
    }
  }
}
