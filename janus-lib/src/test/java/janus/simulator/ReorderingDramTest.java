package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.units.DataSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One channel of LPDDR5-6400 at 1 GHz: RL 25 and WL 14 cycles, RCD 19, RP 19, RAS 43, RTP 5, WR 35,
 * WTR 13, RRD 5, FAW 20; a line of 128 B is 10 cycles on the bus. Rows have 16 lines; there are 16
 * banks, so lines 0 and 256 are rows 0 and 1 of bank 0, and line 16 is row 0 of bank 1.
 */
class ReorderingDramTest {
  private static final Tier3Settings ONE_CHANNEL =
      Tier3Settings.lpddr5At6400(DataSize.ofMiB(1024), 1).withoutRefresh();

  private static DramChannels channel() {
    return channel(ONE_CHANNEL);
  }

  private static DramChannels channel(Tier3Settings settings) {
    return DramChannels.of(settings.withOrder(DramOrder.FR_FCFS), 128, 1, new long[Counters.SIZE]);
  }

  // Activate 0, read 19, data 44 to 54: what an idle channel needs in either order.
  @Test
  void aLoneReadTakesActivateReadAndBurst() {
    assertEquals(54, channel().read(0, 0));
    assertEquals(54, DramChannels.of(ONE_CHANNEL, 128, 1, new long[Counters.SIZE]).read(0, 0));
  }

  // Row 1 of bank 0: precharge 60, activate 79, read 98, data 123 to 133. Bank 1 has the row of the
  // hit open: read 61, data 86 to 96, before the miss.
  @Test
  void aRowHitOvertakesAnOlderRowMiss() {
    var reordering = channel();
    reordering.read(0, 0);
    reordering.read(16, 0);
    assertEquals(133, reordering.read(256, 60));
    assertEquals(96, reordering.read(17, 61));
  }

  // In order the hit of the last test has the bus after the miss: 133 to 143.
  @Test
  void inOrderARowHitWaitsForAnOlderRowMiss() {
    var inOrder = DramChannels.of(ONE_CHANNEL, 128, 1, new long[Counters.SIZE]);
    inOrder.read(0, 0);
    inOrder.read(16, 0);
    assertEquals(133, inOrder.read(256, 60));
    assertEquals(143, inOrder.read(17, 61));
  }

  // Both hits can be read from cycle 60 on: data 85 to 95, then 95 to 105.
  @Test
  void ofTwoHitsTheOlderGoesFirst() {
    var reordering = channel();
    reordering.read(0, 0);
    assertEquals(95, reordering.read(2, 60));
    assertEquals(105, reordering.read(1, 60));
  }

  // The write is taken at once and uses no bus; a read of another line comes as if alone.
  @Test
  void aWriteWaitsForTheQueueToFill() {
    var reordering = channel();
    assertEquals(0, reordering.write(0, 0));
    assertEquals(54, reordering.read(16, 0));
  }

  // The 16th write fills the queue. Activate 0, write 19, 16 bursts from 33 to 193, then tWTR 13
  // and
  // RL 25: data 231 to 241.
  @Test
  void aFullQueueOfWritesIsDrainedBeforeLaterReads() {
    var reordering = channel();
    for (int line = 0; line < 32; line++) {
      assertEquals(0, reordering.write(line, 0));
    }
    assertEquals(401, reordering.read(32, 20));
  }

  // Five of 32 places are more than an eighth, and no read waits after cycle 0: activate 0, write
  // 19, bursts from 33 to 83. A read in cycle 200 finds the row open: data 225 to 235.
  @Test
  void anIdleChannelDrainsItsWrites() {
    var reordering = channel();
    for (int line = 0; line < 5; line++) {
      reordering.write(line, 0);
    }
    assertEquals(235, reordering.read(5, 200));
  }

  @Test
  void aReadOfAQueuedWriteIsForwarded() {
    var reordering = channel();
    reordering.write(7, 3);
    assertEquals(11, reordering.read(7, 10));
  }

  /**
   * What DRAMsim3 (umd-memsys/DRAMsim3 2981759) computes for 100,000 requests with the same
   * timings: protocol LPDDR4, one group of 16 banks, BL 64, clock 0.3125 ns, queues of 16, PER_BANK
   * command queues of 8, open pages, refresh of all banks, mapping rochrababgco. Gap 0 is as fast
   * as its queues take requests; a latency then tells the places of a queue, and is not compared.
   */
  @ParameterizedTest
  @CsvSource({
    "sequential, 0, 11.974, 0",
    "random, 0, 11.890, 0",
    "random-mixed, 0, 10.483, 0",
    "sequential-mixed, 0, 11.811, 0",
    "random-writes, 0, 11.825, 0",
    "sequential, 20, 6.399, 52.92",
    "random, 20, 6.399, 98.03",
    "random-mixed, 20, 6.399, 128.74",
    "sequential-mixed, 20, 6.400, 67.66",
  })
  void agreesWithDramSim3(String stream, int gapNs, double gbPerS, double latencyNs) {
    var settings = Tier3Settings.lpddr5At6400(DataSize.ofMiB(1024), 1);
    var measured = Measured.of(settings.withOrder(DramOrder.FR_FCFS), stream, gapNs);
    assertEquals(gbPerS, measured.gbPerS(), 0.1 * gbPerS);
    if (latencyNs > 0) {
      assertEquals(latencyNs, measured.latencyNs(), 0.15 * latencyNs);
    }
  }

  // The null question: in order, 7.7 of 11.9 GB/s, and 3.5 of 10.5.
  @Test
  void inOrderTheSameChannelIsFarFromIt() {
    var settings = Tier3Settings.lpddr5At6400(DataSize.ofMiB(1024), 1);
    assertTrue(Measured.of(settings, "random", 0).gbPerS() < 0.7 * 11.89);
    assertTrue(Measured.of(settings, "random-mixed", 0).gbPerS() < 0.5 * 10.48);
  }

  /** 100,000 requests of a stream, in cycles of 0.3125 ns. */
  private record Measured(double gbPerS, double latencyNs) {
    private static final int REQUESTS = 100_000;
    private static final double CLOCK_GHZ = 3.2;

    static Measured of(Tier3Settings settings, String stream, int gapNs) {
      DramChannels dram = DramChannels.of(settings, 128, CLOCK_GHZ, new long[Counters.SIZE]);
      long random = 42;
      long at = 0;
      long end = 0;
      long waited = 0;
      long reads = 0;
      for (int i = 0; i < REQUESTS; i++) {
        random = random * 6364136223846793005L + 1442695040888963407L;
        long line = stream.startsWith("sequential") ? i : (random >>> 33) % (1 << 20);
        at = Math.max(at + 1, (long) (i * gapNs * CLOCK_GHZ));
        if ((stream.endsWith("mixed") && i % 3 == 2) || stream.endsWith("writes")) {
          at = dram.write(line, at);
          end = Math.max(end, at);
        } else {
          at = dram.roomAt(0, at);
          long done = dram.read(line, at);
          waited += done - at;
          reads++;
          end = Math.max(end, done);
        }
      }
      return new Measured(
          REQUESTS * 128 * CLOCK_GHZ / end, reads == 0 ? 0 : waited / CLOCK_GHZ / reads);
    }
  }
}
