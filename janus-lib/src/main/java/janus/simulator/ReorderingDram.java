package janus.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Tier 3 with channels that reorder requests: FR-FCFS as a schedule of commitments. A read is
 * scheduled when it arrives, at the earliest time that earlier commitments allow: ahead of them on
 * the bus if there is a gap, and in an open row if it stays open long enough. A row hit therefore
 * overtakes an older row miss, and the older of two hits is served first. Unlike in a controller
 * that decides cycle by cycle, a later request never delays an earlier one. Alternating rows of a
 * bank each stay open for four transfers, which later hits use.
 *
 * <p>Writes wait in a queue of twice as many lines as reads. All of them are scheduled, open rows
 * first and then the oldest, when the queue is full, or when more than an eighth of it is used and
 * no read waits. A read of a line in this queue is answered from it in one cycle; a write to such a
 * line replaces its data. Rixner et al., "Memory access scheduling", ISCA 2000.
 */
final class ReorderingDram extends DramChannels {
  private static final long QUEUED = Long.MAX_VALUE;
  private static final long FORWARD_CYCLES = 1;

  /** Transfers after which DRAMsim3 no longer lets hits hold back the next row of a bank. */
  private static final int HELD_TRANSFERS = 4;

  /** Places of the queue of writes. */
  private final int writeDepth;

  /** The commitments of one channel, which no later request may change. */
  private final List<Channel> schedules = new ArrayList<>();

  private static final class Channel {
    /** Transfers on the data bus, in the order of time. */
    final List<Transfer> bus = new ArrayList<>();

    /** Activates in order of time. */
    final List<Long> activates = new ArrayList<>();

    /** By bank: the intervals in which a row is open, in order; the last one has no end. */
    final List<List<OpenRow>> rows = new ArrayList<>();

    final List<Write> writes = new ArrayList<>();
    final Outstanding reads;
    long lastReadColumn;
    long lastWrite;

    Channel(int banks, int depth) {
      reads = new Outstanding(depth);
      for (int bank = 0; bank < banks; bank++) {
        rows.add(new ArrayList<>());
      }
    }
  }

  private record Transfer(long start, long end, boolean write) {}

  private static final class OpenRow {
    final long row;
    final long activate;
    final long columnReady;
    long prechargeReady;

    OpenRow(long row, long activate, long columnReady, long prechargeReady) {
      this.row = row;
      this.activate = activate;
      this.columnReady = columnReady;
      this.prechargeReady = prechargeReady;
    }
  }

  /** A line that waits to be written, until its column command. */
  private static final class Write {
    final long line;
    final long at;
    long column = QUEUED;

    Write(long line, long at) {
      this.line = line;
      this.at = at;
    }
  }

  ReorderingDram(Tier3Settings settings, int lineBytes, double clockGhz, long[] counts) {
    super(settings, lineBytes, clockGhz, counts);
    writeDepth = 2 * depth;
    for (int channel = 0; channel < channels; channel++) {
      schedules.add(new Channel(banks, depth));
    }
  }

  @Override
  long roomAt(int channel, long at) {
    return schedules.get(channel).reads.freeAt(at);
  }

