package janus.simulator;

/** Tier 2 in time: its banks, their queues, refresh and the bus to tier 1. */
final class EDramBanks {
  private final RefreshTurns refreshes;
  private final Modulus bankOf;
  private final int depth;
  private final int readLatency;
  private final int readOccupancy;
  private final int writeLatency;
  private final int writeOccupancy;
  private final int transferCycles;
  private final long refreshInterval;
  private final int refreshBlocked;
  private final long[] counts;

  /** By bank: free from this cycle on; next refresh due; place in the ring of start cycles. */
  private final long[] free;

  private final long[] due;
  private final int[] ringPlace;

  /** Start cycles of the last requests of a bank, {@code (bank, place)}. */
  private final long[] starts;

  private long busFree;
  private int deepestQueue;

  /** Of the last read: cycles waited for the bank, for refresh, and spent for the bus. */
  long bankWait;

  long refreshWait;
  long busTime;

  EDramBanks(Tier2Settings settings, int lineBytes, long[] counts) {
    this.counts = counts;
    int banks = settings.banks();
    bankOf = new Modulus(banks);
    depth = settings.queueLinesPerBank();
    BankTiming timing = settings.timing();
    readLatency = timing.readLatencyCycles();
    readOccupancy = timing.readOccupancyCycles();
    writeLatency = timing.writeLatencyCycles();
    writeOccupancy = timing.writeOccupancyCycles();
    int bus = settings.busBytesPerCycle();
    transferCycles = bus == 0 ? 0 : (lineBytes + bus - 1) / bus;
    RefreshSettings refresh = settings.refresh();
    refreshInterval = refresh == null ? 0 : refresh.intervalCycles();
    refreshBlocked = refresh == null ? 0 : refresh.blockedCycles();
    refreshes = new RefreshTurns(refreshInterval, banks);
    free = new long[banks];
    due = new long[banks];
    for (int bank = 0; bank < banks; bank++) {
      due[bank] = refreshes.firstDue(bank);
    }
    ringPlace = new int[banks];
    starts = new long[banks * depth];
    java.util.Arrays.fill(starts, Long.MIN_VALUE);
  }

  int bankOf(long line) {
    return bankOf.of(line);
  }

  /** The first cycle, from {@code at} on, at which the bank's queue has room. */
  long roomAt(int bank, long at) {
    return free[bank] <= at ? at : Math.max(at, starts[bank * depth + ringPlace[bank]]);
  }

  /** Starts a read that enters the queue at {@code at}; returns the cycle the line arrives. */
  long read(int bank, long at) {
    long start = start(bank, at);
    free[bank] = start + readOccupancy;
    counts[Counters.TIER2 + Counters.TIER_READS]++;
    counts[Counters.TIER2 + Counters.TIER_BUSY_CYCLES] += readOccupancy;
    long data = start + readLatency;
    if (transferCycles == 0) {
      busTime = 0;
      return data;
    }
    long arrival = Math.max(data, busFree) + transferCycles;
    busTime = arrival - data;
    busFree = arrival;
    counts[Counters.TIER2 + Counters.TIER_BUS_BUSY_CYCLES] += transferCycles;
    return arrival;
  }

  /**
   * Reads of consecutive lines that can start without waiting, one a cycle from {@code at} on, if
   * nothing else uses the banks.
   */
  long startsEveryCycle(long line, long at) {
    int banks = free.length;
    if (readOccupancy > banks || transferCycles > 1) {
      return 0;
    }
    int bank = bankOf(line);
    long refresh = Long.MAX_VALUE;
    for (int i = 0; i < banks; i++) {
      if (free[bank] > at + i) {
        return 0;
      }
      refresh = Math.min(refresh, due[bank]);
      bank = bank + 1 == banks ? 0 : bank + 1;
    }
    if (transferCycles > 0 && busFree > at + readLatency) {
      return 0;
    }
    return refresh - at;
  }

  /**
   * The exclusive end of the cycles, beginning with {@code from}, in which reads start without
   * waiting for a bank or the bus, if each starts at least {@code apart} cycles after the one
   * before; {@code from} if there is none.
   */
  long idleUntil(long from, long apart) {
    if (apart < readOccupancy || (transferCycles > 0 && busFree > from + readLatency)) {
      return from;
    }
    long refresh = Long.MAX_VALUE;
    for (int bank = 0; bank < free.length; bank++) {
      if (free[bank] > from) {
        return from;
      }
      refresh = Math.min(refresh, due[bank]);
    }
    return Math.max(from, refresh);
  }

