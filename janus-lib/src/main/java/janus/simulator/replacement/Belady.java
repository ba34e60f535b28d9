package janus.simulator.replacement;

import janus.provenance.BadInputException;
import janus.trace.Trace;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bélády's optimum: the line whose next demand lies furthest ahead leaves. No machine can know it;
 * it bounds the demand hits of every policy that keeps what it fetches. See Bélády, "A study of
 * replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
 *
 * <p>It holds twelve bytes for each access of the trace while it looks ahead, four afterwards.
 */
public final class Belady implements ReplacementPolicy {
  /** Longest trace that {@link #foresee} accepts. */
  public static final int MAX_ACCESSES = 1 << 26;

  private static final int NEVER = Integer.MAX_VALUE;

  private final int ways;

  /** By access: the next access of the same line. */
  private int[] nextUse = new int[0];

  /** By line: its next demand from here on. */
  private LongIntMap upcoming = new LongIntMap(16);

  private int position;

  /** A max-heap of slots for each set by key, the next use of the slot's line. */
  private final int[] heap;

  private final int[] place;
  private final int[] key;
  private final int[] size;
  private int distinctLines;
  private long demanded = -1;
  private int demandedNext;

  /** The configuration. */
  public Belady() {
    this(0, 1);
  }

  private Belady(int sets, int ways) {
    this.ways = ways;
    heap = new int[sets * ways];
    place = new int[sets * ways];
    key = new int[sets * ways];
    size = new int[sets];
    Arrays.fill(place, -1);
  }

  @Override
  public Belady sized(int sets, int ways) {
    return new Belady(sets, ways);
  }

  @Override
  public void foresee(Trace trace, int lineBytes) throws IOException {
    int shift = 1 + Integer.numberOfTrailingZeros(lineBytes);
    long[] lines = new long[1 << 10];
    int count = 0;
    long[] batch = new long[4096];
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(batch); n > 0; n = cursor.fill(batch)) {
        if (count + n > MAX_ACCESSES) {
          throw new BadInputException(
              "replacement 'opt': the trace has more than " + MAX_ACCESSES + " accesses");
        }
        if (count + n > lines.length) {
          lines = Arrays.copyOf(lines, Math.max(count + n, lines.length * 2));
        }
        for (int i = 0; i < n; i++) {
          lines[count++] = batch[i] >>> shift;
        }
      }
    }
    nextUse = new int[count];
    upcoming = new LongIntMap(16);
    for (int i = count - 1; i >= 0; i--) {
      nextUse[i] = upcoming.getOrDefault(lines[i], NEVER);
      upcoming.put(lines[i], i);
    }
    position = 0;
    distinctLines = upcoming.size();
  }

  /** Lines of the trace last shown to {@link #foresee}. */
  public int distinctLines() {
    return distinctLines;
  }

  @Override
  public boolean watchesDemand() {
    return true;
  }

  @Override
  public void onDemand(long line) {
    demanded = line;
    demandedNext = nextUse[position++];
    upcoming.put(line, demandedNext);
  }

  @Override
  public void onHit(int slot) {
    key[slot] = demandedNext;
    up(slot / ways, place[slot]);
  }

  @Override
  public void onFill(int slot, long line) {
    int set = slot / ways;
    key[slot] = line == demanded ? demandedNext : upcoming.getOrDefault(line, NEVER);
    if (place[slot] < 0) {
      place[slot] = size[set]++;
      heap[set * ways + place[slot]] = slot;
      up(set, place[slot]);
    } else {
      up(set, place[slot]);
      down(set, place[slot]);
    }
  }

  @Override
  public int victim(int set, long[] ready, long now) {
    int top = heap[set * ways];
    if (ready[top] <= now) {
      return top;
    }
    int best = -1;
    for (int i = 0; i < size[set]; i++) {
      int slot = heap[set * ways + i];
      if (ready[slot] <= now && (best < 0 || key[slot] > key[best])) {
        best = slot;
      }
    }
    return best;
  }

  private void up(int set, int from) {
    int base = set * ways;
    int at = from;
    int slot = heap[base + at];
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      int above = heap[base + parent];
      if (key[above] >= key[slot]) {
        break;
      }
      heap[base + at] = above;
      place[above] = at;
      at = parent;
    }
    heap[base + at] = slot;
    place[slot] = at;
  }

  private void down(int set, int from) {
    int base = set * ways;
    int at = from;
    int slot = heap[base + at];
    while (2 * at + 1 < size[set]) {
      int child = 2 * at + 1;
      if (child + 1 < size[set] && key[heap[base + child + 1]] > key[heap[base + child]]) {
        child++;
      }
      int below = heap[base + child];
      if (key[below] <= key[slot]) {
        break;
      }
      heap[base + at] = below;
      place[below] = at;
      at = child;
    }
    heap[base + at] = slot;
    place[slot] = at;
  }

  @Override
  public String spelling() {
    return "opt";
  }
}
