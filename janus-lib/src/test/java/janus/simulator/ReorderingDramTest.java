package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DramCatalog;
import janus.codesign.DramTier;
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

  // Lines 0, 1, 2 are row 0 of bank 0, lines 256 to 259 its row 1. Row 0 is read at 19, 29 and 39,
  // closes at 44, and row 1 opens at 63: reads at 82, 92 and 102. Before line 2 is known, row 1
  // opens
  // at 43 + 19.
  @Test
  void rowsOfABankServeAllThatWaitForThem() {
    var reordering = channel();
    long[] lines = {0, 256, 1, 257, 2, 258, 259};
    long[] ends = {54, 116, 64, 126, 74, 137, 147};
    for (int i = 0; i < lines.length; i++) {
      assertEquals(ends[i], reordering.read(lines[i], i), "line " + lines[i]);
    }
  }

  // Reads of row 0 at 19, 29, 39 and 49. Then it closes for row 1, which waits since cycle 1: 54,
  // activate 73, read 92. Row 0 opens again for lines 4 and 5: 116, 135, reads at 154 and 164.
  @Test
  void aRowThatAnotherWaitsForServesFourTransfers() {
    var reordering = channel();
    long[] lines = {0, 256, 1, 2, 3, 4, 5};
    long[] ends = {54, 116, 64, 74, 84, 189, 199};
    for (int i = 0; i < lines.length; i++) {
      assertEquals(ends[i], reordering.read(lines[i], i), "line " + lines[i]);
    }
  }

  // DRAMsim3: 6.675 GB/s. Opened in turn, the rows would give 3.9.
  @Test
  void twoStreamsInOneBankShareItsRows() {
    var settings = Tier3Settings.lpddr5At6400(DataSize.ofMiB(1024), 1);
    double gbPerS = Measured.of(settings.withOrder(DramOrder.FR_FCFS), "two-rows", 0).gbPerS();
    assertEquals(6.675, gbPerS, 0.1 * 6.675);
  }

  // The write is taken at once and uses no bus; a read of another line comes as if alone.
  @Test
  void aWriteWaitsForTheQueueToFill() {
    var reordering = channel();
    assertEquals(0, reordering.write(0, 0));
    assertEquals(54, reordering.read(16, 0));
  }

  // The 16th write fills the queue. Activate 0, writes at 19 to 169; the read moves to its bank
  // when
  // the 16th write has, at 89, and waits for 169 + 14 + 10 + 13: data 231 to 241.
  @Test
  void aFullQueueOfWritesIsDrainedBeforeLaterReads() {
    var reordering = channel();
    for (int line = 0; line < 16; line++) {
      assertEquals(0, reordering.write(line, 0));
    }
    assertEquals(241, reordering.read(32, 20));
  }

  // Nine of 16 places are more than half: activate 0, writes at 19 to 99. A read in cycle 200 finds
  // the row open: data 225 to 235. Eight writes wait, and the row is closed.
  @Test
  void anIdleChannelDrainsItsWrites() {
    assertEquals(235, readAfterWrites(9));
    assertEquals(254, readAfterWrites(8));
  }

  private static long readAfterWrites(int writes) {
    var reordering = channel();
    for (int line = 0; line < writes; line++) {
      reordering.write(line, 0);
    }
    return reordering.read(15, 200);
  }

  @Test
  void aReadOfAQueuedWriteIsForwarded() {
    var reordering = channel();
    reordering.write(7, 3);
    assertEquals(11, reordering.read(7, 10));
  }

  /**
   * What DRAMsim3 (umd-memsys/DRAMsim3 2981759) computes for 100,000 requests (here 10,000) with
   * the timings: protocol LPDDR4, one group of 16 banks, BL 64, clock 0.3125 ns, queues of 16,
   * PER_BANK command queues of 8, open pages, refresh of all banks, mapping rochrababgco. Gap 0 is
   * as fast as its queues take requests; a latency then tells the places of a queue, and is not
   * compared.
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
    agrees(Tier3Settings.lpddr5At6400(DataSize.ofMiB(1024), 1), stream, gapNs, gbPerS, latencyNs);
  }

  /**
   * The same for other parts, 30,000 requests; the gaps leave about half and a quarter of the
   * bandwidth.
   */
  @ParameterizedTest
  @CsvSource({
    "lpddr4x-4266, sequential, 0, 7.619, 0",
    "lpddr4x-4266, sequential, 30, 4.265, 81.92",
    "lpddr4x-4266, random, 0, 7.552, 0",
    "lpddr4x-4266, random, 30, 4.265, 129.13",
    "lpddr4x-4266, random-mixed, 0, 6.715, 0",
    "lpddr4x-4266, random-mixed, 30, 4.265, 153.76",
    "lpddr4x-4266, sequential-mixed, 0, 7.514, 0",
    "lpddr5x-8533, sequential, 0, 15.954, 0",
    "lpddr5x-8533, sequential, 15, 8.533, 49.24",
    "lpddr5x-8533, random, 0, 15.794, 0",
    "lpddr5x-8533, random, 15, 8.532, 97.12",
    "lpddr5x-8533, random-mixed, 0, 12.807, 0",
    "lpddr5x-8533, sequential-mixed, 0, 15.690, 0",
    "lpddr5x-8533, sequential-mixed, 15, 8.532, 61.56",
    "ddr5-4800, sequential, 0, 17.528, 0",
    "ddr5-4800, sequential, 14, 9.143, 49.31",
    "ddr5-4800, random, 0, 17.475, 0",
    "ddr5-4800, random, 14, 9.142, 83.99",
    "ddr5-4800, random-mixed, 0, 16.004, 0",
    "ddr5-4800, random-mixed, 14, 9.142, 117.66",
    "ddr5-4800, sequential-mixed, 0, 16.231, 0",
    "ddr5-4800, sequential-mixed, 14, 9.143, 63.48",
    "lpddr4x-4266, sequential-mixed, 30, 4.265, 105.8",
    "lpddr4x-4266, random-half, 20, 6.391, 548.9",
    "lpddr5x-8533, random-mixed, 15, 8.528, 148.2",
    "lpddr5x-8533, random-mixed, 10, 12.777, 552.5",
    "lpddr5x-8533, random-half, 15, 8.528, 167.1",
    "lpddr5x-8533, two-rows, 0, 9.230, 0",
    "ddr5-4800, sequential-half, 14, 9.143, 74.6",
    "ddr5-4800, random-mixed, 9, 14.198, 216.3",
    "hbm3-6400, random, 0, 23.467, 0",
    "hbm3-6400, random-mixed, 0, 19.468, 0",
    "hbm3-6400, random-half, 7, 18.248, 321.2",
    "hbm3-6400, two-rows, 0, 18.757, 0",
    "hbm3-6400, sequential, 0, 23.616, 0",
    "hbm3-6400, sequential, 10, 12.800, 57.96",
    "hbm3-6400, random, 10, 12.798, 86.40",
    "hbm3-6400, random-mixed, 10, 12.799, 121.17",
    "hbm3-6400, sequential-mixed, 0, 22.643, 0",
    "hbm3-6400, sequential-mixed, 10, 12.800, 56.61",
  })
  void partsAgreeWithDramSim3(
      String part, String stream, int gapNs, double gbPerS, double latencyNs) {
    var settings = DramTier.of(DramCatalog.bundled().byName(part), DataSize.ofMiB(1024), 1);
    agrees(settings, stream, gapNs, gbPerS, latencyNs);
  }

  private static void agrees(
      Tier3Settings settings, String stream, int gapNs, double gbPerS, double latencyNs) {
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

  /** Requests of a stream, in clock cycles of the data bus. */
  private record Measured(double gbPerS, double latencyNs) {
    private static final int REQUESTS = 10_000;

    static Measured of(Tier3Settings settings, String stream, int gapNs) {
      // Buses of 32 bits move 8 bytes a cycle, those of 16 bits 4.
      double clockGhz = settings.shape().busGbPerS() / (settings.shape().busGbPerS() > 18 ? 8 : 4);
      DramChannels dram = DramChannels.of(settings, 128, clockGhz, new long[Counters.SIZE]);
      long random = 42;
      long at = 0;
      long end = 0;
      long waited = 0;
      long reads = 0;
      for (int i = 0; i < REQUESTS; i++) {
        random = random * 6364136223846793005L + 1442695040888963407L;
        long line =
            switch (stream) {
              case "sequential", "sequential-mixed", "sequential-half" -> i;
              case "two-rows" -> i / 2 % 16 + i / 32 * 512L + i % 2 * 256L;
              default -> (random >>> 33) % (1 << 20);
            };
        at = Math.max(at + 1, (long) (i * gapNs * clockGhz));
        if ((stream.endsWith("mixed") && i % 3 == 2)
            || (stream.endsWith("half") && i % 2 == 1)
            || stream.endsWith("writes")) {
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
          REQUESTS * 128 * clockGhz / end, reads == 0 ? 0 : waited / clockGhz / reads);
    }
  }
}
