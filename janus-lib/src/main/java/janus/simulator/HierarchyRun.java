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
 * <p>Time is kept as stamps, not ticks: an access costs the same however long it waits. Order of
 * events: accesses in trace order; before an access of cycle t come the prefetches that leave
 * before t, after it those of cycle t. Requests leave tier 1 in the order they are made. A line's
 * slot is taken when its request leaves and filled at the line's arrival; until then accesses to it
 * merge, and it cannot leave.
 */
final class HierarchyRun implements PrefetchSink {
  private static final byte DIRTY = 1;
  private static final byte PREFETCHED = 2;

  private final int lineShift;
  private final int latency;
  private final Modulus bankOf;
  private final boolean oneAccessPerCycle;
  private final int ports;
  private final WriteMiss writeMiss;
  private final Prefetcher prefetcher;
  private final ReplacementPolicy policy;
  private final boolean policyWatchesDemand;

  /** The prefetcher and, where steady streams can be followed, the policy; else null. */
  private final StreamPrefetcher stream;

  private Lru lru;
  private long followed;
  private final int issueWidth;
  private final TagStore tags;
  private final EDramBanks tier2;
  private final DramChannels tier3;
  private final Placement placement;
  private final IssueWindow window;
  private final LatencyHistogram latencies = new LatencyHistogram();
  final long[] counts = new long[SIZE];

  /** By slot: cycle of arrival, {@link #DIRTY} and {@link #PREFETCHED} (not yet demanded). */
  private final long[] ready;

  private final byte[] flags;

  /** By tier-1 bank: the latest cycle with an access, and how many it has. */
  private final long[] bankCycle;

  private final int[] bankUses;

  private final Outstanding demandMshrs;
  private final Outstanding prefetchMshrs;
  private long lastRequest;

  /** The written lines last sent: cycles their places are free again. */
  private final long[] writeBuffer;

  private int writePlace;

  /** Requests of the prefetcher that have not left: lines and cycles asked. */
  private final long[] queueLine;

  private final long[] queueCycle;
  private int queueFirst;
  private int queueSize;
  private long nextLeave;
  private long leaveCycle = -1;
  private int leftInCycle;
  private long now;

  /** Arrivals to tell the prefetcher of. */
  private final PriorityQueue<Arrival> arrivals;

  private long arrivalCount;

  /** Accesses taken, those that are not measured, and what had been counted until then. */
  private long accesses;

  private final long measureFrom;
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

  HierarchyRun(SimulatorSettings settings, ReplacementPolicy policy) {
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
            : new DramChannels(settings.tier3(), tier1.lineBytes(), settings.clockGhz(), counts);
    placement = new Placement(settings);
    window = new IssueWindow(settings.demand(), counts);
    stream = prefetcher instanceof StreamPrefetcher follower ? follower : null;
    boolean canFollow =
        stream != null
            && oneAccessPerCycle
            && latency <= settings.demand().outstanding()
            && tier2.readCycles() <= tier1.prefetchMshrs();
    lru = canFollow && policy instanceof Lru least ? least : null;
    ready = new long[tier1.lines()];
    flags = new byte[tier1.lines()];
    bankCycle = new long[tier1.banks()];
    bankUses = new int[tier1.banks()];
    demandMshrs = new Outstanding(tier1.mshrs());
    prefetchMshrs = new Outstanding(tier1.prefetchMshrs());
    writeBuffer = new long[tier1.writeBufferLines()];
    queueLine = new long[tier1.prefetchQueueLines()];
    queueCycle = new long[tier1.prefetchQueueLines()];
    measureFrom = settings.warmUpAccesses();
    arrivals = prefetcher.watchesFills() ? new PriorityQueue<>() : null;
  }

  /** Steady streams are followed in one go instead of access by access; for tests, never. */
  void stepOnly() {
    lru = null;
  }

