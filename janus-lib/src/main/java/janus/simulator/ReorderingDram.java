package janus.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Tier 3 with channels that reorder requests, each by a {@link DramController}. What a read takes
 * is told when it arrives, by looking ahead in a copy of the controller that holds all requests
 * known then. A later request may still delay it in the controller: the queues, and the times of
 * later requests, include this delay; the time told for the read does not.
 *
 * <p>A read of a line that waits to be written is answered from the queue in one cycle; a write to
 * such a line replaces its data.
 */
final class ReorderingDram extends DramChannels {
  private static final long FORWARD_CYCLES = 1;

  private final List<DramController> controllers = new ArrayList<>();

  /** By channel: the delays of reads by later requests, which later reads take over. */
  private final List<Deque<Long>> delays = new ArrayList<>();

  /** The cycle in which a read that waits was expected to be issued. */
  private final IdentityHashMap<DramRequest, Long> expected = new IdentityHashMap<>();

  /** What looking ahead found of one request. */
  private static final class Found implements DramController.Columns {
    final DramRequest request;
    long column = -1;
    DramController.Opening opening;

    Found(DramRequest request) {
      this.request = request;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Equal requests are still two.
    public void issued(DramRequest issued, long cycle, DramController.Opening how) {
      if (issued == request) {
        column = cycle;
        opening = how;
      }
    }
  }

  ReorderingDram(Tier3Settings settings, int lineBytes, double clockGhz, long[] counts) {
    super(settings, lineBytes, clockGhz, counts);
    for (int channel = 0; channel < channels; channel++) {
      delays.add(new ArrayDeque<>());
      controllers.add(new DramController(this, refreshes().firstDue(channel)));
    }
  }

  @Override
  long roomAt(int channel, long at) {
    DramController controller = controllers.get(channel);
    if (!controller.readsFull()) {
      return at;
    }
    DramController ahead = controller.copy();
    ahead.advance(Math.max(at, ahead.now()), ReorderingDram::ignore);
    while (ahead.readsFull()) {
      ahead.step(ReorderingDram::ignore);
    }
    return Math.max(at, ahead.now());
  }

  private static void ignore(DramRequest request, long cycle, DramController.Opening opening) {}

  @Override
  long read(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_READS]++;
    int channel = channelOf(line);
    DramController controller = controllers.get(channel);
    controller.advance(Math.max(at, controller.now()), this::count);
    if (controller.hasWrite(line)) {
      return forwarded(at);
    }
    long late = controller.isIdle() ? 0 : takeDelay(channel);
    DramRequest request = request(line, at, false);
    controller.read(request);
    var found = new Found(request);
    DramController ahead = controller.copy();
    while (found.column < 0) {
      ahead.step(found);
    }
    long cycles = ahead.refreshCycles() - controller.refreshCycles();
    cycles += Math.max(0, controller.refreshedUntil() - at);
    expected.put(request, found.column);
    found.column += late;
    return told(found, Math.min(cycles, found.column - at));
  }

  /** The delay that a read takes over. */
  private long takeDelay(int channel) {
    Long delay = delays.get(channel).poll();
    return delay == null ? 0 : delay;
  }

  private long forwarded(long at) {
    refreshWait = 0;
    rowWait = 0;
    busTime = 0;
    counts[Counters.TIER3 + Counters.TIER_ROW_HITS]++;
    return at + FORWARD_CYCLES;
  }

  /** Counts a read whose column command was found; returns its end. */
  private long told(Found found, long refreshCycles) {
    long from = found.request.at() + refreshCycles;
    waitForRefresh(refreshCycles);
    rowWait = found.opening.hit() ? 0 : Math.max(0, found.opening.ready() - from);
    busTime = found.column + burst - from - rowWait;
    count(found.request, from, found.column, found.opening);
    return found.column + readLatency + burst;
  }

  private void count(DramRequest request, long cycle, DramController.Opening opening) {
    if (request.write()) {
      count(request, request.at(), cycle, opening);
    } else {
      long late = cycle - expected.remove(request);
      if (late > 0) {
        delays.get(channelOf(request.line())).add(late);
      }
    }
  }

  private void count(DramRequest request, long from, long column, DramController.Opening opening) {
    int kind =
        opening.hit()
            ? Counters.TIER_ROW_HITS
            : opening.conflict() ? Counters.TIER_ROW_CONFLICTS : Counters.TIER_ROW_OPENS;
    counts[Counters.TIER3 + kind]++;
    long end = column + burst + (request.write() ? writeLatency : readLatency);
    counts[Counters.TIER3 + Counters.TIER_BUS_BUSY_CYCLES] += burst;
    counts[Counters.TIER3 + Counters.TIER_BUSY_CYCLES] += end - from;
    entered(channelOf(request.line()), request.at(), column);
  }

  /** Puts a write into the queue. Returns the cycle in which the queue has room for it. */
  @Override
  long write(long line, long at) {
    counts[Counters.TIER3 + Counters.TIER_WRITES]++;
    DramController controller = controllers.get(channelOf(line));
    if (controller.hasWrite(line)) {
      return at;
    }
    long from = at;
    if (controller.writesFull()) {
      controller.advance(Math.max(at, controller.now()), this::count);
      while (controller.writesFull()) {
        controller.step(this::count);
      }
      from = Math.max(at, controller.now());
    }
    controller.write(request(line, from, true));
    return from;
  }

  private DramRequest request(long line, long at, boolean write) {
    long rowIndex = rowIndex(line);
    return new DramRequest(line, bankOf.of(rowIndex), bankOf.quotient(rowIndex), write, at);
  }
}
