package janus.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The controller of one DRAM channel, at a cycle. Reads and writes wait in a queue each, of which
 * the oldest that has a place moves to the queue of its bank. Writes move instead of reads when
 * their queue is full, or when more than half of it is used and no bank has work, until all that
 * waited then have moved. Banks take turns. A bank serves the oldest request of its open row; it
 * closes the row for its oldest request if no other one of this row waits, or after four of them.
 * Rixner et al., "Memory access scheduling", ISCA 2000; the queues and the limit of four are those
 * of DRAMsim3 (Li et al., IEEE Computer Architecture Letters 19(2), 2020).
 *
 * <p>Any number of commands may be issued in a cycle. All banks of the channel are refreshed at
 * once.
 */
final class DramController {
  /** Requests that a bank holds. */
  private static final int BANK_PLACES = 8;

  /** Column commands after which the requests of an open row no longer keep it open. */
  private static final int ROW_COLUMNS = 4;

  private static final long NO_ROW = -1;
  private static final int NONE = Integer.MAX_VALUE;
  private static final long NEVER = Long.MAX_VALUE;

  /** What is told of a column command when it is issued. */
  interface Columns {
    void issued(DramRequest request, long cycle, Opening opening);
  }

  /**
   * How a request found its row.
   *
   * @param hit whether the row had been opened for another request
   * @param conflict whether another row had to be closed
   * @param ready the cycle from which the row could be accessed
   */
  record Opening(boolean hit, boolean conflict, long ready) {}

  private final DramChannels timings;
  private final int places;
  private long now;

  /** Writes that are accepted and arrive later, in the order of time. */
  private final List<DramRequest> later;

  private final List<DramRequest> reads;
  private final List<DramRequest> writes;

  /** Writes that move before a read does. */
  private int draining;

  /** {@code (bank, place)}, the oldest first. */
  private final DramRequest[] queued;

  private final int[] size;

  /** By bank: the place of the oldest read and write of the open row, or {@code NONE}. */
  private final int[] hitRead;

  private final int[] hitWrite;
  private int inBanks;
  private int turn;

  private final long[] openRow;
  private final DramRequest[] opener;
  private final boolean[] conflict;
  private final int[] columns;
  private final long[] activateReady;
  private final long[] columnReady;
  private final long[] prechargeReady;

  /** The last four, the oldest at {@code oldestActivate}. */
  private final long[] activates;

  private int oldestActivate;
  private long readReady;
  private long writeReady;
  private long refreshDue;
  private long refreshedUntil;
  private long refreshCycles;

  DramController(DramChannels timings, long refreshDue) {
    this.timings = timings;
    this.refreshDue = refreshDue;
    places = timings.depth;
    int banks = timings.banks;
    later = new ArrayList<>();
    reads = new ArrayList<>();
    writes = new ArrayList<>();
    queued = new DramRequest[banks * BANK_PLACES];
    size = new int[banks];
    hitRead = new int[banks];
    hitWrite = new int[banks];
    openRow = new long[banks];
    Arrays.fill(openRow, NO_ROW);
    opener = new DramRequest[banks];
    conflict = new boolean[banks];
    columns = new int[banks];
    activateReady = new long[banks];
    columnReady = new long[banks];
    prechargeReady = new long[banks];
    activates = new long[DramChannels.ACTIVATE_WINDOW];
    Arrays.fill(activates, Long.MIN_VALUE / 2);
  }

  private DramController(DramController from) {
    timings = from.timings;
    places = from.places;
    now = from.now;
    later = new ArrayList<>(from.later);
    reads = new ArrayList<>(from.reads);
    writes = new ArrayList<>(from.writes);
    draining = from.draining;
    queued = from.queued.clone();
    size = from.size.clone();
    hitRead = from.hitRead.clone();
    hitWrite = from.hitWrite.clone();
    inBanks = from.inBanks;
    turn = from.turn;
    openRow = from.openRow.clone();
    opener = from.opener.clone();
    conflict = from.conflict.clone();
    columns = from.columns.clone();
    activateReady = from.activateReady.clone();
    columnReady = from.columnReady.clone();
    prechargeReady = from.prechargeReady.clone();
    activates = from.activates.clone();
    oldestActivate = from.oldestActivate;
    readReady = from.readReady;
    writeReady = from.writeReady;
    refreshDue = from.refreshDue;
    refreshedUntil = from.refreshedUntil;
    refreshCycles = from.refreshCycles;
  }

