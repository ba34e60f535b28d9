package janus.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.claims.PublishedLlmTrace;
import janus.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class PublishedLlmTraceTest {
  private static final Path TRACES =
      Path.of(System.getProperty("janus.root"), "..", "shared", "reference", "traces");

  @TempDir Path folder;

  // Past tokens: 32 x 2048 x 2047 / 2 = 67 076 096; weights 32 x 2048 / 4 = 16 384.
  @Test
  void theDefaultsReadSixtySevenMillionLines() throws IOException {
    long reads = 0;
    long writes = 0;
    long[] packed = new long[8192];
    try (Trace.Cursor cursor = PublishedLlmTrace.DEFAULT.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        for (int i = 0; i < n; i++) {
          writes += packed[i] & 1;
        }
        reads += n;
      }
    }
    reads -= writes;
    assertEquals(67_092_480, reads);
    assertEquals(65_536, writes);
  }

  // Two tokens, one layer of 32 channels: 128 B a token.
  @Test
  void twoTokensByHand() throws IOException {
    assertArrayEquals(
        new long[] {
          Trace.pack(AccessKind.WRITE, 0x100000),
          Trace.pack(AccessKind.READ, 0x500000),
          Trace.pack(AccessKind.READ, 0x100000),
          Trace.pack(AccessKind.WRITE, 0x100080)
        },
        Walks.all(new PublishedLlmTrace(2, 1, 32), 1));
  }

  @TestFactory
  List<DynamicTest> theReferenceTracesComeOutByteForByte() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    if (!Files.isDirectory(TRACES)) {
      tests.add(dynamicTest("shared folder is not here: 6 reference traces not checked", () -> {}));
      return tests;
    }
    try (var files = Files.newDirectoryStream(TRACES, "llm_*.txt.gz")) {
      for (Path file : files) {
        tests.add(dynamicTest(file.getFileName().toString(), () -> matches(file)));
      }
    }
    assertEquals(6, tests.size());
    return tests;
  }

  private void matches(Path file) throws IOException {
    Matcher name =
        Pattern.compile("llm_c(\\d+)_h(\\d+)_l(\\d+)\\.txt\\.gz")
            .matcher(file.getFileName().toString());
    assertEquals(true, name.matches());
    var trace =
        new PublishedLlmTrace(
            Integer.parseInt(name.group(1)),
            Integer.parseInt(name.group(3)),
            Integer.parseInt(name.group(2)));
    Path written = folder.resolve("trace.txt");
    TraceWriter.write(trace, written, TraceFormat.TEXT, Progress.NONE);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertArrayEquals(in.readAllBytes(), Files.readAllBytes(written));
    }
    assertArrayEquals(Walks.all(TraceFiles.open(file)), Walks.all(trace));
  }
}
