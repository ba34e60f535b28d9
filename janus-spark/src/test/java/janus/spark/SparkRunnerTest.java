package janus.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.command.Main;
import janus.provenance.BadInputException;
import janus.search.SearchState.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search has the same bytes wherever its blocks run. */
class SparkRunnerTest {
  private static final String STEP = "6-closing-the-loop/llama-3.2-1b";

  @TempDir static Path folder;
  private static List<String> expected;

  @BeforeAll
  static void searchInThisProcess() throws IOException {
    Files.writeString(
        folder.resolve("space.json"),
        "{\"scheme\": [\"f16\", \"int8-token\", \"int4-token\"], \"offChip\": [{\"technology\":"
            + " \"lpddr4x\", \"bandwidthGbPerS\": 17}, {\"technology\": \"lpddr5x\","
            + " \"bandwidthGbPerS\": 68.3}], \"compute.tiles\": [4, 32], \"compute.clockGhz\":"
            + " [0.2, 0.4, 0.8, 1], \"tier2.technology\": [\"edram-1t1c\", \"sram-ll\"],"
            + " \"tier2.capacityMib\": [0, 32], \"prefetcher.lookAheadLines\": [1, 4, 8, 16, 32,"
            + " 64], \"package\": [{\"layers\": \"handheld\", \"resistance\": null}, {\"layers\":"
            + " \"bga-lid\", \"resistance\": \"lfbga-289\"}]}");
    expected = search("here");
  }

  /** The answer in words, counts among them, and the table of the front of a search in a place. */
  private static List<String> search(String name, String... more) throws IOException {
    Path results = folder.resolve(name);
    String text = run(0, results, more);
    String front = Files.readString(results.resolve(STEP).resolve("front.csv"));
    return List.of(text.replace(results.toString(), ""), front);
  }

  private static String run(int status, Path results, String... more) {
    var words =
        new ArrayList<>(
            List.of("design", "--model", "llama-3.2-1b", "--prompt", "200", "--answer", "50"));
    words.addAll(List.of("--space", folder.resolve("space.json").toString()));
    words.addAll(List.of("--limit", "power_w<=4", "--results", results.toString()));
    words.addAll(List.of(more));
    var out = new StringWriter();
    var err = new StringWriter();
    int ended =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    assertEquals(status, ended, err.toString());
    return status == 0 ? out.toString() : err.toString();
  }

  @Test
  void twoThreadsGiveTheSameBytes() throws IOException {
    assertEquals(expected, search("threads", "--on", "local[2]"));
  }

  @Test
  void twoProcessesGiveTheSameBytes() throws IOException {
    assertEquals(expected, search("processes", "--on", "local-cluster[2,1,512]"));
  }

  @Test
  void aWorkerKilledInTheMiddleChangesNothing() throws Exception {
    try (var cluster = new StandaloneCluster(Files.createDirectory(folder.resolve("cluster")))) {
      Process first = cluster.worker();
      cluster.worker();
      KillingRunner.victim = () -> StandaloneCluster.kill(first);
      assertEquals(expected, search("killed", "--on", KillingRunner.place(cluster.address())));
      assertFalse(first.isAlive());
    }
  }

  // What another search left is completed by Spark, and the other way round.
  @Test
  void aSearchBegunHereIsEndedThere() throws IOException {
    String state = folder.resolve("state.json").toString();
    run(0, folder.resolve("resumed"), "--resume", state);
    assertEquals(expected, search("resumed", "--resume", state, "--on", "local[1]"));
  }

  @Test
  void aMasterThatDoesNotAnswerIsOneLine() throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String place = "spark://127.0.0.1:" + port;
    String line = run(2, folder.resolve("none"), "--on", place);
    assertTrue(line.contains(place + ": expected a Spark master that answers"), line);
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void placesOfOtherKindsAreRefused() {
    for (String place : List.of("yarn", "local[x]", "spark:/host", "localhost:7077")) {
      String line = run(2, folder.resolve("none"), "--on", place);
      assertTrue(line.contains("--on " + place + ": expected local[THREADS] or"), line);
      assertEquals(1, line.lines().count(), line);
    }
    String line = run(2, folder.resolve("none"), "--on", "spark://host");
    assertTrue(line.contains("'host' is not HOST:PORT"), line);
  }

  @Test
  void aBlockThatFailsIsOneLine() {
    var runner = new SparkRunner();
    var blocks = List.of(new Interval(0, 1), new Interval(1, 2));
    var failure =
        assertThrows(
            BadInputException.class,
            () ->
                runner.run(
                    "local[1]",
                    block -> {
                      throw new IllegalStateException("block " + block.from());
                    },
                    blocks,
                    part -> {},
                    () -> false));
    assertTrue(failure.getMessage().startsWith("--on local[1]: a block failed: "));
    assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
  }
}
