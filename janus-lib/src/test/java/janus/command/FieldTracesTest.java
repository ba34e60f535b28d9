package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.Sha256;
import janus.results.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as people have them, through the command line. */
final class FieldTracesTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private JsonNode json(String... arguments) throws IOException {
    out.getBuffer().setLength(0);
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertEquals(0, status, err.toString());
    return Json.MAPPER.readTree(out.toString());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static byte[] record(int bytes, long pointer, int operandAt, long operand) {
    var record = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return record.putLong(0, pointer).putLong(operandAt, operand).array();
  }

  // Three accesses a thousand cycles apart. The last arrives in cycle 2000, and its data 1 + 3
  // cycles later; without tier 3 and prefetching each is alone.
  @Test
  void arrivalsAreKeptByConvertAndWaitedForBySimulate() throws IOException {
    Path trace = file("t", "0x10000 READ 0\n0x17000 READ 1000\n0x1e000 READ 2000\n");
    Path converted = folder.resolve("converted");
    json("trace", "convert", trace.toString(), converted.toString(), "--to", "dramsim3", "--json");
    assertEquals(Files.readString(trace), Files.readString(converted));
    String[] simulate = {
      "simulate", "--trace", trace.toString(), "--tier3", "none", "--prefetcher", "none", "--json"
    };
    JsonNode without = json(simulate);
    assertEquals(3 * 4, without.get("total_cycles").asLong());
    assertTrue(without.get("notes").get(0).asText().contains("not waited for"));
    String[] waiting = Arrays.copyOf(simulate, simulate.length + 1);
    waiting[simulate.length] = "--arrivals";
    JsonNode with = json(waiting);
    assertEquals(2000 + 4, with.get("total_cycles").asLong());
    // Three issue; the first two wait 3 cycles each for their data and the last waits 3 at the end.
    assertEquals(2004 - 3 - 3 * 3, with.get("cycles").get("arrival_cycles").asLong());
    assertFalse(with.has("notes"));
  }

  @Test
  void cyclesThatHaveNoFormAreSaidToBeLost() throws IOException {
    Path trace = file("t", "0x10000 READ 5\n");
    JsonNode made =
        json(
            "trace",
            "convert",
            trace.toString(),
            folder.resolve("x").toString(),
            "--to",
            "text",
            "--json");
    assertTrue(made.get("notes").get(0).asText().contains("cycles of arrival"));
  }

  // 300 lines of 64 B, each on a page of its own: 18.75 KiB of lines, 1200 KiB of pages.
  @Test
  void sparseLinesFitATierThatHoldsThem() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("R 0x").append(Integer.toHexString(i * 4096)).append('\n');
    }
    JsonNode made =
        json(
            "simulate",
            "--trace",
            file("t", text.toString()).toString(),
            "--line",
            "64",
            "--tier2",
            "1MiB",
            "--tier3",
            "none",
            "--json");
    assertEquals(300 * 64, made.at("/footprint/touched/bytes").asLong());
  }

  @Test
  void recordsOf96BytesAreKnownWithAndWithoutTheFormatsName() throws IOException {
    var records = ByteBuffer.allocate(4 * 96);
    for (int i = 0; i < 4; i++) {
      records.put(record(96, 0x400000 + 4 * i, 56, 0x7ffd1000 + 64 * i));
    }
    Path trace = Files.write(folder.resolve("t"), records.array());
    for (String[] more : new String[][] {{}, {"--from", "champsim"}, {"--from", "cloudsuite"}}) {
      String[] arguments =
          Arrays.copyOf(
              new String[] {"trace", "profile", trace.toString(), "--json"}, 4 + more.length);
      System.arraycopy(more, 0, arguments, 4, more.length);
      assertEquals(4, json(arguments).get("reads").asLong());
    }
  }

  @Test
  void aTraceMayComeFromStandardInput() throws IOException {
    InputStream before = System.in;
    byte[] bytes = "LD 0x80\nST 4096\n".getBytes(StandardCharsets.UTF_8);
    try {
      System.setIn(new ByteArrayInputStream(bytes));
      JsonNode made = json("simulate", "--trace", "-", "--json");
      assertEquals("standard input (ramulator)", made.get("trace").asText());
      assertEquals(2, made.get("accesses").asLong());
      assertEquals(Sha256.of(bytes), made.get("circumstances").get("sha256").get("trace").asText());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aNamedPipeIsRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    var writer = new Thread(() -> writeTo(pipe));
    writer.start();
    assertEquals(1, json("trace", "profile", pipe.toString(), "--json").get("writes").asLong());
    writer.join();
  }

  private static void writeTo(Path pipe) {
    try {
      Files.writeString(pipe, "W 0x80\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files of the folder beside the checkout, where it is there. */
  @ParameterizedTest
  @CsvSource({
    "champsim-a.champsimtrace.xz, 1472, 592",
    "champsim-96-byte-records-a.champsim, 4, 0",
    "kernel-half-a.champsim, 3, 1",
    "ramulator-decimal-a.trace, 2, 1",
    "dramsim3-words-a.trace, 2, 1",
    "dramsim3-arrival-a.trace, 200, 0",
    "lackey-a.trace, 2, 2",
    "dinero-a.din, 1, 1",
    "pinatrace-a.out, 1, 1",
    "sparse-pages-a.txt, 300, 0",
  })
  void filesOfTheFieldAreRead(String name, long reads, long writes) throws IOException {
    Path file =
        Path.of(System.getProperty("janus.root"), "..", "shared", "field", "simulator", name);
    if (Files.exists(file)) {
      JsonNode made = json("trace", "profile", file.toString(), "--json");
      assertEquals(reads, made.get("reads").asLong());
      assertEquals(writes, made.get("writes").asLong());
    }
  }

  // The cache of a model is walked by descriptors, and needs no learning in any layout. Two arrays
  // in a file that are read in turn: all but the first two reads of each are prefetched.
  @ParameterizedTest
  @CsvSource({"head-major", "layer-major", "token-major", "paged-16"})
  void withoutAPrefetcherNamedEveryLayoutIsServed(String layout) throws IOException {
    JsonNode found =
        json(
            "simulate --model smollm2-135m --context 64 --codec int4-token --no-bounds --json"
                .concat(" --scales separate --layout " + layout)
                .split(" "));
    assertTrue(found.at("/prefetch/prefetcher").asText().startsWith("descriptor("));
    assertEquals(0, found.at("/tier1/reads/misses").asLong());
  }

  @Test
  void withoutAPrefetcherNamedTwoStreamsInAFileAreFollowed() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(String.format("R %#x%nR %#x%n", 128 * i, 128 * (100_000 + i)));
    }
    String trace = file("t", lines.toString()).toString();
    assertEquals(
        4, json("simulate", "--trace", trace, "--json").at("/tier1/reads/misses").asLong());
    JsonNode one = json("simulate", "--trace", trace, "--prefetch-streams", "1", "--json");
    assertEquals(200, one.at("/tier1/reads/misses").asLong());
  }
}
