package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import janus.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MissListenerTest {
  private record Miss(long packed, long cycle) {}

  private static List<Miss> misses(SimulatorSettings machine, Trace trace, boolean stepOnly)
      throws IOException {
    var heard = new ArrayList<Miss>();
    new Simulator(machine)
        .walk(
            trace, Progress.NONE, (packed, cycle) -> heard.add(new Miss(packed, cycle)), stepOnly);
    return heard;
  }

  // Latencies 1 and 3: the first read leaves tier 1 in cycle 1 and is done in 4; the second hits
  // and is done in 5; the third leaves in 6.
  @Test
  void missesLeaveAfterTheLookup() throws IOException {
    assertEquals(
        List.of(new Miss(Traces.read(5), 1), new Miss(Traces.read(900), 6)),
        misses(SimulatorSettings.janus1(), Traces.readLines(5, 5, 900), false));
  }

  @Test
  void everyMissIsHeardOnceInTheOrderOfTime() throws IOException {
    var random = new SplittableRandom(51);
    for (int i = 0; i < 1000; i++) {
      SimulatorSettings machine = RandomMachinesTest.machine(random);
      Trace trace = RandomMachinesTest.trace(random);
      List<Miss> heard = misses(machine, trace, false);
      assertEquals(misses(machine, trace, true), heard);
      long before = 0;
      for (Miss miss : heard) {
        assertTrue(miss.cycle() >= before, machine.toString());
        before = miss.cycle();
      }
      if (machine.tier1().writeMiss() != WriteMiss.ALLOCATE_WITHOUT_FETCH) {
        Tier1Result tier1 = new Simulator(machine).run(trace).tier1();
        assertEquals(tier1.reads().misses() + tier1.writes().misses(), heard.size());
      }
    }
  }
}
