package janus.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class ExpandedTest {
  @TempDir Path folder;

  private static byte[] xz(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(out, new LZMA2Options(9))) {
      xz.write(bytes);
    }
    return out.toByteArray();
  }

  private byte[] expanded(byte[] bytes) throws IOException {
    try (InputStream in = Expanded.open("t", Files.write(folder.resolve("t"), bytes))) {
      return in.readAllBytes();
    }
  }

  private String complaint(byte[] bytes) {
    return assertThrows(BadInputException.class, () -> expanded(bytes)).getMessage();
  }

  @Test
  void xzIsExpandedAndSoAreStreamsOneAfterAnother() throws IOException {
    byte[] text = "R 0x80\nW 0x1f80\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    byte[] whole = xz(text);
    assertArrayEquals(text, expanded(whole));
    byte[] two = Arrays.copyOf(whole, 2 * whole.length);
    System.arraycopy(whole, 0, two, whole.length, whole.length);
    assertEquals(2 * text.length, expanded(two).length);
  }

  @Test
  void damagedXzIsNamed() throws IOException {
    byte[] whole = xz("R 0x80\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    assertTrue(complaint(Arrays.copyOf(whole, whole.length - 9)).startsWith("t: damaged xz data"));
    assertTrue(complaint(Arrays.copyOf(whole, 8)).startsWith("t: damaged xz data"));
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    assertTrue(complaint(changed).endsWith("expected a whole xz file"));
  }

  @ParameterizedTest
  @CsvSource({
    "425a68393141592653590000000000000000, bzip2 -dc",
    "28b52ffd2480010000, zstd -dc",
    "04224d1864409d, lz4 -dc",
    "4c5a49500100, lzip -dc",
    "1f9d9052, uncompress -c",
    "5d00008000ffffffffffffffff00, xz -dc",
    "504b030414000000, unzip -p",
    "377abcaf271c0004, 7z x -so",
    "67656d3520, decode_packet_trace.py"
  })
  void whatIsNotExpandedIsRefusedWithTheToolThatDoes(String bytes, String tool) throws IOException {
    byte[] head = HexFormat.of().parseHex(bytes);
    assertTrue(complaint(head).contains(tool), complaint(head));
    // Not even where the user names a format of records.
    Path file = Files.write(folder.resolve("t"), Arrays.copyOf(head, 640));
    assertThrows(BadInputException.class, () -> TraceFiles.open(file, TraceFormat.CHAMPSIM));
    // Nor inside gzip.
    Path packed = Files.write(folder.resolve("t"), TraceFilesTest.gzip(head));
    assertThrows(BadInputException.class, () -> TraceFiles.open(packed));
  }

  // ChampSim/ChampSim, issue 56: a trace in .tar.xz is read there as records, the first all wrong.
  @Test
  void aTarArchiveIsNoTrace() throws IOException {
    byte[] tar = new byte[1024];
    System.arraycopy("ls.champsim".getBytes(StandardCharsets.UTF_8), 0, tar, 0, 11);
    System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, tar, 257, 5);
    Path file = Files.write(folder.resolve("t"), xz(tar));
    for (TraceFormat format : new TraceFormat[] {null, TraceFormat.CHAMPSIM}) {
      String message =
          assertThrows(BadInputException.class, () -> TraceFiles.open(file, format)).getMessage();
      assertTrue(message.contains("a tar archive"), message);
    }
  }
}
