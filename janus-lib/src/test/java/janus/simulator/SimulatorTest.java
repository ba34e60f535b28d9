package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Cycles worked out by hand. Near tier 1 cycle, far tier 3, unless said. */
class SimulatorTest {
  private static final SimulatorSettings JANUS = SimulatorSettings.janus1();
  private static final SimulatorSettings PLAIN = JANUS.withPrefetcher(new NoPrefetcher());

  private static SimulationResult run(SimulatorSettings settings, Trace trace) {
    try {
      return new Simulator(settings).run(trace);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void emptyTraceTakesNoTime() {
    var result = run(JANUS, Traces.of());
    assertEquals(0, result.accesses());
    assertEquals(0, result.totalCycles());
    assertEquals(0, result.readLatency().max());
  }

  // Looked up in cycle 0, known a miss at 1, its line arrives at 1 + 3 = 4.
  @Test
  void coldReadCostsLookupAndFarTier() {
    var result = run(PLAIN, Traces.readLines(0));
    assertEquals(0, result.tier1().reads().hits());
    assertEquals(1, result.tier1().reads().misses());
    assertEquals(4, result.readLatency().max());
    assertEquals(4, result.totalCycles());
    assertEquals(1, result.cycles().issueCycles());
    // The first of the four cycles is the issue; the lookup ended with it.
    assertEquals(3, result.cycles().tier2AccessCycles());
  }

  // Looked up in cycle 0, its line arrives at 1 + 5000: more than the table of short latencies has.
  @Test
  void aSlowFarTierIsCountedLikeAFastOne() {
    var slow = PLAIN.withTier2(PLAIN.tier2().withTiming(BankTiming.of(5000)));
    var result = run(slow, Traces.readLines(0, 0));
    assertEquals(5001, result.readLatency().max());
    assertEquals(5002, result.totalCycles());
    assertEquals((5001 + 1) / 2.0, result.readLatency().mean(), 1e-12);
  }

  @Test
  void refreshOfMoreRowsThanThereAreTakesOneCommand() {
    var refresh = new RefreshSettings(40_000, 8, Integer.MAX_VALUE, 4);
    assertEquals(40_000, refresh.intervalCycles());
  }

  // Miss 0..4, then the same line: a hit issued at 4, done at 5.
  @Test
  void secondReadOfALineHits() {
    var result = run(PLAIN, Traces.readLines(0, 0));
    assertEquals(1, result.tier1().reads().hits());
    assertEquals(1, result.tier1().reads().misses());
    assertEquals(5, result.totalCycles());
    assertEquals(1, result.readLatency().p50() - 1.5, 1e-12);
  }

  // In order, nothing overlaps: n misses take 4 n cycles (latency-bound stream).
  @Test
  void inOrderMissesTakeTheirLatencyEach() {
    assertEquals(4 * 1000, run(PLAIN, Traces.sequence(0, 1000)).totalCycles());
  }

  // 14 banks of 3 cycles give 14 lines in 3 cycles; one access a cycle needs 1. So a core with
  // enough outstanding accesses issues every cycle: n - 1 + 4.
  @Test
  void overlappedMissesIssueEveryCycle() {
    var result = run(PLAIN.withDemand(new DemandSettings(1, 8)), Traces.sequence(0, 1000));
    assertEquals(999 + 4, result.totalCycles());
  }

  // One bank of 3 cycles: the k-th line starts at 1 + 3 k and arrives 3 later: 1 + 3 n
  // (bandwidth-bound stream).
  @Test
  void oneBankGivesALineEachOccupancy() {
    var settings =
        PLAIN
            .withDemand(new DemandSettings(1, 64))
            .withTier2(PLAIN.tier2().withBanks(1).withQueueLinesPerBank(64))
            .withTier1(PLAIN.tier1().withQueues(new Tier1Queues(64, 1, 64, 16)));
    assertEquals(1 + 3 * 1000, run(settings, Traces.sequence(0, 1000)).totalCycles());
  }

  // A bus of 32 B a cycle moves a 128 B line in 4 cycles: data of the first at 1 + 3, then every
  // 4: 4 + 4 n.
  @Test
  void busBandwidthBoundsAStream() {
    var settings =
        PLAIN
            .withDemand(new DemandSettings(1, 16))
            .withTier2(PLAIN.tier2().withBusBytesPerCycle(32));
    var result = run(settings, Traces.sequence(0, 1000));
    assertEquals(4 + 4 * 1000, result.totalCycles());
    assertTrue(result.cycles().tier2BusCycles() > 2900, result.cycles().toString());
  }

  // Lines 0 and 14 share bank 0. Two outstanding: line 0 starts at 1, line 14 issues at 1, is
  // looked up by 2 and waits for the bank until 4: arrives at 7. With a bank busy for 1 cycle
  // only, it starts at 2 and arrives at 5.
  @Test
  void bankConflictWaitsForTheOccupancy() {
    var two = PLAIN.withDemand(new DemandSettings(1, 2));
    var result = run(two, Traces.readLines(0, 14));
    assertEquals(7, result.totalCycles());
    assertEquals(1, result.tier2().bankConflicts());
    var pipelined = two.withTier2(two.tier2().withTiming(new BankTiming(3, 3, 1, 1)));
    assertEquals(5, run(pipelined, Traces.readLines(0, 14)).totalCycles());
    assertEquals(0, run(pipelined, Traces.readLines(0, 14)).tier2().bankConflicts());
  }

  // Two outstanding reads of one line: the second, issued at 1, merges and has its data at 4.
  @Test
  void demandForALineOnItsWayMerges() {
    var result = run(PLAIN.withDemand(new DemandSettings(1, 2)), Traces.readLines(0, 0));
    assertEquals(1, result.tier1().reads().misses());
    assertEquals(1, result.tier1().reads().merges());
    assertEquals(1, result.tier2().reads());
    assertEquals(4, result.totalCycles());
  }

  // Reads of lines 0, 1 train (both misses: 0..4, 4..8); at 4 lines 2..17 are asked for, four a
  // cycle from 4 on: 2..5 leave in cycle 4, enter tier 2 at 5 and arrive at 8. Line 1 is there at
  // 8, line 2 is read at 8 and hits.
  @Test
  void streamIsFetchedInTime() {
    var result = run(JANUS, Traces.sequence(0, 100));
    assertEquals(2, result.tier1().reads().misses());
    assertEquals(98, result.tier1().reads().hits());
    assertEquals(98, result.prefetch().useful());
    assertEquals(0, result.prefetch().late());
    // 2 misses of 4 cycles and 98 hits of 1.
    assertEquals(8 + 98, result.totalCycles());
    // Lines up to 99 + 16, less the one that cannot leave after the last cycle.
    assertEquals(result.prefetch().issued() - 98, result.prefetch().useless());
  }

  // With tier 2 at 10 cycles: line 1 misses at 11 and is there at 22. Lines 2..17 were asked for
  // at 11 and leave four a cycle: line 2 enters tier 2 at 12 and arrives at 22. Read at 22 it hits
  // (t); with 11 cycles: asked at 12, tier 2 at 13, arrives 24 and read at 24 hits too, because the
  // demand it follows takes as long.
  @Test
  void prefetchesOverlapTheMissThatStartsThem() {
    for (int latency : new int[] {10, 11}) {
      var settings = JANUS.withTier2(JANUS.tier2().withTiming(BankTiming.of(latency)));
      assertEquals(0, run(settings, Traces.readLines(0, 1, 2)).prefetch().late());
    }
  }

  // Look-ahead 1, tier 2 of 3 cycles. Reads 0 (0..4), 1 (4..8): asks for 2 at 4, there at 8. Read 2
  // at 8 hits and asks for 3, which leaves at 8 and arrives at 8 + 1 + 3 = 12. Read 3 at 9 meets it
  // on the way: late, waits from 10 to 12.
  @Test
  void demandThatMeetsAPrefetchIsLate() {
    var settings = JANUS.withPrefetcher(new StreamPrefetcher(1, 4, 1, 1));
    var result = run(settings, Traces.sequence(0, 4));
    assertEquals(1, result.prefetch().useful());
    assertEquals(1, result.prefetch().late());
    assertEquals(2, result.prefetch().lateWaitCycles());
    assertEquals(12, result.totalCycles());
    assertEquals(2, result.cycles().latePrefetchCycles());
  }

  // Two lines direct-mapped to one set: each read evicts the other.
  @Test
  void directMappedLinesOfOneSetEvictEachOther() {
    var tiny = PLAIN.tier1().withWays(1).withCapacity(DataSize.ofBytes(4 * 128));
    var result = run(PLAIN.withTier1(tiny), Traces.readLines(0, 4, 0, 4));
    assertEquals(4, result.tier1().reads().misses());
    assertEquals(3, result.tier1().evictions());
    var associative = run(PLAIN.withTier1(tiny.withWays(2)), Traces.readLines(0, 4, 0, 4));
    assertEquals(2, associative.tier1().reads().hits());
  }

  // A written line goes down when it leaves, a read one does not.
  @Test
  void onlyWrittenLinesAreWrittenBack() {
    var one = PLAIN.withTier1(PLAIN.tier1().withWays(1).withCapacity(DataSize.ofBytes(128)));
    var result = run(one, Traces.of(Traces.write(0), Traces.read(1), Traces.read(2)));
    assertEquals(2, result.tier1().evictions());
    assertEquals(1, result.tier1().writeBacks());
    assertEquals(1, result.tier2().writes());
    // Fetch of the written line, and the two reads.
    assertEquals(3, result.tier2().reads());
  }

  @Test
  void writePoliciesDifferInTraffic() {
    var trace = Traces.of(Traces.write(0), Traces.write(1), Traces.read(0));
    var noFetch = PLAIN.tier1().withWriteMiss(WriteMiss.ALLOCATE_WITHOUT_FETCH);
    var result = run(PLAIN.withTier1(noFetch), trace);
    assertEquals(0, result.tier2().reads());
    assertEquals(1, result.tier1().reads().hits());
    var past = run(PLAIN.withTier1(PLAIN.tier1().withWriteMiss(WriteMiss.NO_ALLOCATE)), trace);
    assertEquals(2, past.tier2().writes());
    assertEquals(1, past.tier2().reads());
    assertEquals(1, past.tier1().reads().misses());
  }

  // Interval 100 cycles, blocked 10; one bank is due at 100. A read that would start at 99 is
  // served first; one that would start at 100 waits until 110.
  @Test
  void refreshDelaysARequestThatFallsIntoIt() {
    var refreshed =
        PLAIN.withTier2(
            PLAIN.tier2().withBanks(1).withRefresh(new RefreshSettings(1000, 10, 1, 10)));
    // 25 reads of the resident line 0 take the time: miss 0..4, hits at 4, 5, ...
    for (int hits = 93; hits <= 96; hits++) {
      var lines = LongStream.concat(LongStream.generate(() -> 0).limit(hits + 1), LongStream.of(1));
      var result = run(refreshed, Traces.readLines(lines.toArray()));
      // The last read issues at 4 + hits and would start at 5 + hits.
      long start = 5L + hits;
      boolean delayed = start >= 100;
      assertEquals(delayed ? 110 + 3 : start + 3, result.totalCycles(), "start " + start);
      assertEquals(delayed ? 110 - start : 0, result.tier2().refreshWaitCycles());
      assertEquals(delayed ? 110 - start : 0, result.cycles().tier2RefreshCycles());
    }
  }

  // Due at 100, ends at 110: a request at 110 does not notice, nor the ones due at 200, 300, ...
  @Test
  void refreshOfAnIdleBankIsHidden() {
    var refreshed =
        PLAIN.withTier2(
            PLAIN.tier2().withBanks(1).withRefresh(new RefreshSettings(1000, 10, 1, 10)));
    for (int start : new int[] {110, 150, 199, 310}) {
      var lines =
          LongStream.concat(LongStream.generate(() -> 0).limit(start - 4), LongStream.of(1));
      assertEquals(start + 3, run(refreshed, Traces.readLines(lines.toArray())).totalCycles());
    }
  }

  @Test
  void refreshThatLeavesNoTimeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RefreshSettings(100, 10, 1, 10));
  }