  /**
   * Takes reads of a steady stream in one go: every one hits in the cycle after the one before, and
   * its one prefetch leaves and starts at once. What can differ from line to line (tags, order of
   * use, where pages lie) is done line by line, what cannot (cycles, banks, MSHRs, the prefetcher)
   * once for all. The result is the same as of {@link #access} for each.
   *
   * @param reads consecutive lines, packed, from {@code from} to {@code to - 1}
   * @return how many were taken, 0 where the stream is not steady
   */
  int follow(long[] reads, int from, int to) {
    long line = reads[from] >>> lineShift;
    long before = window.lastIssue();
    if (lru == null
        || queueSize != 1
        || queueLine[queueFirst] != line - 1 + stream.lookAhead()
        || queueCycle[queueFirst] != before
        || nextLeave > before
        || leaveCycle >= before
        || lastRequest > before + latency
        || !stream.isFollowing(line)
        || !window.issuesEveryCycle()
        || !prefetchMshrs.freeEveryCycleFrom(before + latency)) {
      return 0;
    }
    long most =
        Math.min(
            to - from, tier2.startsEveryCycle(line - 1 + stream.lookAhead(), before + latency));
    if (accesses <= measureFrom) {
      most = Math.min(most, measureFrom - accesses);
    }
    int taken = most <= 0 ? 0 : followTags(line, before, (int) most);
    if (taken > 0) {
      followTime(line, before, taken);
    }
    return taken;
  }

  /** Line by line, up to the first that is not like the others. */
  private int followTags(long firstLine, long before, int most) {
    int lookAhead = stream.lookAhead();
    int arrives = latency + tier2.readCycles();
    long useful = 0;
    long evictions = 0;
    long useless = 0;
    int taken = 0;
    while (taken < most) {
      long line = firstLine + taken;
      long cycle = before + taken;
      int slot = tags.find(line);
      long ahead = line - 1 + lookAhead;
      int bucket = tags.bucket(ahead);
      if (slot < 0
          || ready[slot] > cycle + 1
          || tags.find(ahead, bucket) >= 0
          || (tier3 != null && placement.inTier3(ahead))) {
        break;
      }
      int set = tags.setOf(ahead);
      int place = tags.unusedSlot(set);
      if (place >= 0) {
        lru.onFill(place, ahead);
      } else {
        place = lru.victim(set, ready, cycle + latency);
        if (place < 0 || place == slot || (flags[place] & DIRTY) != 0) {
          break;
        }
        evictions++;
        useless += flags[place] >>> 1;
        tags.pushOut(place);
        lru.refill(set, place);
      }
      tags.put(place, ahead, bucket);
      ready[place] = cycle + arrives;
      flags[place] = PREFETCHED;
      if ((flags[slot] & PREFETCHED) != 0) {
        useful++;
        flags[slot] = (byte) (flags[slot] & ~PREFETCHED);
        placement.touch(line);
      }
      lru.onHit(slot);
      taken++;
    }
    counts[USEFUL] += useful;
    counts[EVICTIONS] += evictions;
    counts[USELESS] += useless;
    return taken;
  }

  /** Everything that depends on how many lines there were, and not on which. */
  private void followTime(long firstLine, long before, int taken) {
    counts[READS] += taken;
    counts[READ_HITS] += taken;
    counts[REQUESTED] += taken;
    counts[ISSUED] += taken;
    accesses += taken;
    followed += taken;
    latencies.add(latency, taken);
    window.hitEveryCycle(taken, latency);
    long firstAhead = firstLine - 1 + stream.lookAhead();
    tier2.readEveryCycle(firstAhead, before + latency, taken);
    int arrives = latency + tier2.readCycles();
    for (int i = Math.max(0, taken - prefetchMshrs.limit()); i < taken; i++) {
      prefetchMshrs.add(before + i + arrives);
    }
    now = before + taken;
    lastRequest = now - 1 + latency;
    leaveCycle = now - 1;
    leftInCycle = 1;
    nextLeave = issueWidth == 1 ? now : now - 1;
    queueLine[queueFirst] = firstAhead + taken;
    queueCycle[queueFirst] = now;
    stream.follow(taken);
  }

