package janus.trace;

import static janus.trace.AccessKind.READ;
import static janus.trace.AccessKind.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceFilesTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.write(folder.resolve("t.txt"), text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private long[] walk(String text) throws IOException {
    return Walks.all(TraceFiles.open(file(text)));
  }

  private String complaint(String text) throws IOException {
    Trace trace = TraceFiles.open(file(text));
    return assertThrows(BadInputException.class, () -> Walks.all(trace))
        .getMessage()
        .replace(folder.toString(), "");
  }

  @Test
  void readsAndWritesComeInOrder() throws IOException {
    assertArrayEquals(
        new long[] {
          Trace.pack(READ, 0), Trace.pack(WRITE, 0x1F80), Trace.pack(READ, 0xffff_ffff_fffL)
        },
        walk("R 0x0\nW 0x1f80\nR 0xFFFfffffFFF\n"));
  }

  @Test
  void anEmptyFileIsAnEmptyTrace() throws IOException {
    assertEquals(0, walk("").length);
    assertEquals(0, walk("\n").length);
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertArrayEquals(new long[] {Trace.pack(READ, 0x80)}, walk("R 0x80"));
  }

  @Test
  void windowsLineEndsTabsBlanksAndCommentsSayNothing() throws IOException {
    assertArrayEquals(
        new long[] {Trace.pack(READ, 0x80), Trace.pack(WRITE, 0x100)},
        walk("# by hand\r\nR 0x80\r\n\r\n  W\t0X100  \r\n"));
  }

  @Test
  void gzipIsKnownByItsContentNotItsName() throws IOException {
    Path packed = folder.resolve("named.txt");
    Files.write(packed, gzip("R 0x80\nW 0x100\n".getBytes(StandardCharsets.UTF_8)));
    Path plain = folder.resolve("named.gz");
    Files.writeString(plain, "R 0x80\nW 0x100\n");
    long[] expected = {Trace.pack(READ, 0x80), Trace.pack(WRITE, 0x100)};
    assertArrayEquals(expected, Walks.all(TraceFiles.open(packed)));
    assertArrayEquals(expected, Walks.all(TraceFiles.open(plain)));
  }

  @Test
  void aLineOverTheEdgeOfTheBufferIsWhole() throws IOException {
    // Lines of 7 to 20 bytes and 40 000 of them: the buffer of 65 536 bytes ends inside many.
    var text = new StringBuilder();
    long[] expected = new long[40_000];
    for (int i = 0; i < expected.length; i++) {
      long address = 0x1234_5678_9abc_deL >>> i % 48;
      expected[i] = Trace.pack(i % 3 == 0 ? WRITE : READ, address);
      text.append(i % 3 == 0 ? 'W' : 'R').append(i % 5 == 0 ? "  0x" : " 0x");
      text.append(Long.toHexString(address)).append(i % 7 == 0 ? "\r\n" : "\n");
    }
    assertArrayEquals(expected, walk(text.toString()));
    Path packed = folder.resolve("packed");
    Files.write(packed, gzip(text.toString().getBytes(StandardCharsets.UTF_8)));
    assertArrayEquals(expected, Walks.all(TraceFiles.open(packed), 1));
  }

  @Test
  void theLargestAddressIsOneBelowTwoToThe62() throws IOException {
    assertArrayEquals(
        new long[] {Trace.pack(READ, (1L << 62) - 1)}, walk("R 0x0003fffffffffffffff\n"));
    assertEquals(
        "/t.txt: line 2: 'W 0x4000000000000000', expected an address below 2^62, or from"
            + " 0xe000000000000000 on",
        complaint("R 0x3fffffffffffffff\nW 0x4000000000000000\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X 0x80",
        "R 80",
        "R -0x80",
        "R 0x",
        "R 0x8g",
        "R",
        "RW 0x80",
        "r 0x80",
        "R 0x80 1",
        "0x80",
        "R0x80",
        "R 0x-1",
        "LD 0x80",
        "R 0x80R 0x100"
      })
  void aMalformedLineIsNamedWithFileNumberAndText(String line) throws IOException {
    assertEquals(
        "/t.txt: line 3: '"
            + line
            + "', expected R|W and 0x with the address in hexadecimal, as in 'R 0x1f80'",
        complaint("R 0x80\n\n" + line + "\nR 0x100\n"));
  }

  @Test
  void binaryWithoutLineEndsIsOneShortComplaint() throws IOException {
    byte[] zeros = new byte[300_000];
    Files.write(folder.resolve("t.txt"), zeros);
    Trace trace = TraceFiles.open(folder.resolve("t.txt"), TraceFormat.TEXT);
    String message = assertThrows(BadInputException.class, () -> Walks.all(trace)).getMessage();
    assertEquals(1, message.lines().count());
    assertEquals(
        "t.txt: line 1: '" + "?".repeat(60) + "...'",
        message.substring(message.indexOf("t.txt"), message.indexOf(", expected")));
  }

  @Test
  void cutGzipIsNamed() throws IOException {
    byte[] whole = gzip("R 0x80\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    Path cut = folder.resolve("cut.gz");
    Files.write(cut, Arrays.copyOf(whole, whole.length - 12));
    String message = assertThrows(BadInputException.class, () -> TraceFiles.open(cut)).getMessage();
    assertEquals(
        "cut.gz: damaged gzip data",
        message.substring(message.indexOf("cut"), message.indexOf(" (")));
  }

  @Test
  void bytesAfterTheLastGzipMemberAreNamedUnlessTheyAreZeros() throws IOException {
    byte[] member = gzip("R 0x80\n".getBytes(StandardCharsets.UTF_8));
    Path file = folder.resolve("two.gz");
    Trace trace = TraceFiles.open(Files.write(file, member));
    // Two members; then the second one's header is cut.
    byte[] two = Arrays.copyOf(member, 2 * member.length);
    System.arraycopy(member, 0, two, member.length, member.length);
    Files.write(file, two);
    assertEquals(2, Walks.all(trace).length);
    Files.write(file, Arrays.copyOf(two, member.length + 5));
    String message = assertThrows(BadInputException.class, () -> Walks.all(trace)).getMessage();
    assertTrue(message.endsWith("expected a whole gzip file"), message);
    Files.write(file, Arrays.copyOf(member, 512));
    assertEquals(1, Walks.all(trace).length);
  }

  @Test
  void aByteOrderMarkIsPassed() throws IOException {
    assertArrayEquals(new long[] {Trace.pack(READ, 0x80)}, walk("\ufeffR 0x80\n"));
    assertEquals(0, walk("\ufeff").length);
    assertTrue(complaint("R 0x80\n\ufeffR 0x80\n").startsWith("/t.txt: line 2: "));
  }

  @Test
  void aLineThatIsTooLongIsSaidToBe() throws IOException {
    assertEquals(1, walk("#".repeat(1023) + "\nR 0x80").length);
    String message = complaint("R 0x80\n" + "#".repeat(1024) + "\n");
    assertEquals(
        "/t.txt: line 2: '" + "#".repeat(60) + "...', expected a line of less than 1024 bytes",
        message);
  }

  @Test
  void aMissingFileIsNamedAtOnce() {
    Path missing = folder.resolve("missing.txt");
    assertEquals(
        missing + ": no such trace file",
        assertThrows(BadInputException.class, () -> TraceFiles.open(missing)).getMessage());
    assertThrows(BadInputException.class, () -> TraceFiles.open(folder));
  }

  @Test
  void dramSim3AndRamulatorLines() throws IOException {
    long[] expected = {Trace.pack(READ, 0x80), Trace.pack(WRITE, 0x100)};
    assertArrayEquals(
        expected,
        Walks.all(TraceFiles.open(file("0x80 READ 0\n0x100 WRITE 7\n"), TraceFormat.DRAMSIM3)));
    assertArrayEquals(
        expected, Walks.all(TraceFiles.open(file("LD 0x80\nST 0x100\n"), TraceFormat.RAMULATOR)));
    for (String bad : new String[] {"0x80 READ", "0x80 R 1", "8g READ 1", "0x80 READ -1"}) {
      Trace trace = TraceFiles.open(file(bad), TraceFormat.DRAMSIM3);
      assertThrows(BadInputException.class, () -> Walks.all(trace), bad);
    }
  }

  @Test
  void champSimRecordsGiveReadsThenWrites() throws IOException {
    // One load of two operands and a store in a record, then one without memory operands.
    var records = java.nio.ByteBuffer.allocate(128).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    records.putLong(0, 0x400000).putLong(16, 0x300).putLong(32, 0x100).putLong(48, 0x200);
    Path file = Files.write(folder.resolve("c"), records.array());
    assertArrayEquals(
        new long[] {Trace.pack(READ, 0x100), Trace.pack(READ, 0x200), Trace.pack(WRITE, 0x300)},
        Walks.all(TraceFiles.open(file, TraceFormat.CHAMPSIM)));
    Path cut = Files.write(folder.resolve("d"), Arrays.copyOf(records.array(), 100));
    Trace trace = TraceFiles.open(cut, TraceFormat.CHAMPSIM);
    assertEquals(
        cut + ": 36 bytes after record 1, expected whole records of 64 bytes",
        assertThrows(BadInputException.class, () -> Walks.all(trace)).getMessage());
  }
}
