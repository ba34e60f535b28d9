package janus.simulator.prefetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamPrefetcherPortTest {
  // Look-ahead 4, width 2, trigger 1: lines 10 and 11 start the stream; then 12, 13 leave in the
  // next
  // cycle, 14, 15 in the one after, and each further read asks for one more line.
  @Test
  void requestsLeaveIssueWidthACycle() {
    var port = new StreamPrefetcherPort(new StreamPrefetcher(4, 2, 1, 1));
    assertEquals(List.of(), access(port, 10));
    assertEquals(List.of(), access(port, 11));
    assertEquals(List.of(12L, 13L), idle(port));
    assertEquals(List.of(14L, 15L), access(port, 12));
    assertEquals(List.of(16L), access(port, 13));
    assertEquals(List.of(17L), idle(port));
    assertEquals(List.of(), idle(port));
  }

  @Test
  void withTimeBetweenAccessesItAsksAsTheUnclockedMachineDoes() {
    var random = new Random(1);
    for (int trial = 0; trial < 300; trial++) {
      var machine =
          new StreamPrefetcher(
              1 + random.nextInt(20),
              1 + random.nextInt(6),
              1 + random.nextInt(3),
              1 + random.nextInt(5));
      var port = new StreamPrefetcherPort(machine);
      var unclocked = machine.fresh();
      var expected = new ArrayList<Long>();
      var actual = new ArrayList<Long>();
      for (long line : RandomStreams.lines(random, 200)) {
        unclocked.onAccess(line, true, expected::add);
        port.access(line, actual::add);
        for (int wait = 0; wait <= machine.lookAhead(); wait++) {
          port.idle(actual::add);
        }
      }
      assertEquals(expected, actual, machine.spelling());
    }
  }

  private static List<Long> access(StreamPrefetcherPort port, long line) {
    var lines = new ArrayList<Long>();
    port.access(line, lines::add);
    return lines;
  }

  private static List<Long> idle(StreamPrefetcherPort port) {
    var lines = new ArrayList<Long>();
    port.idle(lines::add);
    return lines;
  }
}
