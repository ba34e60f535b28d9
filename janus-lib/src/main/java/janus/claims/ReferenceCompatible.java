package janus.claims;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.simulator.LatencyHistogram;
import janus.simulator.LatencySummary;
import janus.simulator.Modulus;
import janus.simulator.Simulator;
import janus.trace.Trace;
import java.io.IOException;
import java.util.Arrays;

/**
 * Does what the published Python simulator does (ChessEngineUS/Janus-1 @96ff355,
 * src/simulator/janus_sim.py), mistakes included, so that its figures can be repeated and
 * explained. For figures to believe, see {@link Simulator}.
 *
 * <p>A cycle is: arrivals from tier 2, in the order they were asked for; the pending read, if its
 * line has come; one operation of the trace, if no read is pending; prefetches, if the last read
 * followed the one before. Lines are known by raw byte address. Cycles in which nothing can happen
 * are jumped over.
 *
 * @param settings its settings
 */
public record ReferenceCompatible(ReferenceSettings settings) {
  private static final int BATCH = 4096;

  /**
   * Runs a trace to the end.
   *
   * @throws BadInputException where the Python simulator would never end
   * @throws IOException if a file behind the trace cannot be read
   */
  public ReferenceResult run(Trace trace) throws IOException {
    return run(trace, Progress.NONE);
  }

