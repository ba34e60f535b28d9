package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * {@link StreamPrefetcher} as a circuit with a clock: one access and up to {@code issueWidth}
 * requests a cycle. It is the same machine as {@code janus_prefetch_1.v}, register by register, and
 * asks for the same lines in the same order as {@link StreamPrefetcher} where accesses come no
 * faster than requests leave. Under faster accesses it differs in one respect: a stream that is
 * taken over drops what it had not yet asked for.
 *
 * <p>In a cycle the requests leave first, as the registers stand; then the access changes the
 * registers.
 */
public final class StreamPrefetcherPort {
  private final StreamPrefetcher machine;
  private final int streams;

  /** By stream, the registers: in use, confirmations, last line read, lines asked for beyond it. */
  private final boolean[] used;

  private final int[] confirmations;
  private final long[] last;
  private final int[] asked;

  /** Order of use: 0 for the stream touched last. */
  private final int[] rank;

  /** A port of the same configuration, after reset. */
  public StreamPrefetcherPort(StreamPrefetcher machine) {
    this.machine = machine;
    this.streams = machine.streams();
    used = new boolean[streams];
    confirmations = new int[streams];
    last = new long[streams];
    asked = new int[streams];
    rank = new int[streams];
    Arrays.setAll(rank, i -> streams - 1 - i);
  }

  /**
   * One cycle without an access.
   *
   * @param sink takes the lines asked for in this cycle
   */
  public void idle(PrefetchSink sink) {
    issue(sink);
  }

  /**
   * One cycle with an access.
   *
   * @param line the line read
   * @param sink takes the lines asked for in this cycle, which do not yet depend on the access
   */
  public void access(long line, PrefetchSink sink) {
    issue(sink);
    int stream = streamOf(line);
    boolean fits = stream >= 0;
    if (!fits) {
      stream = ranked(streams - 1);
    }
    touch(stream);
    if (!fits) {
      used[stream] = true;
      confirmations[stream] = 0;
      last[stream] = line;
      asked[stream] = 0;
    } else if (last[stream] != line) {
      last[stream] = line;
      asked[stream] = Math.max(asked[stream] - 1, 0);
      confirmations[stream] = Math.min(confirmations[stream] + 1, machine.trigger());
    }
  }

  private void issue(PrefetchSink sink) {
    for (int i = 0; i < streams; i++) {
      int left = machine.lookAhead() - asked[i];
      if (used[i] && confirmations[i] == machine.trigger() && left > 0) {
        int count = Math.min(left, machine.issueWidth());
        for (int n = 1; n <= count; n++) {
          sink.prefetch(last[i] + asked[i] + n);
        }
        asked[i] += count;
        return;
      }
    }
  }

  private int streamOf(long line) {
    int recent = ranked(0);
    if (fits(recent, line)) {
      return recent;
    }
    for (int i = 0; i < streams; i++) {
      if (fits(i, line)) {
        return i;
      }
    }
    return -1;
  }

  private boolean fits(int stream, long line) {
    return used[stream] && (last[stream] == line || last[stream] + 1 == line);
  }

  private int ranked(int wanted) {
    int stream = 0;
    while (rank[stream] != wanted) {
      stream++;
    }
    return stream;
  }

  private void touch(int stream) {
    for (int i = 0; i < streams; i++) {
      if (rank[i] < rank[stream]) {
        rank[i]++;
      }
    }
    rank[stream] = 0;
  }
}
