package janus.simulator;

import static janus.simulator.Counters.*;

import janus.simulator.prefetch.PrefetchSink;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.replacement.Lru;
import janus.simulator.replacement.ReplacementPolicy;
import janus.trace.Trace;
import java.util.PriorityQueue;

/**
 * The state of one run.
 *
 * <p>Time is kept as cycle stamps: an access costs the same computation however long it waits.
 * Accesses are simulated in trace order. Prefetches that can be issued before cycle t come before
 * an access of cycle t, those of cycle t after it. Requests leave tier 1 in the order they are
 * made. A slot is taken when its request is issued and filled when the line arrives; until then
 * accesses to the line merge, and it cannot be evicted.
 */
final class HierarchyRun implements PrefetchSink {
  /** Most accesses that are stepped through before the next try to simulate several at once. */
  private static final int MOST_STEPS = 8;

  final int lineShift;
  final int latency;
  private final Modulus bankOf;
  private final boolean oneAccessPerCycle;
  private final int ports;
  private final WriteMiss writeMiss;

  /** Receives the misses; may be null. */
  final MissListener misses;

  final Prefetcher prefetcher;
  private final ReplacementPolicy policy;
  private final boolean policyWatchesDemand;

  /** Whether the slots of tier 1 keep the order of use instead of the policy. */
  final boolean ordered;

  /** The prefetcher if it is a stream prefetcher, otherwise null. */
  final StreamPrefetcher stream;

  /** Simulates several accesses at once, if the machine allows it. */
  private final SteadyStream steadyStream;

  private final InOrderReads inOrderReads;
  private boolean followsStreams;
  private boolean followsInOrder;
  long followed;
  private final int issueWidth;
  final TagStore tags;
  final EDramBanks tier2;
  private final DramChannels tier3;
  final Placement placement;
  final IssueWindow window;
  final LatencyHistogram latencies = new LatencyHistogram();
  final long[] counts = new long[SIZE];

  private final long[] ready;

  /** The largest line number that has an address. */
  final long lastLine;

  /** By tier-1 bank: the latest cycle with an access, and its number of accesses. */
  private final long[] bankCycle;

  private final int[] bankUses;

  final Outstanding demandMshrs;
  final Outstanding prefetchMshrs;
  long lastRequest;

  /** By place of the write buffer: the cycle in which it is free again. */
  private final long[] writeBuffer;

  private int writePlace;

  /** Requests of the prefetcher that wait to be issued: lines and cycles of the request. */
  private final long[] queueLine;

  private final long[] queueCycle;
  private int queueFirst;
  private int queueSize;
  private long nextLeave;
  private long leaveCycle = -1;
  private int leftInCycle;
  long now;

  /** Arrivals that the prefetcher must be told of. */
  private final PriorityQueue<Arrival> arrivals;

  private long arrivalCount;

  /** Accesses simulated, accesses of the warm-up, and the counts at its end. */
  long accesses;

  final long measureFrom;
  private long measuredFromCycle;
  private long[] countsBefore = new long[SIZE];
  private LatencyHistogram latenciesBefore = new LatencyHistogram();
  private long unusedBefore;
  private long waitingBefore;

