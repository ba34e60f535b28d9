package janus.simulator;

import java.util.Arrays;

/**
 * Lines that a prefetch evicted from tier 1: of each bucket of a hash table, the last one.
 *
 * <p>Sixteen neighbouring buckets are kept as one value while they are equal, which they mostly
 * are: no line was evicted, or a stream passed. Neighbours in memory are neighbours here, and lines
 * that follow each other from a multiple of sixteen on share their block.
 */
final class PushedOut {
  private static final int BLOCK_SHIFT = 4;
  private static final int BLOCK = 1 << BLOCK_SHIFT;
  private static final int NONE = -1;

  /** The buckets of a block do not say the same. */
  private static final int MIXED = -2;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int mask;
  private final int regionShift;

  /** By block: the region of the lines pushed out, or that there are none, or that it is mixed. */
  private final int[] alike;

  private boolean any;

  /** By bucket of a mixed block: the region of the line pushed out, or that there is none. */
  private final int[] regions;

  PushedOut(int slots) {
    int buckets = Math.max(BLOCK, Integer.highestOneBit(slots) * 2);
    mask = buckets - 1;
    regionShift = Integer.numberOfTrailingZeros(buckets);
    regions = new int[buckets];
    alike = new int[buckets >>> BLOCK_SHIFT];
    Arrays.fill(alike, NONE);
  }

  private int bucket(long line) {
    long region = line >>> regionShift;
    return (int) (line ^ ((region * GOLDEN) >>> 32)) & mask;
  }

  private int region(long line) {
    return (int) (line >>> regionShift) & Integer.MAX_VALUE;
  }

  void remember(long line) {
    any = true;
    int bucket = bucket(line);
    int region = region(line);
    int block = bucket >>> BLOCK_SHIFT;
    if (alike[block] != region) {
      mix(block);
      regions[bucket] = region;
    }
  }

  /** The same for 16 lines a step apart, from a multiple of 16 steps on. */
  void remember(long line, long step) {
    if (step == 1) {
      any = true;
      alike[bucket(line) >>> BLOCK_SHIFT] = region(line);
    } else {
      for (int i = 0; i < BLOCK; i++) {
        remember(line + i * step);
      }
    }
  }

  boolean contains(long line) {
    if (!any) {
      return false;
    }
    int bucket = bucket(line);
    int value = alike[bucket >>> BLOCK_SHIFT];
    return (value == MIXED ? regions[bucket] : value) == region(line);
  }

  /** Forgets a line; returns whether it was remembered. */
  boolean forget(long line) {
    if (!any) {
      return false;
    }
    int bucket = bucket(line);
    int block = bucket >>> BLOCK_SHIFT;
    int region = region(line);
    if (alike[block] != MIXED) {
      if (alike[block] != region) {
        return false;
      }
      mix(block);
    }
    if (regions[bucket] != region) {
      return false;
    }
    regions[bucket] = NONE;
    return true;
  }

  /** The same for 16 lines a step apart, from a multiple of 16 steps on; returns how many were. */
  int forget(long line, long step) {
    if (!any) {
      return 0;
    }
    int block = bucket(line) >>> BLOCK_SHIFT;
    if (step == 1 && alike[block] != MIXED) {
      if (alike[block] != region(line)) {
        return 0;
      }
      alike[block] = NONE;
      return BLOCK;
    }
    int forgotten = 0;
    for (int i = 0; i < BLOCK; i++) {
      forgotten += forget(line + i * step) ? 1 : 0;
    }
    return forgotten;
  }

  private void mix(int block) {
    int value = alike[block];
    if (value != MIXED) {
      alike[block] = MIXED;
      Arrays.fill(regions, block << BLOCK_SHIFT, (block + 1) << BLOCK_SHIFT, value);
    }
  }
}
