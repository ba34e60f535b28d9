package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import janus.simulator.prefetch.NextLinePrefetcher;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.prefetch.StridePrefetcher;
import janus.simulator.replacement.Fifo;
import janus.simulator.replacement.Lru;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Taking accesses in one go gives the result of stepping through them. */
class SteadyStreamTest {
  private static final int CASES = 4000;

  /** Fewer than the smallest tier 2 and 3 hold. */
  private static final int LINES = 7000;

  /** Runs of consecutive lines, some over old ground, with writes and jumps between. */
  private static Trace streams(SplittableRandom random) {
    int count = 100 + random.nextInt(1500);
    int range = RandomMachinesTest.pick(random, 100, 600, 5000, 5000);
    if (random.nextInt(8) == 0) {
      // Long enough to go round hundreds of sets a dozen times.
      count *= 8;
    }
    int writes = RandomMachinesTest.pick(random, 0, 0, 0, 0, 1, 10);
    int run = RandomMachinesTest.pick(random, 40, 200, 2000, 2000);
    long[] packed = new long[count];
    long line = random.nextInt(range);
    for (int i = 0; i < count; i++) {
      line = random.nextInt(run) > 0 ? (line + 1) % LINES : random.nextInt(range);
      packed[i] = random.nextInt(100) < writes ? Traces.write(line) : Traces.read(line);
    }
    return Traces.of(packed);
  }

  private static SimulatorSettings machine(SplittableRandom random) {
    SimulatorSettings machine = RandomMachinesTest.machine(random);
    int latency = RandomMachinesTest.pick(random, 1, 1, 1, 1, 2);
    int ways = RandomMachinesTest.pick(random, 1, 2, 4, 16, 16, 24);
    return machine
        .withTier1(
            new Tier1Settings(
                DataSize.ofBytes(
                    128L * ways * RandomMachinesTest.pick(random, 1, 2, 7, 16, 32, 64, 256)),
                128,
                random.nextInt(4) == 0 ? Tier1Settings.FULL : ways,
                new Tier1Banks(4, 1, latency),
                new Lru(),
                machine.tier1().writeMiss(),
                new Tier1Queues(
                    RandomMachinesTest.pick(random, 1, 16),
                    RandomMachinesTest.pick(random, 2, 8, 32, 32, 32),
                    RandomMachinesTest.pick(random, 4, 64, 64, 64),
                    4)))
        .withDemand(
            new DemandSettings(
                RandomMachinesTest.pick(random, 1, 1, 1, 1, 1, 2),
                RandomMachinesTest.pick(random, 1, 2, 8)))
        .withTier2(
            new Tier2Settings(
                DataSize.ofKiB(RandomMachinesTest.pick(random, 16, 100, 2000, 2000)),
                RandomMachinesTest.pick(random, 1, 3, 14, 14, 16),
                new BankTiming(
                    RandomMachinesTest.pick(random, 1, 3, 3, 8),
                    3,
                    RandomMachinesTest.pick(random, 1, 3),
                    3),
                RandomMachinesTest.pick(random, 1, 8),
                RandomMachinesTest.pick(random, 0, 0, 0, 64, 128),
                random.nextInt(4) > 0
                    ? null
                    : new RefreshSettings(RandomMachinesTest.pick(random, 300, 4000), 10, 1, 6)))
        .withPrefetcher(
            new StreamPrefetcher(
                RandomMachinesTest.pick(random, 1, 4, 8, 16, 16, 16, 32),
                RandomMachinesTest.pick(random, 1, 4),
                RandomMachinesTest.pick(random, 1, 2),
                RandomMachinesTest.pick(random, 1, 4)))
        .withWarmUpAccesses(RandomMachinesTest.pick(random, 0, 0, 50));
  }