  private record Arrival(long cycle, long order, long line, boolean prefetched)
      implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      int byCycle = Long.compare(cycle, other.cycle);
      return byCycle != 0 ? byCycle : Long.compare(order, other.order);
    }
  }

  HierarchyRun(SimulatorSettings settings, ReplacementPolicy policy, MissListener misses) {
    this.misses = misses == MissListener.NONE ? null : misses;
    Tier1Settings tier1 = settings.tier1();
    this.policy = policy;
    lineShift = 1 + Integer.numberOfTrailingZeros(tier1.lineBytes());
    latency = tier1.latencyCycles();
    bankOf = new Modulus(tier1.banks());
    oneAccessPerCycle = settings.demand().accessesPerCycle() == 1;
    ports = tier1.ports();
    writeMiss = tier1.writeMiss();
    policyWatchesDemand = policy.watchesDemand();
    prefetcher = settings.prefetcher().fresh();
    issueWidth = prefetcher.issueWidth();
    tags = new TagStore(tier1.sets(), tier1.waysOfASet());
    tier2 = new EDramBanks(settings.tier2(), tier1.lineBytes(), counts);
    tier3 =
        settings.tier3() == null
            ? null
            : DramChannels.of(settings.tier3(), tier1.lineBytes(), settings.clockGhz(), counts);
    placement = new Placement(settings);
    window = new IssueWindow(settings.demand(), counts);
    stream = prefetcher instanceof StreamPrefetcher follower ? follower : null;
    ordered = policy instanceof Lru && TagStore.keepsOrder(tier1.waysOfASet());
    ready = tags.ready();
    lastLine = (1L << 62 >>> (lineShift - 1)) - 1;
    bankCycle = new long[tier1.banks()];
    bankUses = new int[tier1.banks()];
    demandMshrs = new Outstanding(tier1.queues().mshrs());
    prefetchMshrs = new Outstanding(tier1.queues().prefetchMshrs());
    writeBuffer = new long[tier1.queues().writeBufferLines()];
    queueLine = new long[tier1.queues().prefetchQueueLines()];
    queueCycle = new long[tier1.queues().prefetchQueueLines()];
    measureFrom = settings.warmUpAccesses();
    arrivals = prefetcher.watchesFills() ? new PriorityQueue<>() : null;
    steadyStream = new SteadyStream(this, settings);
    inOrderReads = new InOrderReads(this, settings, policy);
    followsStreams = steadyStream.possible();
    followsInOrder = inOrderReads.possible();
  }

  /** Simulates every access by itself from now on; for tests. */
  void stepOnly() {
    followsStreams = false;
    followsInOrder = false;
  }

  /**
   * Simulates accesses, several at once if possible.
   *
   * @param packed as in {@link Trace}
   * @param count accesses, from index 0
   */
  void accesses(long[] packed, int count) {
    steadyStream.newBatch();
    inOrderReads.newBatch();
    int i = 0;
    int nextTry = 0;
    int steps = 1;
    while (i < count) {
      int taken = 0;
      if (queueSize == 0) {
        if (followsInOrder && i >= nextTry) {
          taken = inOrderReads.take(packed, i, count);
          steps = taken > 0 ? 1 : Math.min(steps * 2, MOST_STEPS);
          nextTry = i + taken + steps - 1;
        }
      } else if (followsStreams && queueSize == 1) {
        taken = steadyStream.take(packed, i, count);
      }
      if (taken == 0) {
        access(packed[i]);
        taken = 1;
      }
      i += taken;
    }
  }

  /** Simulates accesses of a timed trace, none before it arrives. */
  void accesses(long[] packed, long[] cycles, int count) {
    for (int i = 0; i < count; i++) {
      issued(packed[i], window.issue(cycles[i]));
    }
  }

  /** Simulates the next access of the trace. */
  void access(long packed) {
    long at = window.issue();
    issued(packed, at);
  }

  /** Continues {@link #access} after the issue. */
  void issued(long packed, long at) {
    long line = packed >>> lineShift;
    if (queueSize > 0) {
      leave(at);
    }
    if (arrivals != null) {
      tellArrivals(at);
    }
    if (policyWatchesDemand) {
      policy.onDemand(line);
    }
    if (accesses == measureFrom) {
      startMeasuring(at);
    }
    accesses++;
    now = at;
    if (Trace.isWrite(packed)) {
      write(line, at);
    } else {
      read(line, at);
    }
  }

  private void read(long line, long at) {
    counts[READS]++;
    long start = oneAccessPerCycle ? at : bankStart(line, at);
    long looked = start + latency;
    window.lookedUp(start - at, latency);
    int set = tags.setOf(line);
    int slot = tags.find(line, set);
    if (slot >= 0 && ready[slot] <= start) {
      counts[READ_HITS]++;
      firstUse(slot, line);
      used(slot, set);
      latencies.add(looked - at);
      window.finish(looked);
      prefetcher.onAccess(line, true, this);
      return;
    }
    long done;
    if (slot < 0) {
      counts[READ_MISSES]++;
      placement.touch(line);
      done = fetch(line, set, looked, 0);
    } else {
      done = merge(slot, set, line, looked, READ_LATE, READ_MERGES);
    }
    latencies.add(done - at);
    window.finish(done);
    prefetcher.onAccess(line, false, this);
  }

  private void write(long line, long at) {
    counts[WRITES]++;
    long start = oneAccessPerCycle ? at : bankStart(line, at);
    long looked = start + latency;
    window.lookedUp(start - at, latency);
    int set = tags.setOf(line);
    int slot = tags.find(line, set);
    long done = looked;
    boolean hit = false;
    if (slot < 0) {
      counts[WRITE_MISSES]++;
      placement.touch(line);
      done = writeMiss(line, set, looked);
    } else {
      if (ready[slot] <= start) {
        hit = true;
        counts[WRITE_HITS]++;
        firstUse(slot, line);
        used(slot, set);
      } else {
        // The write waits beside the line's MSHR, not in the core.
        merge(slot, set, line, looked, WRITE_LATE, WRITE_MERGES);
        window.spend(StallCause.LATE_PREFETCH, 0);
        window.spend(StallCause.MERGED_MISS, 0);
      }
      tags.markDirty(slot);
    }
    window.finish(done);
    prefetcher.onWrite(line, hit, this);
  }

  /** Returns the cycle in which the core no longer waits for the write. */
  private long writeMiss(long line, int set, long looked) {
    if (writeMiss == WriteMiss.NO_ALLOCATE) {
      long request = Math.max(looked, lastRequest);
      window.spend(StallCause.REQUEST_ORDER, request - looked);
      lastRequest = writeOut(line, request);
      window.spend(StallCause.WRITE_BUFFER_FULL, lastRequest - request);
      tellMiss(line, lastRequest, 1);
      return lastRequest;
    }
    if (writeMiss == WriteMiss.ALLOCATE) {
      fetch(line, set, looked, TagStore.DIRTY);
      return lastRequest;
    }
    counts[FILLS_WITHOUT_FETCH]++;
    long request = Math.max(looked, lastRequest);
    window.spend(StallCause.REQUEST_ORDER, request - looked);
    int slot = demandSlot(set, request);
    lastRequest = slotFree;
    place(slot, set, line, slotFree, TagStore.DIRTY);
    return slotFree;
  }

  void tellMiss(long line, long cycle, int write) {
    if (misses != null && accesses > measureFrom) {
      misses.onMiss((line << lineShift) | write, cycle);
    }
  }

  private long bankStart(long line, long at) {
    int bank = bankOf.of(line);
    long start = Math.max(at, bankCycle[bank]);
    if (start > bankCycle[bank]) {
      bankUses[bank] = 0;
    } else if (bankUses[bank] == ports) {
      start++;
      bankUses[bank] = 0;
    }
    bankCycle[bank] = start;
    bankUses[bank]++;
    if (start > at) {
      counts[TIER1_CONFLICTS]++;
    }
    return start;
  }

  void firstUse(int slot, long line) {
    if (tags.isPrefetched(slot)) {
      counts[USEFUL]++;
      tags.demand(slot);
      placement.touch(line);
    }
  }

  /** A demand found its line in the slot. */
  void used(int slot, int set) {
    if (ordered) {
      tags.use(slot, set);
    } else {
      policy.onHit(slot);
    }
  }

  /** Slot of the victim, or -1 if the set has a free slot. */
  int victim(int set, long at) {
    return ordered ? tags.oldest(set, at) : policy.victim(set, ready, at);
  }

  private long merge(int slot, int set, long line, long looked, int late, int merges) {
    long waited = Math.max(0, ready[slot] - looked);
    if (tags.isPrefetched(slot)) {
      counts[late]++;
      if (late == READ_LATE) {
        counts[LATE_WAIT_CYCLES] += waited;
      }
      tags.demand(slot);
      placement.touch(line);
      window.spend(StallCause.LATE_PREFETCH, waited);
    } else {
      counts[merges]++;
      window.spend(StallCause.MERGED_MISS, waited);
    }
    used(slot, set);
    return looked + waited;
  }

  /** Sends a demand miss to the tier that holds the line. Returns the cycle of arrival. */
  private long fetch(long line, int set, long looked, int flags) {
    long at = Math.max(looked, lastRequest);
    window.spend(StallCause.REQUEST_ORDER, at - looked);
    long free = demandMshrs.freeAt(at);
    window.spend(StallCause.MSHR_FULL, free - at);
    int slot = demandSlot(set, free);
    at = slotFree;
    if (tags.isPushedOut(line)) {
      counts[POLLUTION]++;
    }
    boolean far = tier3 != null && placement.inTier3(line);
    long arrival;
    if (far) {
      long room = tier3.roomAt(tier3.channelOf(line), at);
      window.spend(StallCause.TIER3_QUEUE_FULL, room - at);
      lastRequest = room;
      arrival = tier3.read(line, room);
    } else {
      int bank = tier2.bankOf(line);
      long room = tier2.roomAt(bank, at);
      window.spend(StallCause.TIER2_QUEUE_FULL, room - at);
      lastRequest = room;
      arrival = tier2.read(bank, room);
    }
    if (flags != TagStore.DIRTY) {
      // The core waits for the line of a read, but not of a write.
      spendBelow(far, arrival - lastRequest);
    }
    tellMiss(line, lastRequest, 0);
    demandMshrs.add(arrival);
    place(slot, set, line, arrival, flags);
    if (arrivals != null) {
      arrivals.add(new Arrival(arrival, arrivalCount++, line, false));
    }
    return arrival;
  }

  /** Attributes the cycles of the last request of tier 2 or 3 to their causes. */
  private void spendBelow(boolean far, long cycles) {
    if (far) {
      window.spend(StallCause.TIER3_REFRESH, tier3.refreshWait);
      window.spend(StallCause.TIER3_ROW, tier3.rowWait);
      window.spend(StallCause.TIER3_BUS, tier3.busTime);
      window.spend(
          StallCause.TIER3_ACCESS, cycles - tier3.refreshWait - tier3.rowWait - tier3.busTime);
    } else {
      window.spend(StallCause.TIER2_BANK, tier2.bankWait);
      window.spend(StallCause.TIER2_REFRESH, tier2.refreshWait);
      window.spend(StallCause.TIER2_BUS, tier2.busTime);
      window.spend(
          StallCause.TIER2_ACCESS, cycles - tier2.bankWait - tier2.refreshWait - tier2.busTime);
    }
  }

  /** Set by {@link #demandSlot}: the cycle from which the slot is free. */
  private long slotFree;

  /**
   * A slot for a line of the set that a demand missed; waits for one while all lines are in flight.
   */
  private int demandSlot(int set, long at) {
    int slot = tags.unusedSlot(set);
    slotFree = at;
    if (slot >= 0) {
      return slot;
    }
    slot = victim(set, at);
    if (slot < 0) {
      slotFree = earliestArrival(set);
      window.spend(StallCause.SET_IN_FLIGHT, slotFree - at);
      slot = victim(set, slotFree);
    }
    long emptied = evict(slot, slotFree, false);
    window.spend(StallCause.WRITE_BUFFER_FULL, emptied - slotFree);
    slotFree = emptied;
    return slot;
  }

  private long earliestArrival(int set) {
    long earliest = Long.MAX_VALUE;
    for (int slot = set * tags.ways(); slot < (set + 1) * tags.ways(); slot++) {
      earliest = Math.min(earliest, ready[slot]);
    }
    return earliest;
  }

  /** Evicts the line of a slot. Returns the cycle from which the slot is free. */
  long evict(int slot, long at, boolean byPrefetch) {
    counts[EVICTIONS]++;
    if (tags.isPrefetched(slot)) {
      counts[USELESS]++;
    }
    long free = at;
    if (tags.isDirty(slot)) {
      counts[WRITE_BACKS]++;
      free = writeOut(tags.line(slot), at);
    }
    if (byPrefetch) {
      tags.pushOut(slot);
    } else {
      tags.remove(slot);
    }
    return free;
  }

  private void place(int slot, int set, long line, long arrival, int flags) {
    tags.put(slot, set, line, arrival, flags);
    placed(slot, set, line);
  }

  void placed(int slot, int set, long line) {
    if (ordered) {
      tags.use(slot, set);
    } else {
      policy.onFill(slot, line);
    }
  }

  /** Writes a dirty line back. Returns the cycle in which the write buffer accepts it. */
  private long writeOut(long line, long at) {
    long accepted = Math.max(at, writeBuffer[writePlace]);
    writeBuffer[writePlace] =
        tier3 != null && placement.inTier3(line)
            ? tier3.write(line, accepted)
            : tier2.write(tier2.bankOf(line), accepted);
    writePlace = writePlace + 1 == writeBuffer.length ? 0 : writePlace + 1;
    return accepted;
  }

  void tellRead(long line, boolean hit) {
    if (stream != null) {
      stream.onAccess(line, hit, this);
    } else {
      prefetcher.onAccess(line, hit, this);
    }
  }

  /** Whether a prefetch waits to be issued. */
  boolean isAsked() {
    return queueSize > 0;
  }

  /**
   * Whether the first waiting prefetch is of this line, was requested in this cycle, and can be
   * issued.
   */
  boolean waitsAlone(long line, long cycle) {
    return queueLine[queueFirst] == line
        && queueCycle[queueFirst] == cycle
        && nextLeave <= cycle
        && leaveCycle < cycle;
  }

  /** Whether the first waiting prefetch is of this line. */
  boolean waits(long line) {
    return queueLine[queueFirst] == line;
  }

  /** The earliest cycle in which the first waiting prefetch can be issued. */
  long mayLeave() {
    return Math.max(nextLeave, queueCycle[queueFirst]);
  }

  /** Replaces the only waiting prefetch, which was issued, by a request of this line. */
  void waitsNext(long line) {
    queueLine[queueFirst] = line;
    queueCycle[queueFirst] = now;
  }

  /**
   * Accounts for one prefetch issued in each cycle up to the last; a request of this line waits
   * now.
   */
  void leftEveryCycle(long line) {
    leaveCycle = now - 1;
    leftInCycle = 1;
    nextLeave = issueWidth == 1 ? now : now - 1;
    queueLine[queueFirst] = line;
    queueCycle[queueFirst] = now;
  }

  @Override
  public void prefetch(long line) {
    counts[REQUESTED]++;
    if (line < 0 || line > lastLine || isFull()) {
      counts[DROPPED_QUEUE_FULL]++;
      return;
    }
    int at = queueFirst + queueSize;
    at = at >= queueLine.length ? at - queueLine.length : at;
    queueLine[at] = line;
    queueCycle[at] = now;
    queueSize++;
  }

  @Override
  public boolean isFull() {
    return queueSize == queueLine.length;
  }

  /** Issues the prefetches that can be issued before a cycle. */
  private void leave(long before) {
    while (queueSize > 0) {
      long at = Math.max(nextLeave, queueCycle[queueFirst]);
      if (at >= before) {
        return;
      }
      long line = queueLine[queueFirst];
      int set = tags.setOf(line);
      if (tags.find(line, set) >= 0) {
        counts[REDUNDANT]++;
        dequeue();
        continue;
      }
      boolean far = tier3 != null && placement.inTier3(line);
      long request = prefetchMshrs.freeAt(Math.max(at + latency, lastRequest));
      request =
          far
              ? tier3.roomAt(tier3.channelOf(line), request)
              : tier2.roomAt(tier2.bankOf(line), request);
      if (request - latency >= before) {
        return;
      }
      int slot = tags.unusedSlot(set);
      if (slot < 0) {
        slot = victim(set, request);
        if (slot < 0) {
          counts[DROPPED_SET_IN_FLIGHT]++;
          dequeue();
          continue;
        }
        request = evict(slot, request, true);
      }
      dequeue();
      counts[ISSUED]++;
      lastRequest = request;
      long arrival = far ? tier3.read(line, request) : tier2.read(tier2.bankOf(line), request);
      prefetchMshrs.add(arrival);
      place(slot, set, line, arrival, TagStore.PREFETCHED);
      if (arrivals != null) {
        arrivals.add(new Arrival(arrival, arrivalCount++, line, true));
      }
      left(Math.max(at, request - latency));
    }
  }

  private void dequeue() {
    queueFirst = queueFirst + 1 == queueLine.length ? 0 : queueFirst + 1;
    queueSize--;
  }

  void left(long cycle) {
    if (cycle > leaveCycle) {
      leaveCycle = cycle;
      leftInCycle = 0;
    }
    leftInCycle++;
    nextLeave = leftInCycle >= issueWidth ? cycle + 1 : cycle;
  }

  private void tellArrivals(long at) {
    while (!arrivals.isEmpty() && arrivals.peek().cycle() <= at) {
      Arrival arrival = arrivals.poll();
      prefetcher.onFill(arrival.line(), arrival.prefetched());
    }
  }

  /** Ends the warm-up before the access that issues in this cycle, which is measured. */
  private void startMeasuring(long at) {
    measuredFromCycle = at;
    countsBefore = counts.clone();
    // The window has already counted this access's cycle.
    countsBefore[ISSUE_CYCLES]--;
    latenciesBefore = latencies.copy();
    unusedBefore = unusedPrefetches();
    waitingBefore = queueSize;
    tier2.forgetDeepestQueue();
    if (tier3 != null) {
      tier3.forgetDeepestQueue();
    }
  }

  /** Ends the run; returns the cycle after the last one. */
  long end() {
    long end = window.end();
    leave(end);
    return end;
  }

  int waitingPrefetches() {
    return queueSize;
  }

  /** Prefetched lines, in tier 1 or in flight, that no demand has used. */
  long unusedPrefetches() {
    long unused = 0;
    tags.unfold();
    for (int slot = 0; slot < ready.length; slot++) {
      unused += tags.line(slot) >= 0 && tags.isPrefetched(slot) ? 1 : 0;
    }
    return unused;
  }

  /** Subtracts the warm-up from counts and latencies. */
  void subtractWarmUp() {
    for (int i = 0; i < SIZE; i++) {
      counts[i] -= countsBefore[i];
    }
    latencies.subtract(latenciesBefore);
  }

  long accesses() {
    return accesses;
  }

  /** Accesses, of them, that were simulated several at once. */
  long followed() {
    return followed;
  }

  long measuredFromCycle() {
    return measuredFromCycle;
  }

  long unusedBefore() {
    return unusedBefore;
  }

  long waitingBefore() {
    return waitingBefore;
  }

  LatencyHistogram latencies() {
    return latencies;
  }

  EDramBanks tier2() {
    return tier2;
  }

  DramChannels tier3() {
    return tier3;
  }

  Footprint footprint() {
    return placement.footprint();
  }

  TagStore tags() {
    return tags;
  }

  Prefetcher prefetcher() {
    return prefetcher;
  }
}
