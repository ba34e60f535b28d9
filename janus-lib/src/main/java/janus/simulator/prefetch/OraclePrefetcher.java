package janus.simulator.prefetch;

import janus.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Knows the trace and asks for each line {@code lookAhead} reads before its turn, repeated reads of
 * a line counted once. No machine can be better informed; what it still misses is the fault of
 * bandwidth, of a tier 1 too small for the look-ahead, or of lines that were there when asked for
 * and evicted before their turn. It has no hardware, so no state is counted.
 *
 * <p>Reads must come as in the trace.
 */
public final class OraclePrefetcher implements Prefetcher {
  private static final int BATCH = 1024;

  private final Future future;
  private final int lookAhead;
  private final int issueWidth;
  private final int shift;

  private final long[] packed = new long[BATCH];
  private Trace.Cursor cursor;
  private int next;
  private int limit;
  private boolean ended;

  /** Distinct neighbours read so far, and how many of the future were asked for. */
  private long reads;

  private long asked;
  private long lastRead = -1;
  private long lastAsked = -1;

  /**
   * @param lookAhead reads to stay ahead, at least 1
   * @param issueWidth requests a cycle, at least 1
   */
  public OraclePrefetcher(Future future, int lookAhead, int issueWidth) {
    this.future = future;
    this.lookAhead = Bits.atLeastOne("lookAhead", lookAhead);
    this.issueWidth = Bits.atLeastOne("issueWidth", issueWidth);
    shift = Integer.numberOfTrailingZeros(future.lineBytes());
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    if (line != lastRead) {
      lastRead = line;
      reads++;
      ask(sink);
    }
  }

  @Override
  public void onWrite(long line, boolean hit, PrefetchSink sink) {
    if (reads == 0) {
      ask(sink);
    }
  }

  private void ask(PrefetchSink sink) {
    while (asked < reads + lookAhead) {
      long line = nextRead();
      if (line < 0) {
        return;
      }
      asked++;
      if (asked > reads) {
        sink.prefetch(line);
      }
    }
  }

  /** The next read of another line than the one before, -1 at the end. */
  private long nextRead() {
    while (true) {
      while (next < limit) {
        long access = packed[next++];
        long line = Trace.address(access) >>> shift;
        if (!Trace.isWrite(access) && line != lastAsked) {
          lastAsked = line;
          return line;
        }
      }
      if (ended || !refill()) {
        return -1;
      }
    }
  }

  private boolean refill() {
    try {
      if (cursor == null) {
        cursor = future.trace().open();
      }
      next = 0;
      limit = cursor.fill(packed);
      if (limit == 0) {
        ended = true;
        cursor.close();
      }
      return !ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int issueWidth() {
    return issueWidth;
  }

  @Override
  public OraclePrefetcher fresh() {
    return new OraclePrefetcher(future, lookAhead, issueWidth);
  }

  @Override
  public String spelling() {
    return "oracle(lookAhead=" + lookAhead + ", issueWidth=" + issueWidth + ")";
  }

  @Override
  public long stateBits() {
    return 0;
  }
}