  /** The same controller, to look ahead. */
  DramController copy() {
    return new DramController(this);
  }

  long now() {
    return now;
  }

  /** The end of the last refresh. */
  long refreshedUntil() {
    return refreshedUntil;
  }

  /** Cycles of all refreshes, with the wait for open rows. */
  long refreshCycles() {
    return refreshCycles;
  }

  /** Whether a read would find its queue full. */
  boolean readsFull() {
    return reads.size() >= places;
  }

  /** Whether a write would find its queue full, those that arrive later counted. */
  boolean writesFull() {
    return writes.size() + later.size() >= places;
  }

  /** Whether no request has to be served now. */
  boolean isIdle() {
    return reads.isEmpty() && inBanks == 0;
  }

  /** Whether a write of a line waits. */
  boolean hasWrite(long line) {
    return has(later, line) || has(writes, line) || bankHasWrite(line);
  }

  private static boolean has(List<DramRequest> requests, long line) {
    for (DramRequest request : requests) {
      if (request.line() == line) {
        return true;
      }
    }
    return false;
  }

  private boolean bankHasWrite(long line) {
    int bank = timings.bankOf.of(timings.rowIndex(line));
    for (int place = bank * BANK_PLACES; place < bank * BANK_PLACES + size[bank]; place++) {
      if (queued[place].write() && queued[place].line() == line) {
        return true;
      }
    }
    return false;
  }

  /** Adds a read, in the present cycle. */
  void read(DramRequest request) {
    reads.add(request);
  }

  /** Adds a write that arrives in its cycle, or now if that is over. */
  void write(DramRequest request) {
    int place = later.size();
    while (place > 0 && later.get(place - 1).at() > request.at()) {
      place--;
    }
    later.add(place, request);
  }

  /** Issues all commands up to and in a cycle. */
  void advance(long to, Columns told) {
    while (now < to) {
      issue(told);
      skipRefreshes(to);
      now = Math.min(to, next());
    }
    issue(told);
  }

  /** Goes on to the next cycle in which something happens. */
  void step(Columns told) {
    issue(told);
    long next = next();
    now = next == NEVER ? now : Math.max(now, next);
    issue(told);
  }

  private void issue(Columns told) {
    boolean changed = true;
    while (changed) {
      changed = arrive() || refresh() || move() || command(told);
    }
  }

  private boolean arrive() {
    if (later.isEmpty() || later.get(0).at() > now) {
      return false;
    }
    writes.add(later.remove(0));
    return true;
  }

  private boolean refresh() {
    if (timings.refreshInterval == 0 || now < refreshDue) {
      return false;
    }
    long begin = now;
    for (int bank = 0; bank < size.length; bank++) {
      begin = Math.max(begin, closed(bank));
    }
    refreshedUntil = begin + timings.refreshBlocked;
    refreshCycles += refreshedUntil - now;
    Arrays.fill(openRow, NO_ROW);
    Arrays.fill(conflict, false);
    Arrays.fill(activateReady, refreshedUntil);
    refreshDue += timings.refreshInterval;
    return true;
  }

  private long closed(int bank) {
    return openRow[bank] == NO_ROW
        ? activateReady[bank]
        : Math.max(now, prechargeReady[bank]) + timings.precharge;
  }

  /** Leaves out refreshes before a cycle that no request can notice. */
  private void skipRefreshes(long to) {
    long until = later.isEmpty() ? to : Math.min(to, later.get(0).at());
    long whole = until - refreshDue - timings.refreshInterval;
    if (inBanks > 0 || !reads.isEmpty() || whole < timings.refreshInterval) {
      return;
    }
    refreshDue += whole / timings.refreshInterval * timings.refreshInterval;
  }

  private boolean move() {
    if (draining == 0
        && (writes.size() >= places || (inBanks == 0 && writes.size() > places / 2))) {
      draining = writes.size();
    }
    List<DramRequest> from = draining > 0 ? writes : reads;
    for (int i = 0; i < from.size(); i++) {
      DramRequest request = from.get(i);
      if (size[request.bank()] < BANK_PLACES) {
        from.remove(i);
        draining -= request.write() ? 1 : 0;
        queued[request.bank() * BANK_PLACES + size[request.bank()]++] = request;
        inBanks++;
        findHits(request.bank());
        return true;
      }
    }
    return false;
  }

  /** Issues a command of the next bank that has one ready. */
  private boolean command(Columns told) {
    for (int i = 1; inBanks > 0 && i <= size.length; i++) {
      int bank = turn + i < size.length ? turn + i : turn + i - size.length;
      if (size[bank] > 0 && command(bank, told)) {
        turn = bank;
        return true;
      }
    }
    return false;
  }