  // 16 KiB of tier 2 are 4 pages; the trace touches 6.
  @Test
  void whatDoesNotFitTier2SpillsToTier3() {
    var small = PLAIN.withTier2(PLAIN.tier2().withCapacity(DataSize.ofKiB(16)));
    var result = run(small, Traces.sequence(0, 6 * 32));
    assertEquals(DataSize.ofKiB(8), result.footprint().spilled());
    assertEquals(4 * 32, result.tier2().reads());
    assertEquals(2 * 32, result.tier3().reads());
    var e =
        assertThrows(
            BadInputException.class, () -> run(small.withTier3(null), Traces.sequence(0, 6 * 32)));
    assertTrue(e.getMessage().contains("16 KiB"), e.getMessage());
  }

  // LPDDR5 at 1 GHz: known a miss at 1; activate at 1, tRCD 18.75 -> 19, RL 25, burst 128 B at
  // 12.8 GB/s = 10: 1 + 19 + 25 + 10 = 55. The next line of the row, on the same channel (4
  // channels on), needs no activate: 55 + 1 + 25 + 10 = 91.
  @Test
  void tier3RowHitSavesTheActivate() {
    var far =
        PLAIN
            .withTier2(PLAIN.tier2().withCapacity(DataSize.ofBytes(0)))
            .withTier3(PLAIN.tier3().withoutRefresh());
    assertEquals(55, run(far, Traces.readLines(0)).totalCycles());
    var two = run(far, Traces.readLines(0, 4));
    assertEquals(91, two.totalCycles());
    assertEquals(1, two.tier3().rowOpens());
    assertEquals(1, two.tier3().rowHits());
    // Another row of the bank: 16 lines x 4 channels x 16 banks on. Issued at 55, known at 56;
    // precharge not before activate + tRAS = 1 + 43, so at 56; + tRP 19 + tRCD 19 + 25 + 10.
    var conflict = run(far, Traces.readLines(0, 16 * 4 * 16));
    assertEquals(56 + 19 + 19 + 25 + 10, conflict.totalCycles());
    assertEquals(1, conflict.tier3().rowConflicts());
  }

