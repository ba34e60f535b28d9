package janus.simulator.prefetch;

import janus.kvcache.KvAccess;
import janus.kvcache.KvLayout;
import janus.trace.KvTrace;
import java.util.Iterator;

/**
 * A DMA engine that is told where the KV cache lies and walks it ahead of attention, without
 * learning anything. Software posts a descriptor for each range that attention will read, the keys
 * or values of one head: where the first vector lies, its length, the stride to the next and how
 * many there are (with pages, the block table's place instead of the stride). The engine holds
 * {@code descriptors} of them and asks for the lines they name in order, {@code lookAhead} beyond
 * the demand; it never misses the start of a range, which learning prefetchers always do. Such
 * engines with two-dimensional descriptors are common (for example in Eyeriss v2, Chen et al., IEEE
 * JETCAS 9(2), 2019, and Gemmini, Genc et al., DAC 2021, whose loads take base, stride and count).
 *
 * <p>Where the prefetch queue is full, the engine stops and goes on from there at the next access.
 *
 * <p>The engine starts with the first write, the doorbell, or else the first read. With pages it
 * fetches the block table as well. Demand reads that no descriptor names, of weights, pass by
 * unnoticed.
 *
 * <p>State: the descriptors (33 bits of line, 24 each of length, stride and count), and two
 * walkers, one at the demand and one at the frontier, with three counters of 24 bits and a line.
 */
public final class DescriptorPrefetcher implements Prefetcher {
  private static final int FIELD_BITS = 24;
  private static final int FIELDS = 3;

  private final KvTrace trace;
  private final int lookAhead;
  private final int issueWidth;
  private final int descriptors;
  private final int shift;

  private final Iterator<KvAccess> accesses;
  private final KvLayout.Walk walk;

  /** Lines asked for and not yet read, and the descriptor that named each: a ring. */
  private final long[] line;

  private final long[] descriptor;
  private int first;
  private int size;

  /** Lines of the current run that are left: next, up to last. */
  private long next;

  private long last = -1;
  private long posted;
  private long latest = -1;
  private boolean done;

  /** A line that the next descriptor begins with, which must wait for its place; -1 for none. */
  private long waiting = -1;

  /** Descriptor of the demand. */
  private long current = 1;

  /**
   * @param trace the KV accesses to come: layout, order, base address and line
   * @param lookAhead lines to stay ahead, at least 1
   * @param issueWidth requests a cycle, at least 1
   * @param descriptors descriptors held, at least 2: one being read, others to come
   */
  public DescriptorPrefetcher(KvTrace trace, int lookAhead, int issueWidth, int descriptors) {
    this.trace = trace;
    this.lookAhead = Bits.atLeastOne("lookAhead", lookAhead);
    this.issueWidth = Bits.atLeastOne("issueWidth", issueWidth);
    if (descriptors < 2) {
      throw new IllegalArgumentException("descriptors must be at least 2: " + descriptors);
    }
    this.descriptors = descriptors;
    shift = Integer.numberOfTrailingZeros(trace.lineBytes());
    accesses = trace.schedule().accesses();
    walk = trace.layout().walk();
    line = new long[lookAhead];
    descriptor = new long[lookAhead];
  }

  @Override
  public void onAccess(long read, boolean hit, PrefetchSink sink) {
    if (latest < 0) {
      ask(sink);
    }
    int place = find(read);
    if (place >= 0) {
      current = descriptor[index(place)];
      first = index(place + 1);
      size -= place + 1;
      ask(sink);
    }
  }

  @Override
  public void onWrite(long written, boolean hit, PrefetchSink sink) {
    ask(sink);
  }

  private int index(int place) {
    int index = first + place;
    return index >= lookAhead ? index - lookAhead : index;
  }

  private int find(long read) {
    for (int place = 0; place < size; place++) {
      if (line[index(place)] == read) {
        return place;
      }
    }
    return -1;
  }

  private void ask(PrefetchSink sink) {
    while (size < lookAhead && !done && !sink.isFull()) {
      if (waiting < 0) {
        waiting = nextLine();
        if (waiting < 0) {
          done = true;
          return;
        }
      }
      if (posted >= current + descriptors) {
        return;
      }
      int place = index(size);
      line[place] = waiting;
      descriptor[place] = posted;
      size++;
      sink.prefetch(waiting);
      waiting = -1;
    }
  }

  /** The next line that descriptors name, no line twice in a row; -1 at the end. */
  private long nextLine() {
    while (true) {
      if (next <= last) {
        long found = next++;
        if (found != latest) {
          latest = found;
          return found;
        }
      } else if (walk.next()) {
        if (!walk.write()) {
          next = (trace.baseAddress() + walk.firstByte()) >>> shift;
          last = (trace.baseAddress() + walk.lastByte()) >>> shift;
        }
      } else if (accesses.hasNext()) {
        KvAccess access = accesses.next();
        walk.start(access);
        if (!access.write()) {
          posted++;
        }
      } else {
        return -1;
      }
    }
  }

  @Override
  public int issueWidth() {
    return issueWidth;
  }

  @Override
  public DescriptorPrefetcher fresh() {
    return new DescriptorPrefetcher(trace, lookAhead, issueWidth, descriptors);
  }

  @Override
  public String spelling() {
    return "descriptor(lookAhead="
        + lookAhead
        + ", issueWidth="
        + issueWidth
        + ", descriptors="
        + descriptors
        + ")";
  }

  @Override
  public long stateBits() {
    long perDescriptor = LINE_ADDRESS_BITS + (long) FIELDS * FIELD_BITS;
    return descriptors * perDescriptor
        + 2 * perDescriptor
        + Bits.forValues(lookAhead + 1L)
        + Bits.forValues(descriptors);
  }
}