  /**
   * Counts reads that came one at a time and found banks and bus idle; the last started in cycle
   * {@code at}, and only its effect on later accesses is kept.
   */
  long readOneAtATime(long reads, long lastLine, long at) {
    counts[Counters.TIER2 + Counters.TIER_READS] += reads - 1;
    counts[Counters.TIER2 + Counters.TIER_BUSY_CYCLES] += (reads - 1) * readOccupancy;
    counts[Counters.TIER2 + Counters.TIER_BUS_BUSY_CYCLES] += (reads - 1) * transferCycles;
    return read(bankOf(lastLine), at);
  }

  /** From the start of a read without waits to the arrival of the line. */
  int readCycles() {
    return readLatency + transferCycles;
  }

  /** Of {@link #readCycles}, those on the bus. */
  int transferCycles() {
    return transferCycles;
  }

  /** Records {@code reads} reads, one in each cycle from {@code at} on, as {@link #read} would. */
  void readEveryCycle(long line, long at, long reads) {
    counts[Counters.TIER2 + Counters.TIER_READS] += reads;
    counts[Counters.TIER2 + Counters.TIER_BUSY_CYCLES] += reads * readOccupancy;
    counts[Counters.TIER2 + Counters.TIER_BUS_BUSY_CYCLES] += reads * transferCycles;
    long replayed = Math.min(reads, (long) free.length * depth);
    int bank = bankOf(line + reads - replayed);
    for (long start = at + reads - replayed; start < at + reads; start++) {
      free[bank] = start + readOccupancy;
      int place = ringPlace[bank];
      starts[bank * depth + place] = start;
      ringPlace[bank] = place + 1 == depth ? 0 : place + 1;
      bank = bank + 1 == free.length ? 0 : bank + 1;
    }
    if (transferCycles > 0) {
      busFree = at + reads - 1 + readCycles();
    }
  }

  /** Starts a write; returns the cycle it is done. */
  long write(int bank, long at) {
    long start = start(bank, at);
    free[bank] = start + writeOccupancy;
    counts[Counters.TIER2 + Counters.TIER_WRITES]++;
    counts[Counters.TIER2 + Counters.TIER_BUSY_CYCLES] += writeOccupancy;
    return start + writeLatency;
  }

  private long start(int bank, long at) {
    long start = Math.max(at, free[bank]);
    bankWait = start - at;
    refreshWait = 0;
    if (due[bank] <= start) {
      long refreshed = refresh(bank, start);
      refreshWait = refreshed - start;
      start = refreshed;
    }
    if (start > at) {
      waited(bank, at, start);
    }
    int place = ringPlace[bank];
    starts[bank * depth + place] = start;
    ringPlace[bank] = place + 1 == depth ? 0 : place + 1;
    return start;
  }

  private void waited(int bank, long at, long start) {
    if (bankWait > 0) {
      counts[Counters.TIER2 + Counters.TIER_CONFLICTS]++;
    }
    if (refreshWait > 0) {
      counts[Counters.TIER2 + Counters.TIER_REFRESH_DELAYED]++;
      counts[Counters.TIER2 + Counters.TIER_REFRESH_WAIT_CYCLES] += refreshWait;
    }
    counts[Counters.TIER2 + Counters.TIER_WAIT_CYCLES] += start - at;
    int waiting = 1;
    for (int i = 0; i < depth; i++) {
      waiting += starts[bank * depth + i] > at ? 1 : 0;
    }
    deepestQueue = Math.max(deepestQueue, waiting);
  }

  /** Runs the commands due up to a start; returns the cycle the request can start. */
  private long refresh(int bank, long start) {
    long idleFrom = free[bank];
    long next = due[bank];
    if (next >= idleFrom && next + refreshBlocked <= start) {
      // Commands that begin and end while the bank idles.
      long hidden = (start - refreshBlocked - next) / refreshInterval + 1;
      next += hidden * refreshInterval;
    }
    long from = start;
    while (next <= from) {
      long begin = Math.max(next, idleFrom);
      idleFrom = begin + refreshBlocked;
      from = Math.max(from, idleFrom);
      next += refreshInterval;
    }
    due[bank] = next;
    return from;
  }

  RefreshTurns refreshes() {
    return refreshes;
  }

  int deepestQueue() {
    return deepestQueue;
  }

  void forgetDeepestQueue() {
    deepestQueue = 0;
  }
}