  private boolean command(int bank, Columns told) {
    if (openRow[bank] == NO_ROW) {
      return activateFrom(bank) <= now && activate(bank);
    }
    if (prechargeFrom(bank) <= now) {
      precharge(bank);
      return true;
    }
    int place = readyHit(bank);
    if (place == NONE) {
      return false;
    }
    column(bank, place, told);
    return true;
  }

  /** The place of the oldest request of the open row whose column command may be issued now. */
  private int readyHit(int bank) {
    if (columnReady[bank] > now) {
      return NONE;
    }
    int read = readReady <= now ? hitRead[bank] : NONE;
    return writeReady <= now ? Math.min(read, hitWrite[bank]) : read;
  }

  private void findHits(int bank) {
    hitRead[bank] = NONE;
    hitWrite[bank] = NONE;
    int first = bank * BANK_PLACES;
    for (int place = first + size[bank] - 1; place >= first; place--) {
      if (queued[place].row() == openRow[bank]) {
        (queued[place].write() ? hitWrite : hitRead)[bank] = place;
      }
    }
  }

  private long activateFrom(int bank) {
    int newest = (oldestActivate + activates.length - 1) % activates.length;
    long spaced =
        Math.max(
            activates[newest] + timings.activateToActivate,
            activates[oldestActivate] + timings.fourActivates);
    return Math.max(activateReady[bank], spaced);
  }

  /** The cycle from which the open row may be closed for the bank's oldest request. */
  private long prechargeFrom(int bank) {
    boolean wanted =
        columns[bank] < ROW_COLUMNS && (hitRead[bank] != NONE || hitWrite[bank] != NONE);
    boolean oldest = queued[bank * BANK_PLACES].row() == openRow[bank];
    return oldest || wanted ? NEVER : prechargeReady[bank];
  }

  private boolean activate(int bank) {
    DramRequest request = queued[bank * BANK_PLACES];
    activates[oldestActivate] = now;
    oldestActivate = (oldestActivate + 1) % activates.length;
    openRow[bank] = request.row();
    opener[bank] = request;
    columns[bank] = 0;
    columnReady[bank] = now + timings.rowToColumn;
    prechargeReady[bank] = now + timings.rowActive;
    findHits(bank);
    return true;
  }

  private void precharge(int bank) {
    openRow[bank] = NO_ROW;
    conflict[bank] = true;
    activateReady[bank] = Math.max(activateReady[bank], now + timings.precharge);
  }

  @SuppressWarnings("ReferenceEquality") // Equal requests are still two.
  private void column(int bank, int place, Columns told) {
    DramRequest request = queued[place];
    int last = bank * BANK_PLACES + --size[bank];
    System.arraycopy(queued, place + 1, queued, place, last - place);
    queued[last] = null;
    inBanks--;
    columns[bank]++;
    findHits(bank);
    occupyBus(bank, request.write());
    boolean hit = opener[bank] != request;
    told.issued(request, now, new Opening(hit, conflict[bank], columnReady[bank]));
  }

  /** Sets the cycles of later commands after a column command. */
  private void occupyBus(int bank, boolean write) {
    long latency = write ? timings.writeLatency : timings.readLatency;
    long end = now + latency + timings.burst;
    long closes = write ? end + timings.writeRecovery : now + timings.readToPrecharge;
    prechargeReady[bank] = Math.max(prechargeReady[bank], closes);
    readReady = write ? end + timings.writeToRead : now + timings.burst;
    writeReady = write ? now + timings.burst : end - timings.writeLatency;
  }

  /** The first cycle after this in which something can happen. */
  private long next() {
    long next = later.isEmpty() ? NEVER : later.get(0).at();
    next = Math.min(next, refreshDue);
    for (int bank = 0; inBanks > 0 && bank < size.length; bank++) {
      if (size[bank] > 0) {
        next = Math.min(next, next(bank));
      }
    }
    return next;
  }

  private long next(int bank) {
    if (openRow[bank] == NO_ROW) {
      return activateFrom(bank);
    }
    long hit = NEVER;
    if (hitRead[bank] != NONE) {
      hit = readReady;
    }
    if (hitWrite[bank] != NONE) {
      hit = Math.min(hit, writeReady);
    }
    return Math.min(prechargeFrom(bank), Math.max(columnReady[bank], hit));
  }
}