  @Override
  long read(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_READS]++;
    Channel channel = schedules.get(channelOf(line));
    idle(channel, at);
    channel.writes.removeIf(write -> write.column <= at);
    if (waiting(channel, line)) {
      refreshWait = 0;
      rowWait = 0;
      busTime = 0;
      counts[Counters.TIER3 + Counters.TIER_ROW_HITS]++;
      return at + FORWARD_CYCLES;
    }
    long end = serve(line, at, false);
    long column = end - burst - readLatency;
    channel.reads.add(column);
    channel.lastReadColumn = Math.max(channel.lastReadColumn, column);
    return end;
  }

  /** Puts a write into the queue. Returns the cycle in which the queue has room for it. */
  @Override
  long write(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_WRITES]++;
    Channel channel = schedules.get(channelOf(line));
    idle(channel, at);
    channel.writes.removeIf(write -> write.column <= at);
    if (queued(channel, line)) {
      return at;
    }
    long from = placeAt(channel, at);
    channel.writes.add(new Write(line, from));
    channel.lastWrite = from;
    if (queued(channel) == writeDepth) {
      drain(channel, from);
    }
    return from;
  }

  /** The cycle from which the scheduled writes do not fill the queue. */
  private long placeAt(Channel channel, long at) {
    long[] columns =
        channel.writes.stream()
            .mapToLong(write -> write.column)
            .filter(column -> column != QUEUED)
            .sorted()
            .toArray();
    return columns.length < writeDepth ? at : Math.max(at, columns[columns.length - writeDepth]);
  }

  private static boolean waiting(Channel channel, long line) {
    return channel.writes.stream().anyMatch(write -> write.line == line);
  }

  private static long queued(Channel channel) {
    return channel.writes.stream().filter(write -> write.column == QUEUED).count();
  }

  private static boolean queued(Channel channel, long line) {
    return channel.writes.stream().anyMatch(write -> write.line == line && write.column == QUEUED);
  }

  /** Schedules the writes if the channel was idle long enough before a request. */
  private void idle(Channel channel, long before) {
    long since = Math.max(channel.lastReadColumn, channel.lastWrite);
    if (since >= before) {
      return;
    }
    if (8 * queued(channel) > writeDepth) {
      drain(channel, since);
    }
  }

  private void drain(Channel channel, long from) {
    List<Write> left = new ArrayList<>(channel.writes);
    left.removeIf(write -> write.column != QUEUED);
    while (!left.isEmpty()) {
      Write next =
          left.stream().filter(write -> opened(channel, write)).findFirst().orElse(left.get(0));
      left.remove(next);
      next.column = serve(next.line, Math.max(from, next.at), true) - burst - writeLatency;
    }
  }

  private boolean opened(Channel channel, Write write) {
    long rowIndex = rowIndex(write.line);
    List<OpenRow> rows = channel.rows.get(bankOf.of(rowIndex));
    return !rows.isEmpty() && rows.get(rows.size() - 1).row == bankOf.quotient(rowIndex);
  }

  /** Schedules the earliest transfer. Returns its end. */
  private long serve(long line, long at, boolean write) {
    int number = channelOf(line);
    Channel channel = schedules.get(number);
    forget(channel, at);
    long rowIndex = rowIndex(line);
    int bank = bankOf.of(rowIndex);
    long from = refreshed(number, at);
    waitForRefresh(from - at);
    long latency = write ? writeLatency : readLatency;
    OpenRow open = hit(channel, bank, bankOf.quotient(rowIndex), from, write);
    if (open == null) {
      open = open(channel, number * banks + bank, bank, bankOf.quotient(rowIndex), from);
    } else {
      counts[Counters.TIER3 + Counters.TIER_ROW_HITS]++;
    }
    long ready = Math.max(from, open.columnReady);
    long start = transfer(channel, ready + latency, write);
    long end = start + burst;
    open.prechargeReady = Math.max(open.prechargeReady, precharged(start, write));
    insert(channel.bus, new Transfer(start, end, write));
    rowWait = ready - from;
    busTime = end - (ready + latency);
    counts[Counters.TIER3 + Counters.TIER_BUS_BUSY_CYCLES] += burst;
    counts[Counters.TIER3 + Counters.TIER_BUSY_CYCLES] += end - from;
    entered(number, at, start - latency);
    return end;
  }

  /** The cycle from which a row may close after a transfer that starts at a cycle. */
  private long precharged(long start, boolean write) {
    return write ? start + burst + writeRecovery : start - readLatency + readToPrecharge;
  }

  /**
   * An interval in which the row is open and that leaves room for a transfer before the bank's next
   * row, or null.
   */
  private OpenRow hit(Channel channel, int bank, long row, long from, boolean write) {
    List<OpenRow> rows = channel.rows.get(bank);
    for (int i = 0; i < rows.size(); i++) {
      OpenRow open = rows.get(i);
      if (open.row == row) {
        long ready = Math.max(from, open.columnReady) + (write ? writeLatency : readLatency);
        long closes = precharged(transfer(channel, ready, write), write) + precharge;
        if (i + 1 == rows.size() || closes <= rows.get(i + 1).activate) {
          return open;
        }
      }
    }
    return null;
  }

  /** Opens a row in a bank after the rows already scheduled there. */
  private OpenRow open(Channel channel, int place, int bank, long row, long from) {
    List<OpenRow> rows = channel.rows.get(bank);
    long earliest = Math.max(from, activateReady[place]);
    if (rows.isEmpty()) {
      counts[Counters.TIER3 + Counters.TIER_ROW_OPENS]++;
    } else {
      counts[Counters.TIER3 + Counters.TIER_ROW_CONFLICTS]++;
      long closes = Math.max(from, heldUntil(rows, row));
      earliest = Math.max(earliest, closes + precharge);
    }
    long activate = activate(channel.activates, earliest);
    var open = new OpenRow(row, activate, activate + rowToColumn, activate + rowActive);
    rows.add(open);
    return open;
  }

  /**
   * The cycle from which the last of a bank's rows may close. Where rows alternate, so that the
   * next is the one before, it stays open for four transfers.
   */
  private long heldUntil(List<OpenRow> rows, long next) {
    OpenRow last = rows.get(rows.size() - 1);
    boolean alternate = rows.size() > 1 && rows.get(rows.size() - 2).row == next;
    long held = last.columnReady + (HELD_TRANSFERS - 1) * burst + Math.max(readToPrecharge, burst);
    return alternate ? Math.max(last.prechargeReady, held) : last.prechargeReady;
  }

  /** Schedules the first activate from a cycle on that keeps tRRD and tFAW to all others. */
  private long activate(List<Long> activates, long earliest) {
    long at = earliest;
    for (long next = allowed(activates, at); next != at; next = allowed(activates, at)) {
      at = next;
    }
    activates.add(position(activates, at), at);
    return at;
  }

  private static int position(List<Long> sorted, long value) {
    int place = sorted.size();
    while (place > 0 && sorted.get(place - 1) > value) {
      place--;
    }
    return place;
  }

  /** The same cycle if an activate is allowed there, otherwise a later one to try. */
  private long allowed(List<Long> activates, long at) {
    int place = position(activates, at);
    if (place > 0 && activates.get(place - 1) + activateToActivate > at) {
      return activates.get(place - 1) + activateToActivate;
    }
    boolean last = place == activates.size();
    if (!last && at + activateToActivate > activates.get(place)) {
      return activates.get(place) + activateToActivate;
    }
    var with = new ArrayList<>(activates);
    with.add(place, at);
    for (int i = Math.max(0, place - ACTIVATE_WINDOW);
        i <= place && i + ACTIVATE_WINDOW < with.size();
        i++) {
      if (with.get(i) + fourActivates > with.get(i + ACTIVATE_WINDOW)) {
        return i + ACTIVATE_WINDOW == place
            ? with.get(i) + fourActivates
            : activates.get(place) + Math.max(1, activateToActivate);
      }
    }
    return at;
  }

  /** The first start from a cycle on at which the bus is free and tWTR holds before and after. */
  private long transfer(Channel channel, long earliest, boolean write) {
    long start = earliest;
    for (Transfer other : channel.bus) {
      long before = write && !other.write ? other.start - readLatency - writeToRead : other.start;
      long after = !write && other.write ? other.end + writeToRead + readLatency : other.end;
      if (start + burst > before && start < after) {
        start = after;
      }
    }
    return start;
  }

  private static void insert(List<Transfer> bus, Transfer added) {
    int place = bus.size();
    while (place > 0 && bus.get(place - 1).start > added.start) {
      place--;
    }
    bus.add(place, added);
  }

  /** Drops what no request from a cycle on can use. */
  private void forget(Channel channel, long at) {
    channel.bus.removeIf(transfer -> transfer.end + writeToRead <= at);
    channel.activates.removeIf(
        activate -> activate + Math.max(fourActivates, activateToActivate) <= at);
    for (List<OpenRow> rows : channel.rows) {
      while (rows.size() > 1 && rows.get(1).activate <= at) {
        rows.remove(0);
      }
    }
  }

  @Override
  long closeRows(int channel) {
    long ready = 0;
    for (List<OpenRow> rows : schedules.get(channel).rows) {
      if (!rows.isEmpty()) {
        ready = Math.max(ready, rows.get(rows.size() - 1).prechargeReady + precharge);
        rows.clear();
      }
    }
    return ready;
  }
}
