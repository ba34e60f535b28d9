package janus.claims;

import janus.trace.AccessKind;
import janus.trace.Trace;

/**
 * Reads at a fixed stride, as the published Python project's {@code generate_sequential_trace}
 * makes them: read i is of address {@code first + i x stride}.
 *
 * @param count how many
 * @param first address of the first
 * @param strideBytes from one to the next
 */
public record PublishedReads(long count, long first, long strideBytes) implements Trace {
  private static final long GENERATORS_FIRST = 0x10000;

  public PublishedReads {
    if (count < 0 || first < 0 || strideBytes < 1) {
      throw new IllegalArgumentException(
          "expected a count and address of at least 0 and a stride of at least 1: "
              + count
              + ", "
              + first
              + ", "
              + strideBytes);
    }
  }

  /** Reads that begin where that generator begins. */
  public static PublishedReads of(long count, long strideBytes) {
    return new PublishedReads(count, GENERATORS_FIRST, strideBytes);
  }

  @Override
  public String description() {
    return count + " reads at a stride of " + strideBytes + " B";
  }

  @Override
  public long accesses() {
    return count;
  }

  @Override
  public Cursor open() {
    return new Cursor() {
      private long done;

      @Override
      public int fill(long[] packed) {
        int filled = (int) Math.min(packed.length, count - done);
        for (int i = 0; i < filled; i++) {
          packed[i] = Trace.pack(AccessKind.READ, first + strideBytes * (done + i));
        }
        done += filled;
        return filled;
      }
    };
  }
}
