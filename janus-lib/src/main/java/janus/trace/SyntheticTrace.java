package janus.trace;

import janus.units.Bounds;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Simple patterns to probe a memory system with. Addresses are multiples of the line; random values
 * depend on the seed alone.
 *
 * @param pattern the pattern
 * @param accesses length
 * @param lineBytes bytes of a line
 * @param footprintLines lines of the region that the pattern stays in, beginning at address 0
 * @param strideLines lines between accesses ({@link Pattern#STRIDED})
 * @param streams streams taking turns ({@link Pattern#STREAMING})
 * @param sequentialShare how often the next line follows ({@link Pattern#MIXED}), 0 to 1
 * @param writeShare how often an access is a write, 0 to 1
 * @param seed of random lines and writes
 */
public record SyntheticTrace(
    Pattern pattern,
    long accesses,
    int lineBytes,
    long footprintLines,
    long strideLines,
    int streams,
    double sequentialShare,
    double writeShare,
    long seed)
    implements Trace {
  /** More accesses take days to simulate. */
  private static final long MOST_ACCESSES = 1L << 44;

  /** The rule that gives the next line; past the end of the region it starts over. */
  public enum Pattern {
    /** The line after. */
    SEQUENTIAL,
    /** The line {@code strideLines} after. */
    STRIDED,
    /** Any line of the region, all as likely. */
    RANDOM,
    /**
     * Several sequential streams in equal parts of the region take turns, as the reads of several
     * heads or arrays do.
     */
    STREAMING,
    /** The next line of one sequence with {@code sequentialShare}, any line otherwise. */
    MIXED;

    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SyntheticTrace {
    Bounds.within("accesses", 0, MOST_ACCESSES, accesses);
    LineWalk.requireLine(lineBytes);
    if (footprintLines < 1 || footprintLines > (1L << 62) / lineBytes) {
      throw new IllegalArgumentException(
          "footprintLines must be at least 1 and below 2^62 bytes: " + footprintLines);
    }
    Bounds.within("strideLines", 1, 1L << 40, strideLines);
    if (streams < 1 || streams > footprintLines || streams > 1 << 20) {
      throw new IllegalArgumentException(
          "streams must be 1 to 2^20 and at most footprintLines "
              + footprintLines
              + ": "
              + streams);
    }
    Bounds.within("sequentialShare", 0, 1, "", sequentialShare);
    Bounds.within("writeShare", 0, 1, "", writeShare);
  }

  /** Reads of line after line, each once. */
  public static SyntheticTrace sequential(long accesses, int lineBytes) {
    return new SyntheticTrace(
        Pattern.SEQUENTIAL, accesses, lineBytes, Math.max(accesses, 1), 1, 1, 1, 0, 0);
  }

  /** Reads of random lines of a region. */
  public static SyntheticTrace random(
      long accesses, int lineBytes, long footprintLines, long seed) {
    return new SyntheticTrace(
        Pattern.RANDOM, accesses, lineBytes, footprintLines, 1, 1, 0, 0, seed);
  }

  @Override
  public String description() {
    String detail =
        switch (pattern) {
          case SEQUENTIAL, RANDOM -> "";
          case STRIDED -> " by " + strideLines;
          case STREAMING -> " in " + streams + " streams";
          case MIXED -> ", " + sequentialShare + " sequential";
        };
    return accesses
        + " "
        + pattern.spelling()
        + " accesses"
        + detail
        + " in "
        + footprintLines
        + " lines of "
        + lineBytes
        + " B"
        + (writeShare > 0 ? ", " + writeShare + " writes" : "")
        + ", seed "
        + seed;
  }

  @Override
  public Cursor open() {
    return new Walk();
  }

  private final class Walk implements Cursor {
    private final SplittableRandom lines = new SplittableRandom(seed);
    private final SplittableRandom kinds = new SplittableRandom(~seed);
    private final long streamLines = footprintLines / streams;
    private final int shift = Integer.numberOfTrailingZeros(lineBytes) + 1;
    private long left = accesses;
    private long line;
    private int stream;

    @Override
    public int fill(long[] packed) {
      int count = (int) Math.min(packed.length, left);
      for (int i = 0; i < count; i++) {
        packed[i] = nextLine() << shift;
      }
      if (writeShare > 0) {
        for (int i = 0; i < count; i++) {
          packed[i] |= kinds.nextDouble() < writeShare ? 1 : 0;
        }
      }
      left -= count;
      return count;
    }

    private long nextLine() {
      return switch (pattern) {
        case SEQUENTIAL -> stepped(1);
        case STRIDED -> stepped(strideLines % footprintLines);
        case RANDOM -> randomLine();
        case STREAMING -> streamed();
        case MIXED -> lines.nextDouble() < sequentialShare ? stepped(1) : randomLine();
      };
    }

    private long stepped(long step) {
      long now = line;
      line += step;
      if (line >= footprintLines) {
        line -= footprintLines;
      }
      return now;
    }

    private long streamed() {
      long now = stream * streamLines + line;
      if (++stream == streams) {
        stream = 0;
        line = line + 1 == streamLines ? 0 : line + 1;
      }
      return now;
    }

    /** A multiply instead of a remainder: x / 2^63 times the footprint, x of 63 random bits. */
    private long randomLine() {
      return Math.multiplyHigh(lines.nextLong() >>> 1, footprintLines << 1);
    }
  }
}