  /** The same, telling how many operations are done. */
  public ReferenceResult run(Trace trace, Progress progress) throws IOException {
    var run = new Run(settings);
    long[] batch = new long[BATCH];
    long done = 0;
    try (Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(batch); n > 0; n = cursor.fill(batch)) {
        for (int i = 0; i < n; i++) {
          run.operation(batch[i]);
        }
        done += n;
        Progress.checkInterrupted();
        progress.update(done, trace.accesses(), "simulated " + done + " operations");
      }
    }
    run.drain();
    return run.result();
  }

  /** State of one run. */
  private static final class Run {
    private final long capacity;
    private final long lineBytes;
    private final long tier1Latency;
    private final long tier2Latency;
    private final long penalty;
    private final long issueWidth;
    private final long lookAhead;
    private final Modulus tier1Bank;
    private final Modulus tier2Bank;
    private final int lineShift;
    private final long[] tier1Busy;
    private final long[] tier2Busy;
    private final OrderedLines cache = new OrderedLines();
    private final OrderedLines inflight = new OrderedLines();

    /** Events in the order they were asked for. */
    private long[] eventAddress = new long[64];

    private long[] eventArrival = new long[64];
    private int events;
    private long nextArrival = Long.MAX_VALUE;
    private long[] arrived = new long[64];

    private long cycle;

    /** 0 is none, which is why address 0 is never pending. */
    private long pending;

    private long pendingStart;
    private long streamAddress = -1;
    private boolean streamDetected;

    /** All window lines up to this address are in tier 1 or in flight. */
    private long covered = -1;

    private long hits;
    private long misses;
    private long prefetches;
    private long computes;
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final DecimalLines sequence = new DecimalLines();

    Run(ReferenceSettings settings) {
      capacity = settings.lines();
      lineBytes = settings.cacheLineSizeBytes();
      lineShift = Long.bitCount(lineBytes) == 1 ? Long.numberOfTrailingZeros(lineBytes) : -1;
      tier1Latency = settings.t1LatencyCycles();
      tier2Latency = settings.t2LatencyCycles();
      penalty = settings.bankConflictPenaltyCycles();
      issueWidth = settings.prefetchIssueWidth();
      lookAhead = settings.prefetchLookAhead();
      tier1Bank = new Modulus(settings.t1SramBanks());
      tier2Bank = new Modulus(settings.t2EdramBanks());
      tier1Busy = new long[(int) settings.t1SramBanks()];
      tier2Busy = new long[(int) settings.t2EdramBanks()];
    }

    /** Runs cycles until the operation is done; its last cycle is finished too. */
    void operation(long packed) {
      long address = Trace.address(packed);
      boolean write = Trace.isWrite(packed);
      boolean taken = false;
      while (!taken) {
        arrivals();
        completePending();
        if (pending == 0) {
          if (write) {
            write(address);
            taken = true;
          } else {
            taken = read(address);
          }
        }
        endCycle(pending != 0);
      }
    }

    /** Runs cycles until nothing is in flight. */
    void drain() {
      var watch = new LoopWatch();
      while (events > 0) {
        arrivals();
        watch.look();
        endCycle(true);
      }
    }

    private void endCycle(boolean waiting) {
      boolean open = streamDetected && issuePrefetches();
      cycle++;
      if (waiting && !open && events > 0) {
        cycle = Math.max(cycle, nextArrival);
      }
    }

    private void arrivals() {
      if (cycle < nextArrival) {
        return;
      }
      int count = 0;
      for (int i = 0; i < events; i++) {
        if (eventArrival[i] <= cycle) {
          if (count == arrived.length) {
            arrived = Arrays.copyOf(arrived, count * 2);
          }
          arrived[count++] = eventAddress[i];
        }
      }
      for (int i = 0; i < count; i++) {
        inflight.removeIfPresent(arrived[i]);
        insert(arrived[i]);
      }
      removeEvents(count);
      if (pending != 0 && !cache.contains(pending) && isArrived(pending, count)) {
        throw endless(
            "the line read at address 0x"
                + Long.toHexString(pending)
                + " is pushed out by another arrival of cycle "
                + cycle
                + " and never asked for again");
      }
    }

    private void removeEvents(int count) {
      int kept = 0;
      nextArrival = Long.MAX_VALUE;
      for (int i = 0; i < events; i++) {
        if (!isArrived(eventAddress[i], count)) {
          eventAddress[kept] = eventAddress[i];
          eventArrival[kept] = eventArrival[i];
          nextArrival = Math.min(nextArrival, eventArrival[i]);
          kept++;
        }
      }
      events = kept;
    }

    private boolean isArrived(long address, int count) {
      for (int i = 0; i < count; i++) {
        if (arrived[i] == address) {
          return true;
        }
      }
      return false;
    }

    /** An address that is there keeps its place, but the oldest leaves all the same. */
    private void insert(long address) {
      if (cache.size() >= capacity) {
        evict();
      }
      if (!cache.contains(address)) {
        cache.add(address);
      }
    }

    private void evict() {
      long gone = cache.removeOldest();
      boolean inWindow =
          gone > streamAddress && gone <= covered && (gone - streamAddress) % lineBytes == 0;
      if (inWindow && !inflight.contains(gone)) {
        covered = gone - lineBytes;
      }
    }

    private void completePending() {
      if (pending == 0) {
        return;
      }
      int slot = cache.find(pending);
      if (slot >= 0) {
        long service = tier1Service(pending);
        record(service - pendingStart);
        cache.moveToNewest(slot);
        pending = 0;
      }
    }

    private long tier1Service(long address) {
      int bank = tier1Bank.of(line(address));
      long service = Math.max(cycle, tier1Busy[bank]) + tier1Latency;
      tier1Busy[bank] = service;
      return service;
    }

    private long line(long address) {
      return lineShift >= 0 ? address >>> lineShift : address / lineBytes;
    }

    private void record(long latency) {
      latencies.add(latency);
      sequence.add(latency);
    }

    private boolean read(long address) {
      computes++;
      int slot = cache.find(address);
      if (slot >= 0) {
        hits++;
        record(tier1Service(address) - cycle);
        cache.moveToNewest(slot);
      } else {
        misses++;
        pending = address;
        pendingStart = cycle;
        computes++;
        ask(address);
      }
      streamDetected = streamAddress + lineBytes == address;
      if (!streamDetected || covered < address) {
        covered = address;
      }
      streamAddress = address;
      return slot >= 0;
    }

    private void write(long address) {
      if (!cache.contains(address)) {
        insert(address);
      }
    }

    /** Asks for what is missing in the window; returns whether more is. */
    private boolean issuePrefetches() {
      long end = streamAddress + lookAhead * lineBytes;
      long issued = 0;
      long address = covered;
      while (address < end && issued < issueWidth) {
        address += lineBytes;
        if (!cache.contains(address) && !inflight.contains(address)) {
          prefetches++;
          ask(address);
          inflight.add(address);
          issued++;
        }
      }
      covered = address;
      return address < end && issueWidth > 0;
    }

    private void ask(long address) {
      int bank = tier2Bank.of(line(address));
      long busy = tier2Busy[bank];
      long arrival = busy > cycle ? busy + tier2Latency + penalty : cycle + tier2Latency;
      tier2Busy[bank] = arrival;
      if (events == eventAddress.length) {
        eventAddress = Arrays.copyOf(eventAddress, events * 2);
        eventArrival = Arrays.copyOf(eventArrival, events * 2);
      }
      eventAddress[events] = address;
      eventArrival[events++] = arrival;
      nextArrival = Math.min(nextArrival, arrival);
    }

    private static BadInputException endless(String why) {
      return new BadInputException(
          "the reference simulator never ends with this trace and these settings: "
              + why
              + " (expected a larger t1_sram_size_mb or a smaller prefetch_look_ahead)");
    }

    /**
     * Detects whether the drain is periodic (Brent's algorithm): the state, with times relative to
     * the cycle, determines all later states.
     */
    private final class LoopWatch {
      private long steps;
      private long nextSnapshot = 1;
      private long[] before;

      void look() {
        if (++steps < 256) {
          return;
        }
        if (before != null && sameFront() && Arrays.equals(before, state())) {
          throw endless(
              "after the trace the prefetcher pushes out lines of its own window of "
                  + lookAhead
                  + " lines for ever; tier 1 holds "
                  + capacity);
        }
        if (steps >= nextSnapshot) {
          before = state();
          nextSnapshot = steps * 2;
          Progress.checkInterrupted();
        }
      }

      private boolean sameFront() {
        return before[0] == events
            && before[1] == cache.oldestKey()
            && before[2] == cache.newestKey()
            && before[3] == cache.size();
      }

      private long[] state() {
        long[] order = cache.toArray();
        long[] flying = inflight.toArray();
        Arrays.sort(flying);
        long[] state = new long[4 + 2 * events + tier2Busy.length + flying.length + order.length];
        int at = 0;
        state[at++] = events;
        state[at++] = cache.oldestKey();
        state[at++] = cache.newestKey();
        state[at++] = cache.size();
        for (int i = 0; i < events; i++) {
          state[at++] = eventAddress[i];
          state[at++] = eventArrival[i] - cycle;
        }
        for (long busy : tier2Busy) {
          state[at++] = Math.max(0, busy - cycle);
        }
        for (long address : flying) {
          state[at++] = address;
        }
        for (long address : order) {
          state[at++] = address;
        }
        return state;
      }
    }

    ReferenceResult result() {
      var histogram = latencies.toMap();
      LatencySummary summary = LatencySummary.of(histogram);
      var lines = new DecimalLines();
      for (long address : cache.toArray()) {
        lines.add(address);
      }
      long all = hits + misses;
      return new ReferenceResult(
          hits,
          misses,
          cycle,
          all == 0 ? 0 : (double) hits / all * 100,
          summary.p50(),
          summary.p90(),
          summary.p99(),
          prefetches,
          computes,
          summary.count(),
          summary.sum(),
          summary.max(),
          histogram,
          sequence.sha256(),
          cache.size(),
          lines.sha256(),
          inflight.size(),
          streamDetected);
    }
  }
}
