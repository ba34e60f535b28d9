package janus.simulator;

import janus.trace.AccessKind;
import janus.trace.Trace;
import java.util.stream.LongStream;

/** Short traces for tests. */
final class Traces {
  private Traces() {}

  /** Packed accesses as a trace. */
  static Trace of(long... packed) {
    return new Trace() {
      @Override
      public String description() {
        return packed.length + " accesses";
      }

      @Override
      public Cursor open() {
        return new Cursor() {
          private int at;

          @Override
          public int fill(long[] batch) {
            int n = Math.min(batch.length, packed.length - at);
            System.arraycopy(packed, at, batch, 0, n);
            at += n;
            return n;
          }
        };
      }
    };
  }

  /** Reads of byte addresses. */
  static Trace reads(long... addresses) {
    return of(LongStream.of(addresses).map(a -> Trace.pack(AccessKind.READ, a)).toArray());
  }

  /** Reads of lines of 128 bytes. */
  static Trace readLines(long... lines) {
    return reads(LongStream.of(lines).map(line -> line * 128).toArray());
  }

  /** Reads of consecutive lines of 128 bytes. */
  static Trace sequence(long first, int count) {
    return readLines(LongStream.range(first, first + count).toArray());
  }

  static long read(long line) {
    return Trace.pack(AccessKind.READ, line * 128);
  }

  static long write(long line) {
    return Trace.pack(AccessKind.WRITE, line * 128);
  }
}
