package janus.simulator;

/**
 * Tier 3 in time: channels, banks, open rows and the timings between commands. Requests are served
 * in order; {@link ReorderingDram} reorders them.
 */
class DramChannels {
  private static final long NO_ROW = -1;
  static final int ACTIVATE_WINDOW = 4;

  final int banks;
  final int depth;
  private final Modulus channelOf;
  final int channels;
  private final Modulus lineOfRow;
  final Modulus bankOf;
  final long readLatency;
  final long writeLatency;
  final long rowToColumn;
  final long precharge;
  final long rowActive;
  final long readToPrecharge;
  final long writeRecovery;
  final long writeToRead;
  final long activateToActivate;
  final long fourActivates;
  final long burst;
  final long refreshInterval;
  final long refreshBlocked;
  private final RefreshTurns refreshes;
  final long[] counts;

  /** {@code (channel, bank)}. */
  private final long[] openRow;

  private final long[] columnReady;
  private final long[] prechargeReady;
  final long[] activateReady;

  /** By channel. */
  private final long[] busFree;

  private final long[] readAfterWrite;
  private final long[] refreshDue;
  private final long[] lastActivates;
  private final int[] activatePlace;
  private final long[] starts;
  private final int[] ringPlace;
  private final long[] lastStart;
  private int deepestQueue;

  /** Of the last read: cycles waited for refresh, for the row, and spent for the bus. */
  long refreshWait;

  long rowWait;
  long busTime;

  /** Channels that serve in the order of the settings. */
  static DramChannels of(Tier3Settings settings, int lineBytes, double clockGhz, long[] counts) {
    return settings.order() == DramOrder.IN_ORDER
        ? new DramChannels(settings, lineBytes, clockGhz, counts)
        : new ReorderingDram(settings, lineBytes, clockGhz, counts);
  }

  DramChannels(Tier3Settings settings, int lineBytes, double clockGhz, long[] counts) {
    this.counts = counts;
    channels = settings.channels();
    banks = settings.shape().banksPerChannel();
    depth = settings.queueLinesPerChannel();
    channelOf = new Modulus(channels);
    lineOfRow = new Modulus(settings.shape().rowBytes() / lineBytes);
    bankOf = new Modulus(banks);
    DramTimings timings = settings.timings();
    RowTimings rows = timings.row();
    readLatency = cycles(timings.readLatencyNs(), clockGhz);
    writeLatency = cycles(timings.writeLatencyNs(), clockGhz);
    rowToColumn = cycles(rows.rowToColumnNs(), clockGhz);
    precharge = cycles(rows.prechargeNs(), clockGhz);
    rowActive = cycles(rows.rowActiveNs(), clockGhz);
    readToPrecharge = cycles(rows.readToPrechargeNs(), clockGhz);
    writeRecovery = cycles(rows.writeRecoveryNs(), clockGhz);
    writeToRead = cycles(timings.writeToReadNs(), clockGhz);
    activateToActivate = cycles(rows.activateToActivateNs(), clockGhz);
    fourActivates = cycles(rows.fourActivatesNs(), clockGhz);
    burst = Math.max(1, cycles(lineBytes / settings.shape().busGbPerS(), clockGhz));
    refreshInterval = cycles(timings.refreshIntervalNs(), clockGhz);
    refreshBlocked = cycles(timings.refreshNs(), clockGhz);
    refreshes = new RefreshTurns(refreshInterval, channels);
    openRow = new long[channels * banks];
    java.util.Arrays.fill(openRow, NO_ROW);
    columnReady = new long[channels * banks];
    prechargeReady = new long[channels * banks];
    activateReady = new long[channels * banks];
    busFree = new long[channels];
    readAfterWrite = new long[channels];
    refreshDue = new long[channels];
    for (int channel = 0; channel < channels; channel++) {
      refreshDue[channel] = refreshes.firstDue(channel);
    }
    lastActivates = new long[channels * ACTIVATE_WINDOW];
    java.util.Arrays.fill(lastActivates, Long.MIN_VALUE / 2);
    activatePlace = new int[channels];
    starts = new long[channels * depth];
    java.util.Arrays.fill(starts, Long.MIN_VALUE);
    ringPlace = new int[channels];
    lastStart = new long[channels];
  }

  /** Whole cycles that cover a time; a millionth of a cycle is forgiven to rounding. */
  static long cycles(double ns, double clockGhz) {
    return (long) Math.ceil(ns * clockGhz - 1e-6);
  }

  int channelOf(long line) {
    return channelOf.of(line);
  }

  /** The number of a line's row in its channel, over all banks. */
  long rowIndex(long line) {
    return lineOfRow.quotient(channelOf.quotient(line));
  }

  long roomAt(int channel, long at) {
    return lastStart[channel] <= at
        ? at
        : Math.max(at, starts[channel * depth + ringPlace[channel]]);
  }

