package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import janus.simulator.prefetch.NextLinePrefetcher;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.replacement.Replacements;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Thousands of small machines with short traces: what must hold for all of them. */
class RandomMachinesTest {
  private static final int MACHINES = 3000;
  private static final List<String> WRITE_MISSES =
      List.of("allocate", "allocate-without-fetch", "no-allocate");

  static int pick(SplittableRandom random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  static Trace trace(SplittableRandom random) {
    int count = pick(random, 0, 1, 2, 30, 200, 400);
    int range = pick(random, 1, 8, 40, 300);
    int writes = pick(random, 0, 0, 20, 60);
    long[] packed = new long[count];
    long line = random.nextInt(range);
    for (int i = 0; i < count; i++) {
      line = random.nextInt(10) < 7 ? line + 1 : random.nextInt(range);
      boolean write = random.nextInt(100) < writes;
      packed[i] = write ? Traces.write(line) : Traces.read(line);
    }
    return Traces.of(packed);
  }

  static SimulatorSettings machine(SplittableRandom random) {
    int ways = pick(random, 1, 2, 3, 16, 20);
    int lines = ways * pick(random, 1, 2, 3, 4, 8);
    Prefetcher prefetcher =
        switch (random.nextInt(4)) {
          case 0 -> new NoPrefetcher();
          case 1 -> new NextLinePrefetcher(1 + random.nextInt(3));
          default ->
              new StreamPrefetcher(
                  pick(random, 1, 2, 4, 16, 64),
                  pick(random, 1, 2, 4),
                  pick(random, 1, 2),
                  pick(random, 1, 3));
        };
    var tier1 =
        new Tier1Settings(
            DataSize.ofBytes(lines * 128L),
            128,
            random.nextBoolean() ? ways : Tier1Settings.FULL,
            new Tier1Banks(pick(random, 1, 2, 4), pick(random, 1, 2), pick(random, 1, 2, 3)),
            Replacements.parse(Replacements.spellings().get(random.nextInt(5))),
            WriteMiss.parse(WRITE_MISSES.get(random.nextInt(3))),
            new Tier1Queues(
                pick(random, 1, 2, 8),
                pick(random, 1, 4, 16),
                pick(random, 1, 8, 64),
                pick(random, 1, 2, 8)));
    var tier2 =
        new Tier2Settings(
            DataSize.ofKiB(pick(random, 0, 4, 12, 1024)),
            pick(random, 1, 3, 4),
            new BankTiming(
                pick(random, 1, 3, 9), pick(random, 1, 5), pick(random, 1, 3), pick(random, 1, 4)),
            pick(random, 1, 2, 8),
            pick(random, 0, 0, 32, 100),
            random.nextInt(3) > 0
                ? null
                : new RefreshSettings(pick(random, 100, 400), 10, pick(random, 1, 2), 6));
    var tier3 = Tier3Settings.lpddr5At6400(DataSize.ofMiB(1), pick(random, 1, 2, 4));
    if (tier3.channels() == 2) {
      tier3 = tier3.withOrder(DramOrder.FR_FCFS);
    }
    return new SimulatorSettings(
        pick(random, 1, 2),
        new DemandSettings(pick(random, 1, 1, 2, 4), pick(random, 1, 1, 2, 8, 32)),
        tier1,
        tier2,
        random.nextBoolean() ? tier3 : tier3.withoutRefresh(),
        prefetcher,
        0);
  }

  // Simulator itself throws where books do not balance or stalls have no cause.
  @Test
  void booksBalanceAndNoLineIsInTwoPlaces() throws IOException {
    var random = new SplittableRandom(21);
    for (int i = 0; i < MACHINES; i++) {
      SimulatorSettings machine = machine(random);
      Trace trace = trace(random);
      var simulator = new Simulator(machine);
      HierarchyRun run = simulator.walk(trace, Progress.NONE);
      run.tags().check();
      long accesses = run.accesses();
      SimulationResult result = simulator.report(run, "");
      assertEquals(accesses, result.accesses());
      assertTrue(result.totalCycles() * machine.demand().accessesPerCycle() >= accesses);
      assertTrue(result.readLatency().max() <= result.totalCycles());
      assertTrue(
          accesses == 0
              || result.tier1().reads().accesses() == 0
              || result.readLatency().p50() >= machine.tier1().latencyCycles());
      assertEquals(result.totalCycles(), result.cycles().totalCycles());
    }
  }

  @Test
  void warmUpAndMeasuredPartsAddUp() throws IOException {
    var random = new SplittableRandom(22);
    for (int i = 0; i < 500; i++) {
      SimulatorSettings machine = machine(random);
      Trace trace = trace(random);
      var whole = new Simulator(machine).run(trace);
      if (whole.accesses() < 30) {
        continue;
      }
      int warmUp = 1 + random.nextInt(20);
      var measured = new Simulator(machine.withWarmUpAccesses(warmUp)).run(trace);
      assertEquals(whole.accesses(), measured.accesses() + warmUp);
      assertTrue(measured.totalCycles() <= whole.totalCycles());
      assertTrue(measured.tier1().reads().misses() <= whole.tier1().reads().misses());
      assertTrue(measured.prefetch().issued() <= whole.prefetch().issued());
    }
  }

  @Test
  void runsOfOneMachineAreEqual() throws IOException {
    var random = new SplittableRandom(23);
    for (int i = 0; i < 300; i++) {
      var simulator = new Simulator(machine(random));
      Trace trace = trace(random);
      assertEquals(simulator.run(trace), simulator.run(trace));
    }
  }

  // Without prefetches and with all lines in tier 2, an in-order core makes the same requests
  // whatever they cost: shorter latencies can only help.
  @Test
  void fasterTier2IsNeverSlowerInOrder() throws IOException {
    var random = new SplittableRandom(24);
    for (int i = 0; i < 500; i++) {
      SimulatorSettings base = machine(random);
      SimulatorSettings machine =
          base.withPrefetcher(new NoPrefetcher())
              .withDemand(new DemandSettings(1, 1))
              .withTier1(base.tier1().withReplacement(Replacements.parse("lru")))
              .withTier2(base.tier2().withCapacity(DataSize.ofMiB(1)).withRefresh(null));
      Trace trace = trace(random);
      long before = 0;
      for (int latency = 1; latency <= 16; latency *= 2) {
        var slower = machine.withTier2(machine.tier2().withTiming(BankTiming.of(latency)));
        long cycles = new Simulator(slower).run(trace).totalCycles();
        assertTrue(cycles >= before, machine + ": " + cycles + " after " + before);
        before = cycles;
      }
    }
  }

  // Reads that never miss twice, no prefetch: a wider window and a wider bus can only help.
  @Test
  void widerMachineIsNeverSlowerOnAStream() throws IOException {
    var random = new SplittableRandom(25);
    for (int i = 0; i < 300; i++) {
      SimulatorSettings machine = machine(random).withPrefetcher(new NoPrefetcher());
      machine =
          machine.withTier2(machine.tier2().withCapacity(DataSize.ofMiB(1)).withRefresh(null));
      Trace stream = Traces.sequence(random.nextInt(100), 200);
      long before = Long.MAX_VALUE;
      for (int outstanding = 1; outstanding <= 64; outstanding *= 4) {
        var wider = machine.withDemand(new DemandSettings(1, outstanding));
        long cycles = new Simulator(wider).run(stream).totalCycles();
        assertTrue(cycles <= before, wider + ": " + cycles + " after " + before);
        before = cycles;
      }
      before = Long.MAX_VALUE;
      for (int bus : new int[] {16, 32, 64, 128, 0}) {
        var wider = machine.withTier2(machine.tier2().withBusBytesPerCycle(bus));
        long cycles = new Simulator(wider).run(stream).totalCycles();
        assertTrue(cycles <= before, wider + ": " + cycles + " after " + before);
        before = cycles;
      }
    }
  }
}
