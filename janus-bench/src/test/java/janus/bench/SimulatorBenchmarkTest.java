package janus.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatorBenchmarkTest {
  // A layer and head of the 4096 tokens: 66 B each for keys and values, 2112 lines a side; that 32
  // times 32 times twice, and a line or two written for each of the 2048 new vectors.
  @Test
  void theDecodeStepTouchesEveryLineOfItsCache() throws IOException {
    String step = SimulatorLoad.names().get(0);
    assertTrue(step.startsWith("Llama-2-7B decode step, 4096 tokens, int4-token"), step);
    long reads = 2112L * 32 * 32 * 2;
    long accesses = SimulatorLoad.named(step).accesses();
    assertTrue(accesses > reads && accesses <= reads + 2 * 2048, "accesses: " + accesses);
  }

  @Test
  void jmhTimesALoadInAnotherJvm() throws IOException {
    var printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    List<SimulatorBenchmark.Result> results;
    try {
      results = new SimulatorBenchmark(1, Progress.NONE).run(List.of("random reads in 16 MiB"));
    } finally {
      System.setOut(out);
    }
    assertEquals("", printed.toString(UTF_8));
    SimulatorBenchmark.Result result = results.get(0);
    assertEquals(1, results.size());
    assertEquals(4_000_000, result.accesses());
    assertEquals(1, result.iterations());
    assertNull(result.meanErrorSeconds());
    assertTrue(result.meanSeconds() > 0 && result.liveHeapMib() > 0);
    assertEquals(result.accesses() / result.meanSeconds(), result.accessesPerS(), 1e-6);
  }

  @Test
  void anUnknownLoadIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> SimulatorLoad.named("nothing"));
  }
}
