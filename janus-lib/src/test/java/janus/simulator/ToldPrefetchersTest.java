package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvOrder;
import janus.kvcache.PlainCodec;
import janus.kvcache.ScalePlacement;
import janus.provenance.BadInputException;
import janus.simulator.prefetch.DescriptorPrefetcher;
import janus.simulator.prefetch.Future;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.OraclePrefetcher;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.prefetch.StridePrefetcher;
import janus.trace.KvPlacement;
import janus.trace.KvTrace;
import janus.trace.KvTraceSettings;
import janus.trace.Trace;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Prefetchers through the simulator, those that are told the trace above all. */
final class ToldPrefetchersTest {
  private static final int HEADS = 8;
  private static final int LAYERS = 4;

  /** 4 layers of 8 heads, keys and values of 256 tokens x 64 bytes: ranges of 128 lines. */
  private static KvTrace decode(String order) {
    var codec = new PlainCodec(8, 0, 1);
    var spec =
        TransformerSpec.decoder(
            "m",
            LAYERS,
            512,
            AttentionShape.full(HEADS, HEADS, 64),
            FeedForward.dense(64, true),
            100,
            4096,
            true);
    var placement = new KvPlacement(KvOrder.parse(order, 3), ScalePlacement.INTERLEAVED, 128, 0);
    return KvTraceSettings.of(spec, codec, codec, 256).withPlacement(placement).decode();
  }

  private static SimulationResult run(Trace trace, Prefetcher prefetcher) throws IOException {
    return new Simulator(SimulatorSettings.janus1().withPrefetcher(prefetcher)).run(trace);
  }

  private static long misses(Trace trace, Prefetcher prefetcher) throws IOException {
    return run(trace, prefetcher).tier1().reads().misses();
  }

  // The stream prefetcher misses the first two lines it ever sees, whatever it learns from them.
  @Test
  void theDescriptorEngineNeverMissesTheStartOfARange() throws IOException {
    KvTrace trace = decode("head-major");
    long none = misses(trace, new NoPrefetcher());
    assertEquals(2L * LAYERS * HEADS * 128 - 2L * LAYERS * HEADS, none);
    assertEquals(0, misses(trace, new DescriptorPrefetcher(trace, 16, 4, 4)));
    assertTrue(misses(trace, new StreamPrefetcher(16, 4, 1, 1)) >= 2);
  }

  @Test
  void pagesAreNoObstacleToDescriptors() throws IOException {
    KvTrace trace = decode("paged-16");
    assertEquals(0, misses(trace, new DescriptorPrefetcher(trace, 16, 4, 4)));
    assertTrue(misses(trace, new StreamPrefetcher(16, 4, 1, 1)) >= 2);
  }

  @Test
  void descriptorsAskForTheLinesOfTheTraceInOrder() throws IOException {
    for (String order : new String[] {"head-major", "layer-major", "token-major", "paged-16"}) {
      KvTrace trace = decode(order);
      for (Prefetcher told :
          new Prefetcher[] {
            new DescriptorPrefetcher(trace, 7, 1, 3),
            new OraclePrefetcher(new Future(trace, 128), 7, 1)
          }) {
        var asked = new ArrayList<Long>();
        var reads = new ArrayList<Long>();
        long[] packed = new long[64];
        try (Trace.Cursor cursor = trace.open()) {
          for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
            for (int i = 0; i < n; i++) {
              long line = Trace.address(packed[i]) / 128;
              if (Trace.isWrite(packed[i])) {
                told.onWrite(line, false, asked::add);
              } else {
                assertEquals(line, asked.get(reads.size()), order);
                reads.add(line);
                told.onAccess(line, true, asked::add);
                assertTrue(asked.size() <= reads.size() + 7);
              }
            }
          }
        }
        assertEquals(reads, asked);
      }
    }
  }

  @Test
  void theOracleMissesNothingThatBandwidthAllows() throws IOException {
    KvTrace trace = decode("head-major");
    assertEquals(0, misses(trace, new OraclePrefetcher(new Future(trace, 128), 16, 4)));
    // Reads of random lines without a write before them: the first comes unannounced.
    Trace reads = Traces.readLines(900, 3, 77, 12345, 5, 900, 4);
    var result = run(reads, new OraclePrefetcher(new Future(reads, 128), 4, 4));
    assertEquals(1, result.tier1().reads().misses());
  }

  @Test
  void everySpellingParsesToItself() {
    KvTrace trace = decode("head-major");
    var future = new Future(trace, 128);
    for (String listed : Prefetchers.spellings()) {
      // A stream that waits, as all do where nothing is said, does not say so.
      String spelling = listed.replace(", throttle=1", "");
      assertEquals(spelling, Prefetchers.parse(listed, Map.of(), future).spelling());
      assertEquals(spelling, Prefetchers.parse(spelling, Map.of(), future).spelling());
    }
    String drops = "stream(lookAhead=16, issueWidth=4, trigger=1, streams=1, throttle=0)";
    assertEquals(drops, Prefetchers.parse(drops).spelling());
    assertThrows(BadInputException.class, () -> Prefetchers.parse("stream(throttle=2)"));
    for (String name : List.of("oracle", "descriptor")) {
      assertThrows(BadInputException.class, () -> Prefetchers.parse(name));
    }
    var wide = new Future(trace, 256);
    assertThrows(BadInputException.class, () -> Prefetchers.parse("descriptor", Map.of(), wide));
    var other = new Future(Traces.readLines(1), 128);
    assertThrows(BadInputException.class, () -> Prefetchers.parse("descriptor", Map.of(), other));
  }

  // Every third line; the third read shows the stride twice, the fourth was asked for.
  @Test
  void aStrideCostsThreeMisses() throws IOException {
    long[] lines = new long[1000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = 3L * i;
    }
    assertEquals(3, misses(Traces.readLines(lines), new StridePrefetcher(16, 1, 16384)));
    assertEquals(1000, misses(Traces.readLines(lines), new StreamPrefetcher(16, 4, 1, 1)));
  }

  @Test
  void everyPrefetcherKeepsTheBooksOnEveryLayout() throws IOException {
    for (String order : new String[] {"head-major", "layer-major", "paged-16"}) {
      KvTrace trace = decode(order);
      for (String spelling : Prefetchers.spellings()) {
        Prefetcher prefetcher = Prefetchers.parse(spelling, Map.of(), new Future(trace, 128));
        assertEquals(
            misses(trace, prefetcher), misses(trace, prefetcher), spelling + " on " + order);
      }
    }
  }

  // A queue of four lines: without waiting, all that a look-ahead of 64 asks beyond is lost.
  @Test
  void theDescriptorEngineWaitsForTheQueue() throws IOException {
    KvTrace trace = decode("head-major");
    var engine = new DescriptorPrefetcher(trace, 64, 4, 4);
    var settings = SimulatorSettings.janus1().withPrefetcher(engine);
    var narrow = settings.withTier1(settings.tier1().withQueues(new Tier1Queues(16, 32, 4, 16)));
    var result = new Simulator(narrow).run(trace);
    assertEquals(0, result.prefetch().droppedQueueFull());
    assertEquals(0, result.tier1().reads().misses());
  }

  // Two arrays read line by line in turn: one stream is taken over at every read.
  @Test
  void fourStreamsServeTwoThatInterleave() throws IOException {
    long[] lines = new long[2000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i / 2 + 100_000L * (i % 2);
    }
    Trace trace = Traces.readLines(lines);
    assertEquals(2000, misses(trace, Prefetchers.parse("stream")));
    assertEquals(4, misses(trace, Prefetchers.parse("stream(streams=4)")));
  }
}