  // With enough outstanding reads four channels give a line each 10 cycles: 2.5 cycles a line.
  @Test
  void tier3StreamReachesPeakBandwidth() {
    var far =
        PLAIN
            .withDemand(new DemandSettings(1, 64))
            .withTier1(PLAIN.tier1().withQueues(new Tier1Queues(64, 1, 64, 16)))
            .withTier2(PLAIN.tier2().withCapacity(DataSize.ofBytes(0)))
            .withTier3(PLAIN.tier3().withoutRefresh());
    var result = run(far, Traces.sequence(0, 20_000));
    assertEquals(51.2, result.tier3().gbPerS(), 0.5);
  }

  @Test
  void warmUpIsTakenOut() {
    var settings = PLAIN.withWarmUpAccesses(2);
    // Lines 0, 1 miss in the warm-up (0..8); then three hits.
    var result = run(settings, Traces.readLines(0, 1, 0, 1, 0));
    assertEquals(3, result.accesses());
    assertEquals(3, result.tier1().reads().hits());
    assertEquals(3, result.totalCycles());
    assertEquals(3, result.readLatency().count());
    assertEquals(0, result.tier2().reads());
    assertThrows(BadInputException.class, () -> run(settings, Traces.readLines(0, 1)));
  }

  // 4 accesses a cycle to 4 banks of one port. After eight, lines 0..3 go together; of 0, 4, 0, 4
  // in bank 0 three wait. Two ports leave two waiting.
  @Test
  void accessesOfOneCycleCollideInABank() {
    var wide = PLAIN.withDemand(new DemandSettings(4, 64)).withWarmUpAccesses(8);
    var apart = Traces.readLines(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
    assertEquals(0, run(wide, apart).tier1().bankConflicts());
    var together = Traces.readLines(0, 1, 2, 3, 4, 5, 6, 7, 0, 4, 0, 4);
    assertEquals(3, run(wide, together).tier1().bankConflicts());
    var twoPorts = wide.withTier1(wide.tier1().withArray(new Tier1Banks(4, 2, 1)));
    assertEquals(2, run(twoPorts, together).tier1().bankConflicts());
  }

  @Test
  void lookAheadLargerThanTheTierEnds() {
    var tiny = JANUS.tier1().withWays(Tier1Settings.FULL).withCapacity(DataSize.ofBytes(4 * 128));
    var settings = JANUS.withTier1(tiny).withPrefetcher(new StreamPrefetcher(64, 8, 1, 1));
    var result = run(settings, Traces.sequence(0, 1000));
    assertEquals(1000, result.accesses());
    assertEquals(result.totalCycles(), result.cycles().totalCycles());
  }

  // One MSHR. Line 0 is written in cycle 0, its request leaves at 1 and is done at 4. Line 1 is
  // written in cycle 1, looked up by 2, and leaves at 4, when the MSHR is free: then the core is
  // rid of it, and reads line 2 in cycle 4, which leaves at 7 and is there at 10. So cycles 2, 3,
  // 5 and 6 wait for the MSHR, 7, 8 and 9 for tier 2.
  @Test
  void theCoreWaitsForAWriteUntilItsRequestLeaves() {
    var settings = PLAIN.withTier1(PLAIN.tier1().withQueues(new Tier1Queues(1, 1, 64, 16)));
    var result = run(settings, Traces.of(Traces.write(0), Traces.write(1), Traces.read(2)));
    assertEquals(10, result.totalCycles());
    assertEquals(4, result.cycles().mshrFullCycles());
    assertEquals(3, result.cycles().tier2AccessCycles());
  }

  // A write buffer of one line, writes of 10 cycles. Line 0 leaves at 1 and is written by 11; line
  // 1 leaves at 11. Line 2, asked for in cycle 2 and looked up by 3, leaves after it, at 11, and is
  // there at 14.
  @Test
  void aReadLeavesAfterTheWriteBeforeIt() {
    var settings =
        PLAIN
            .withDemand(new DemandSettings(1, 4))
            .withTier1(
                PLAIN
                    .tier1()
                    .withWriteMiss(WriteMiss.NO_ALLOCATE)
                    .withQueues(new Tier1Queues(16, 32, 1, 1)))
            .withTier2(PLAIN.tier2().withTiming(new BankTiming(3, 10, 3, 10)));
    var result = run(settings, Traces.of(Traces.write(0), Traces.write(1), Traces.read(2)));
    assertEquals(14 - 2, result.readLatency().max());
    assertEquals(11 - 3, result.cycles().requestOrderCycles());
    assertEquals(3, result.cycles().tier2AccessCycles());
  }

  @Test
  void progressTellsHowManyOfHowMany() throws IOException {
    var told = new java.util.ArrayList<String>();
    new Simulator(PLAIN)
        .run(
            janus.trace.SyntheticTrace.sequential(20_000, 128),
            (done, total, message) -> told.add(done + " of " + total + ": " + message));
    assertEquals("16384 of 20000: simulated 16384 accesses", told.get(0));
    assertEquals("20000 of 20000: simulated 20000 accesses", told.get(1));
  }

  @Test
  void theLastAddressOfAllIsAMissAtFirst() {
    long last = (1L << 62) - 1;
    for (int sets = 1; sets <= 4096; sets *= 2) {
      for (int ways : new int[] {1, 16, 17}) {
        var tier1 =
            new Tier1Settings(
                DataSize.ofBytes((long) sets * ways),
                1,
                ways,
                new Tier1Banks(4, 1, 1),
                PLAIN.tier1().replacement(),
                WriteMiss.ALLOCATE,
                new Tier1Queues(1, 1, 1, 1));
        var result = run(PLAIN.withTier1(tier1), Traces.reads(last, last));
        assertEquals(1, result.tier1().reads().misses());
        assertEquals(1, result.tier1().reads().hits());
      }
    }
  }

  // The read of line 1 asks for lines 2 to 9. A queue of 4 takes 2 to 5; lines 6 to 9 are dropped,
  // never asked for again, and miss. Lines 10 and 11 are asked for one at a time.
  @Test
  void aLookAheadBeyondTheQueueLosesLines() {
    var far = JANUS.withPrefetcher(new StreamPrefetcher(8, 4, 1, 1, 0));
    var narrow =
        run(
            far.withTier1(far.tier1().withQueues(new Tier1Queues(16, 32, 4, 16))),
            Traces.sequence(0, 12));
    assertEquals(4, narrow.prefetch().droppedQueueFull());
    assertEquals(2 + 4, narrow.tier1().reads().misses());
    var wide =
        run(
            far.withTier1(far.tier1().withQueues(new Tier1Queues(16, 32, 8, 16))),
            Traces.sequence(0, 12));
    assertEquals(0, wide.prefetch().droppedQueueFull());
    assertEquals(2, wide.tier1().reads().misses());
  }

  // The same without dropping: the queue of 4 takes lines 2 to 5 at the read of line 1. Each later
  // read finds places, and only the first two lines miss.
  @Test
  void aStreamThatWaitsForTheQueueLosesNoLine() {
    var far = JANUS.withPrefetcher(new StreamPrefetcher(8, 4, 1, 1));
    var narrow =
        run(
            far.withTier1(far.tier1().withQueues(new Tier1Queues(16, 32, 4, 16))),
            Traces.sequence(0, 12));
    assertEquals(0, narrow.prefetch().droppedQueueFull());
    assertEquals(2, narrow.tier1().reads().misses());
  }

  // 4000 lines of which 3000 lie in tier 3. Dropped lines wait for it one by one.
  @Test
  void lookingFurtherAheadNeverCostsAStreamThatWaits() {
    var small = JANUS.withTier2(JANUS.tier2().withCapacity(DataSize.ofBytes(1000 * 128)));
    long before = Long.MAX_VALUE;
    for (int lookAhead : new int[] {4, 16, 32, 64, 128, 256}) {
      var waits = small.withPrefetcher(new StreamPrefetcher(lookAhead, 4, 1, 1));
      long cycles = run(waits, Traces.sequence(0, 4000)).totalCycles();
      assertTrue(cycles <= before, lookAhead + " lines: " + cycles + " after " + before);
      before = cycles;
    }
    var drops = small.withPrefetcher(new StreamPrefetcher(128, 4, 1, 1, 0));
    assertTrue(run(drops, Traces.sequence(0, 4000)).totalCycles() > before);
  }
}