  /** A core that waits for each access, with little that makes it wait for more. */
  private static SimulatorSettings patient(SplittableRandom random) {
    SimulatorSettings machine = machine(random);
    List<Prefetcher> prefetchers =
        List.of(
            new NoPrefetcher(),
            new NoPrefetcher(),
            new NextLinePrefetcher(2),
            new StridePrefetcher(8, 4, 256),
            new StreamPrefetcher(8, 4, 1, 2));
    return machine
        .withTier1(
            machine
                .tier1()
                .withReplacement(random.nextInt(3) == 0 ? new Fifo() : new Lru())
                .withArray(new Tier1Banks(4, 1, RandomMachinesTest.pick(random, 1, 1, 2, 3))))
        .withDemand(new DemandSettings(1, 1))
        .withPrefetcher(prefetchers.get(random.nextInt(prefetchers.size())));
  }

  /** Random, strided and repeated lines. */
  private static Trace scattered(SplittableRandom random) {
    long[] packed = new long[100 + random.nextInt(1500)];
    int range = RandomMachinesTest.pick(random, 20, 100, 600, 5000);
    int stride = RandomMachinesTest.pick(random, 0, 1, 5, 64);
    int writes = RandomMachinesTest.pick(random, 0, 0, 0, 1, 10);
    long line = 0;
    for (int i = 0; i < packed.length; i++) {
      line = stride == 0 ? random.nextInt(range) : (line + stride) % range;
      packed[i] = random.nextInt(100) < writes ? Traces.write(line) : Traces.read(line);
    }
    return Traces.of(packed);
  }

  /**
   * Sweeps at steps that are powers of two, again and again, with writes and other reads between.
   */
  private static Trace sweeps(SplittableRandom random) {
    var lines = new ArrayList<Long>();
    int count = RandomMachinesTest.pick(random, 1000, 4000, 20000);
    long step = 1L << random.nextInt(5);
    int others = RandomMachinesTest.pick(random, 0, 0, 10, 100);
    int sweeps = RandomMachinesTest.pick(random, 1, 2, 5);
    int length = 10 + random.nextInt(1200);
    while (lines.size() < count) {
      if (random.nextInt(20) == 0) {
        step = RandomMachinesTest.pick(random, 1, 2, 4, 8, 16, 16, 3, -1, -8);
      }
      long first = random.nextInt(sweeps) * 1500L;
      for (int i = 0; i < length; i++) {
        lines.add(Traces.read(Math.floorMod(first + i * step, LINES)));
      }
      if (random.nextInt(100) < others) {
        long line = random.nextInt(LINES);
        lines.add(random.nextBoolean() ? Traces.write(line) : Traces.read(line));
      }
      length += random.nextInt(3);
    }
    return Traces.of(lines.stream().mapToLong(line -> line).toArray());
  }

  @Test
  void runsOfAPatientCoreEqualStepping() throws IOException {
    var random = new SplittableRandom(32);
    long followed = 0;
    long all = 0;
    for (int i = 0; i < CASES; i++) {
      var simulator = new Simulator(patient(random));
      Trace trace =
          switch (random.nextInt(4)) {
            case 0 -> streams(random);
            case 1 -> sweeps(random);
            default -> scattered(random);
          };
      HierarchyRun fast = simulator.walk(trace, Progress.NONE);
      HierarchyRun slow = simulator.walk(trace, Progress.NONE, MissListener.NONE, true);
      followed += fast.followed();
      all += fast.accesses();
      fast.tags().check();
      assertEquals(
          simulator.report(slow, ""), simulator.report(fast, ""), simulator.settings().toString());
    }
    assertTrue(followed > all / 4, followed + " of " + all + " accesses were followed");
  }

  @Test
  void followingEqualsStepping() throws IOException {
    var random = new SplittableRandom(31);
    int casesFollowed = 0;
    for (int i = 0; i < CASES; i++) {
      var simulator = new Simulator(machine(random));
      Trace trace = streams(random);
      HierarchyRun fast = simulator.walk(trace, Progress.NONE);
      HierarchyRun slow = simulator.walk(trace, Progress.NONE, MissListener.NONE, true);
      casesFollowed += fast.followed() > 0 ? 1 : 0;
      fast.tags().check();
      assertEquals(
          simulator.report(slow, ""), simulator.report(fast, ""), simulator.settings().toString());
      assertEquals(0, slow.followed());
    }
    assertTrue(casesFollowed > CASES / 10, "streams were followed in " + casesFollowed);
  }
}
