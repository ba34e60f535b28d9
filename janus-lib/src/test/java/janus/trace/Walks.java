package janus.trace;

import java.io.IOException;
import java.util.Arrays;

/** Whole walks over short traces. */
final class Walks {
  private Walks() {}

  static long[] all(Trace trace) throws IOException {
    return all(trace, 1000);
  }

  /** Every access, asked for in batches. */
  static long[] all(Trace trace, int batch) throws IOException {
    long[] packed = new long[batch];
    long[] all = new long[1024];
    int count = 0;
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        if (count + n > all.length) {
          all = Arrays.copyOf(all, Math.max(2 * all.length, count + n));
        }
        System.arraycopy(packed, 0, all, count, n);
        count += n;
      }
    }
    return Arrays.copyOf(all, count);
  }
}
