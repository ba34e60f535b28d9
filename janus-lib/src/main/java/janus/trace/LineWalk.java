package janus.trace;

/** Turns runs of bytes into accesses to lines; the line last accessed is not accessed again. */
abstract class LineWalk implements Trace.Cursor {
  private final int lineBytes;
  private final int lineShift;

  /** The next access and how many are left of this run. */
  private long next;

  private long left;

  /** The access before. */
  private long previous = -1;

  LineWalk(int lineBytes) {
    requireLine(lineBytes);
    this.lineBytes = lineBytes;
    this.lineShift = Integer.numberOfTrailingZeros(lineBytes);
  }

  static void requireLine(int lineBytes) {
    if (lineBytes < 1 || Integer.bitCount(lineBytes) != 1) {
      throw new IllegalArgumentException("lineBytes must be a power of two: " + lineBytes);
    }
  }

  /** Calls {@link #run} with the next run, or returns false at the end. */
  abstract boolean nextRun();

  /** Takes a run of at least one byte. */
  final void run(long firstByte, long lastByte, boolean write) {
    long firstLine = firstByte >>> lineShift;
    next = (firstLine << (lineShift + 1)) | (write ? 1 : 0);
    left = (lastByte >>> lineShift) - firstLine + 1;
    if (next == previous) {
      next += 2L * lineBytes;
      left--;
    }
  }

  @Override
  public final int fill(long[] packed) {
    long step = 2L * lineBytes;
    int count = 0;
    while (count < packed.length) {
      if (left == 0) {
        if (!nextRun()) {
          break;
        }
        continue;
      }
      int end = count + (int) Math.min(left, packed.length - count);
      left -= end - count;
      long access = next;
      while (count < end) {
        packed[count++] = access;
        access += step;
      }
      next = access;
      previous = access - step;
    }
    return count;
  }
}
