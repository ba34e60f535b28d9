package janus.simulator.prefetch;

import java.util.Arrays;

/**
 * Janus-Prefetch-1: follows sequential streams of reads and stays {@code lookAhead} lines ahead of
 * each. A stream is a small finite-state machine:
 *
 * <ul>
 *   <li><b>idle</b>: unused. A read that no stream expects takes over the least recently used
 *       stream, which remembers the line and begins to learn.
 *   <li><b>learning</b>: each read of the line after the remembered one is a confirmation; {@code
 *       trigger} of them in a row start streaming.
 *   <li><b>streaming</b>: a read of line L asks for the lines after the last one asked for, up to L
 *       + lookAhead. Requests leave {@code issueWidth} a cycle.
 * </ul>
 *
 * <p>A read of the remembered line itself (a shorter access in the same line) changes nothing. The
 * published machine is one stream with a trigger of 1: it asks for nothing where two streams
 * interleave line by line, or where a stream descends.
 *
 * <p>A stream that starts makes {@code lookAhead} requests in one cycle. Where they fill the
 * prefetch queue, the stream stops and goes on from there at its next read. With {@code throttle} 0
 * it makes all of them: the queue drops what it has no place for, nobody asks again, and such a
 * line becomes a demand miss.
 *
 * <p>State: for each stream two bits of FSM state, the line expected, the confirmations so far, the
 * distance already asked for (0 to lookAhead), and its place in the order of use.
 */
public final class StreamPrefetcher implements Prefetcher {
  private static final long NOTHING = -2;

  private final int streams;
  private final int lookAhead;
  private final int issueWidth;
  private final int trigger;
  private final boolean throttle;

  /** By stream: the line read last, confirmations, the last line asked for, time of last use. */
  private final long[] last;

  private final int[] confirmations;
  private final long[] frontier;
  private final long[] used;
  private long clock;
  private int recent;

  /** One that stops where the queue is full. */
  public StreamPrefetcher(int lookAhead, int issueWidth, int trigger, int streams) {
    this(lookAhead, issueWidth, trigger, streams, 1);
  }

  /**
   * @param lookAhead lines to stay ahead, at least 1
   * @param issueWidth requests a cycle, at least 1
   * @param trigger confirmations that start streaming, at least 1
   * @param streams streams followed at a time, at least 1
   * @param throttle 1 to stop where the queue is full, 0 to go on
   */
  public StreamPrefetcher(int lookAhead, int issueWidth, int trigger, int streams, int throttle) {
    if (throttle < 0 || throttle > 1) {
      throw new IllegalArgumentException("throttle must be 0 or 1: " + throttle);
    }
    this.throttle = throttle == 1;
    this.lookAhead = atLeastOne("lookAhead", lookAhead);
    this.issueWidth = atLeastOne("issueWidth", issueWidth);
    this.trigger = atLeastOne("trigger", trigger);
    this.streams = atLeastOne("streams", streams);
    this.last = new long[streams];
    this.confirmations = new int[streams];
    this.frontier = new long[streams];
    this.used = new long[streams];
    Arrays.fill(last, NOTHING);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  @Override
  public void onAccess(long line, boolean hit, PrefetchSink sink) {
    int stream = streamOf(line);
    clock++;
    if (stream < 0) {
      learn(line);
      return;
    }
    used[stream] = clock;
    recent = stream;
    if (last[stream] == line) {
      return;
    }
    last[stream] = line;
    if (confirmations[stream] < trigger) {
      confirmations[stream]++;
    }
    if (confirmations[stream] == trigger) {
      stream(stream, line, sink);
    }
  }

  /** The stream that expects the line or has just read it, or -1. */
  private int streamOf(long line) {
    if (last[recent] == line - 1 || last[recent] == line) {
      return recent;
    }
    for (int i = 0; i < streams; i++) {
      if (last[i] == line - 1 || last[i] == line) {
        return i;
      }
    }
    return -1;
  }

  private void learn(long line) {
    int oldest = 0;
    for (int i = 1; i < streams; i++) {
      if (used[i] < used[oldest]) {
        oldest = i;
      }
    }
    last[oldest] = line;
    confirmations[oldest] = 0;
    frontier[oldest] = line;
    used[oldest] = clock;
    recent = oldest;
  }

  private void stream(int stream, long line, PrefetchSink sink) {
    long from = Math.max(frontier[stream], line) + 1;
    long to = line + lookAhead;
    long ahead = from;
    while (ahead <= to && !(throttle && sink.isFull())) {
      sink.prefetch(ahead++);
    }
    frontier[stream] = ahead - 1;
  }

  /**
   * Whether reads of {@code line}, {@code line + 1}, ... continue the stream read last, each asking
   * for exactly the one line {@code lookAhead} lines on.
   */
  public boolean isFollowing(long line) {
    return last[recent] == line - 1
        && confirmations[recent] == trigger
        && frontier[recent] == line - 1 + lookAhead;
  }

  /** The same as so many reads of the lines that follow, with their requests. */
  public void follow(long reads) {
    last[recent] += reads;
    frontier[recent] += reads;
    clock += reads;
    used[recent] = clock;
  }

  /** The line read last, of a prefetcher that has seen one. */
  public long lastLine() {
    return last[recent];
  }

  /**
   * The same as so many reads, up to one of {@code line}, none of which a stream expects; for a
   * prefetcher of one stream.
   */
  public void pass(long reads, long line) {
    clock += reads;
    learn(line);
  }

  public int lookAhead() {
    return lookAhead;
  }

  @Override
  public int issueWidth() {
    return issueWidth;
  }

  public int trigger() {
    return trigger;
  }

  public int streams() {
    return streams;
  }

  @Override
  public StreamPrefetcher fresh() {
    return new StreamPrefetcher(lookAhead, issueWidth, trigger, streams, throttle ? 1 : 0);
  }

  @Override
  public String spelling() {
    return "stream(lookAhead="
        + lookAhead
        + ", issueWidth="
        + issueWidth
        + ", trigger="
        + trigger
        + ", streams="
        + streams
        + (throttle ? ")" : ", throttle=0)");
  }

  @Override
  public long stateBits() {
    int perStream =
        2 + LINE_ADDRESS_BITS + bitsFor(trigger + 1) + bitsFor(lookAhead + 1) + bitsFor(streams);
    return (long) streams * perStream;
  }

  /** Bits that tell {@code values} values apart. */
  private static int bitsFor(int values) {
    return 32 - Integer.numberOfLeadingZeros(values - 1);
  }
}
