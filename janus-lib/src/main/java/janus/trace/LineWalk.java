package janus.trace;

/** Turns runs of bytes into accesses to lines; the line last accessed is not accessed again. */
abstract class LineWalk implements Trace.Cursor {
  private final int lineBytes;
  private final int lineShift;

  /** The next access, how many are left of this run, and the step between them. */
  private long next;

  private long left;
  private long step;

  /** The access before. */
  private long previous = -1;

  /** Bytes of the run, and how many more of its kind follow at a stride. */
  private long firstByte;

  private long lastByte;
  private long kind;
  private long repeats;
  private long strideBytes;

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
  final void run(long first, long last, boolean write) {
    firstByte = first;
    lastByte = last;
    kind = write ? 1 : 0;
    start();
  }

  /** The run just taken is followed by some more of its length. */
  final void repeat(long count, long stride) {
    boolean wholeLines = stride % lineBytes == 0;
    if (wholeLines && left == 1 && firstByte >>> lineShift == lastByte >>> lineShift) {
      // Each is one line: together they are a run of that stride.
      left += count;
      step = 2 * stride;
      repeats = 0;
    } else {
      repeats = count;
      strideBytes = stride;
    }
  }

  private void start() {
    long firstLine = firstByte >>> lineShift;
    step = 2L * lineBytes;
    next = (firstLine << (lineShift + 1)) | kind;
    left = (lastByte >>> lineShift) - firstLine + 1;
    if (next == previous) {
      next += step;
      left--;
    }
  }

  @Override
  public final int fill(long[] packed) {
    int count = 0;
    while (count < packed.length) {
      if (left > 0) {
        int end = count + (int) Math.min(left, packed.length - count);
        left -= end - count;
        previous = sweep(packed, count, end, next, step);
        next = previous + step;
        count = end;
      } else if (repeats > 0) {
        repeats--;
        firstByte += strideBytes;
        lastByte += strideBytes;
        start();
      } else if (!nextRun()) {
        break;
      }
    }
    return count;
  }

  /** Puts accesses of a constant step; a method of its own is compiled sooner. Returns the last. */
  private static long sweep(long[] packed, int from, int to, long first, long step) {
    long access = first;
    for (int i = from; i < to; i++) {
      packed[i] = access;
      access += step;
    }
    return access - step;
  }
}