  /** Starts a read that enters the queue at {@code at}; returns the cycle the line arrives. */
  long read(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_READS]++;
    return serve(line, at, false);
  }

  /** Starts a write; returns the cycle its data has been sent. */
  long write(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_WRITES]++;
    return serve(line, at, true);
  }

  private long serve(long line, long at, boolean write) {
    int channel = channelOf.of(line);
    long rowIndex = rowIndex(line);
    int bank = channel * banks + bankOf.of(rowIndex);
    long row = bankOf.quotient(rowIndex);
    long from = refreshed(channel, at);
    waitForRefresh(from - at);
    if (openRow[bank] == row) {
      counts[Counters.TIER3 + Counters.TIER_ROW_HITS]++;
    } else {
      open(channel, bank, row, from);
    }
    long column = Math.max(from, columnReady[bank]);
    if (!write) {
      column = Math.max(column, readAfterWrite[channel]);
    }
    rowWait = column - from;
    long latency = write ? writeLatency : readLatency;
    long data = Math.max(column + latency, busFree[channel]);
    column = data - latency;
    long end = data + burst;
    busTime = end - (from + rowWait + latency);
    busFree[channel] = end;
    columnReady[bank] = column + burst;
    prechargeReady[bank] =
        Math.max(prechargeReady[bank], write ? end + writeRecovery : column + readToPrecharge);
    if (write) {
      readAfterWrite[channel] = Math.max(readAfterWrite[channel], end + writeToRead);
    }
    counts[Counters.TIER3 + Counters.TIER_BUS_BUSY_CYCLES] += burst;
    counts[Counters.TIER3 + Counters.TIER_BUSY_CYCLES] += end - from;
    entered(channel, at, column);
    return end;
  }

  void waitForRefresh(long cycles) {
    refreshWait = cycles;
    if (cycles > 0) {
      counts[Counters.TIER3 + Counters.TIER_REFRESH_DELAYED]++;
      counts[Counters.TIER3 + Counters.TIER_REFRESH_WAIT_CYCLES] += cycles;
    }
  }

  private void open(int channel, int bank, long row, long from) {
    long activate = Math.max(from, activateReady[bank]);
    if (openRow[bank] == NO_ROW) {
      counts[Counters.TIER3 + Counters.TIER_ROW_OPENS]++;
    } else {
      counts[Counters.TIER3 + Counters.TIER_ROW_CONFLICTS]++;
      activate = Math.max(activate, Math.max(from, prechargeReady[bank]) + precharge);
    }
    int place = activatePlace[channel];
    int last = (place + ACTIVATE_WINDOW - 1) & (ACTIVATE_WINDOW - 1);
    int base = channel * ACTIVATE_WINDOW;
    activate = Math.max(activate, lastActivates[base + last] + activateToActivate);
    activate = Math.max(activate, lastActivates[base + place] + fourActivates);
    lastActivates[base + place] = activate;
    activatePlace[channel] = (place + 1) & (ACTIVATE_WINDOW - 1);
    openRow[bank] = row;
    columnReady[bank] = activate + rowToColumn;
    prechargeReady[bank] = activate + rowActive;
  }

  /** Runs the refreshes due up to a cycle. Returns the cycle from which commands are allowed. */
  long refreshed(int channel, long at) {
    if (refreshDue[channel] > at) {
      return at;
    }
    long commands = (at - refreshDue[channel]) / refreshInterval + 1;
    long begin = refreshDue[channel] + (commands - 1) * refreshInterval;
    long end = Math.max(begin, closeRows(channel)) + refreshBlocked;
    for (int bank = channel * banks; bank < (channel + 1) * banks; bank++) {
      activateReady[bank] = Math.max(activateReady[bank], end);
    }
    refreshDue[channel] += commands * refreshInterval;
    return Math.max(at, end);
  }

  /** Closes the rows of a channel; returns the cycle from which it may be refreshed. */
  long closeRows(int channel) {
    long ready = 0;
    for (int bank = channel * banks; bank < (channel + 1) * banks; bank++) {
      if (openRow[bank] != NO_ROW) {
        ready = Math.max(ready, prechargeReady[bank] + precharge);
        openRow[bank] = NO_ROW;
      }
    }
    return ready;
  }

  void entered(int channel, long at, long column) {
    if (column > at) {
      counts[Counters.TIER3 + Counters.TIER_CONFLICTS]++;
      counts[Counters.TIER3 + Counters.TIER_WAIT_CYCLES] += column - at;
      int waiting = 1;
      for (int i = 0; i < depth; i++) {
        waiting += starts[channel * depth + i] > at ? 1 : 0;
      }
      deepestQueue = Math.max(deepestQueue, waiting);
    }
    int place = ringPlace[channel];
    starts[channel * depth + place] = column;
    ringPlace[channel] = place + 1 == depth ? 0 : place + 1;
    lastStart[channel] = Math.max(lastStart[channel], column);
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