  /** Takes the next access of the trace. */
  void access(long packed) {
    long line = packed >>> lineShift;
    long at = window.issue();
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
    int slot = tags.find(line);
    if (slot >= 0 && ready[slot] <= start) {
      counts[READ_HITS]++;
      firstUse(slot, line);
      policy.onHit(slot);
      latencies.add(looked - at);
      window.finish(looked);
      prefetcher.onAccess(line, true, this);
      return;
    }
    window.waits();
    long done;
    if (slot < 0) {
      counts[READ_MISSES]++;
      placement.touch(line);
      done = fetch(line, looked, (byte) 0);
    } else {
      done = merge(slot, line, looked, READ_LATE, READ_MERGES);
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
    window.waits();
    int slot = tags.find(line);
    long done = looked;
    boolean hit = false;
    if (slot < 0) {
      counts[WRITE_MISSES]++;
      placement.touch(line);
      done = writeMiss(line, looked);
    } else {
      if (ready[slot] <= start) {
        hit = true;
        counts[WRITE_HITS]++;
        firstUse(slot, line);
        policy.onHit(slot);
      } else {
        // The write waits beside the line's MSHR, not in the core.
        merge(slot, line, looked, WRITE_LATE, WRITE_MERGES);
        window.spend(StallCause.LATE_PREFETCH, 0);
        window.spend(StallCause.MERGED_MISS, 0);
      }
      flags[slot] |= DIRTY;
    }
    window.finish(done);
    prefetcher.onWrite(line, hit, this);
  }

  /** Returns the cycle in which the write is off the core's hands. */
  private long writeMiss(long line, long looked) {
    if (writeMiss == WriteMiss.NO_ALLOCATE) {
      long accepted = writeOut(line, Math.max(looked, lastRequest));
      window.spend(StallCause.WRITE_BUFFER_FULL, accepted - looked);
      return accepted;
    }
    if (writeMiss == WriteMiss.ALLOCATE) {
      fetch(line, looked, DIRTY);
      return lastRequest;
    }
    counts[FILLS_WITHOUT_FETCH]++;
    long request = Math.max(looked, lastRequest);
    window.spend(StallCause.REQUEST_ORDER, request - looked);
    int slot = demandSlot(line, request);
    lastRequest = slotFree;
    place(slot, line, slotFree, DIRTY);
    return slotFree;
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

  private void firstUse(int slot, long line) {
    if ((flags[slot] & PREFETCHED) != 0) {
      counts[USEFUL]++;
      flags[slot] &= ~PREFETCHED;
      placement.touch(line);
    }
  }

  private long merge(int slot, long line, long looked, int late, int merges) {
    long waited = Math.max(0, ready[slot] - looked);
    if ((flags[slot] & PREFETCHED) != 0) {
      counts[late]++;
      if (late == READ_LATE) {
        counts[LATE_WAIT_CYCLES] += waited;
      }
      flags[slot] &= ~PREFETCHED;
      placement.touch(line);
      window.spend(StallCause.LATE_PREFETCH, waited);
    } else {
      counts[merges]++;
      window.spend(StallCause.MERGED_MISS, waited);
    }
    policy.onHit(slot);
    return looked + waited;
  }

  /** Sends a demand miss to the tier that holds the line; returns the cycle of arrival. */
  private long fetch(long line, long looked, byte flag) {
    long at = Math.max(looked, lastRequest);
    window.spend(StallCause.REQUEST_ORDER, at - looked);
    long free = demandMshrs.freeAt(at);
    window.spend(StallCause.MSHR_FULL, free - at);
    int slot = demandSlot(line, free);
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
      window.spend(StallCause.TIER3_REFRESH, tier3.refreshWait);
      window.spend(StallCause.TIER3_ROW, tier3.rowWait);
      window.spend(StallCause.TIER3_BUS, tier3.busTime);
      window.spend(
          StallCause.TIER3_ACCESS,
          arrival - room - tier3.refreshWait - tier3.rowWait - tier3.busTime);
    } else {
      int bank = tier2.bankOf(line);
      long room = tier2.roomAt(bank, at);
      window.spend(StallCause.TIER2_QUEUE_FULL, room - at);
      lastRequest = room;
      arrival = tier2.read(bank, room);
      window.spend(StallCause.TIER2_BANK, tier2.bankWait);
      window.spend(StallCause.TIER2_REFRESH, tier2.refreshWait);
      window.spend(StallCause.TIER2_BUS, tier2.busTime);
      window.spend(
          StallCause.TIER2_ACCESS,
          arrival - room - tier2.bankWait - tier2.refreshWait - tier2.busTime);
    }
    demandMshrs.add(arrival);
    place(slot, line, arrival, flag);
    if (arrivals != null) {
      arrivals.add(new Arrival(arrival, arrivalCount++, line, false));
    }
    return arrival;
  }

  /** Set by {@link #demandSlot}: the cycle from which the slot is free. */
  private long slotFree;

  /** A slot for a demand line, waiting for one where all are on their way. */
  private int demandSlot(long line, long at) {
    int set = tags.setOf(line);
    int slot = tags.unusedSlot(set);
    slotFree = at;
    if (slot >= 0) {
      return slot;
    }
    slot = policy.victim(set, ready, at);
    if (slot < 0) {
      slotFree = earliestArrival(set);
      window.spend(StallCause.SET_IN_FLIGHT, slotFree - at);
      slot = policy.victim(set, ready, slotFree);
    }
    long emptied = evict(slot, slotFree, false);
    window.spend(StallCause.WRITE_BUFFER_FULL, emptied - slotFree);
    slotFree = emptied;
    return slot;
  }

  private long earliestArrival(int set) {
    long earliest = Long.MAX_VALUE;
    for (int slot = set; slot < ready.length; slot += tags.sets()) {
      earliest = Math.min(earliest, ready[slot]);
    }
    return earliest;
  }

  /** Empties a slot; returns the cycle from which it is free. */
  private long evict(int slot, long at, boolean byPrefetch) {
    counts[EVICTIONS]++;
    byte flag = flags[slot];
    if ((flag & PREFETCHED) != 0) {
      counts[USELESS]++;
    }
    long free = at;
    if ((flag & DIRTY) != 0) {
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

  private void place(int slot, long line, long arrival, byte flag) {
    tags.put(slot, line);
    ready[slot] = arrival;
    flags[slot] = flag;
    policy.onFill(slot, line);
  }

  /** Sends a written line down; returns the cycle the write buffer takes it. */
  private long writeOut(long line, long at) {
    long accepted = Math.max(at, writeBuffer[writePlace]);
    writeBuffer[writePlace] =
        tier3 != null && placement.inTier3(line)
            ? tier3.write(line, accepted)
            : tier2.write(tier2.bankOf(line), accepted);
    writePlace = writePlace + 1 == writeBuffer.length ? 0 : writePlace + 1;
    return accepted;
  }

  @Override
  public void prefetch(long line) {
    counts[REQUESTED]++;
    if (line < 0 || queueSize == queueLine.length) {
      counts[DROPPED_QUEUE_FULL]++;
      return;
    }
    int at = queueFirst + queueSize;
    at = at >= queueLine.length ? at - queueLine.length : at;
    queueLine[at] = line;
    queueCycle[at] = now;
    queueSize++;
  }

  /** Lets the prefetches leave that can before a cycle. */
  private void leave(long before) {
    while (queueSize > 0) {
      long at = Math.max(nextLeave, queueCycle[queueFirst]);
      if (at >= before) {
        return;
      }
      long line = queueLine[queueFirst];
      if (tags.find(line, tags.bucket(line)) >= 0) {
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
      int set = tags.setOf(line);
      int slot = tags.unusedSlot(set);
      if (slot < 0) {
        slot = policy.victim(set, ready, request);
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
      place(slot, line, arrival, PREFETCHED);
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

  private void left(long cycle) {
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

  /** The warm-up ends before the access that issues in this cycle, which is measured. */
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

  /** Lines in tier 1, or on their way, that no demand has used since a prefetch asked for them. */
  long unusedPrefetches() {
    long unused = 0;
    for (int slot = 0; slot < flags.length; slot++) {
      unused += tags.line(slot) >= 0 && (flags[slot] & PREFETCHED) != 0 ? 1 : 0;
    }
    return unused;
  }

  /** Takes the warm-up out of the counts and latencies. */
  void subtractWarmUp() {
    for (int i = 0; i < SIZE; i++) {
      counts[i] -= countsBefore[i];
    }
    latencies.subtract(latenciesBefore);
  }

  long accesses() {
    return accesses;
  }

  /** Of them, those that were followed in one go. */
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
