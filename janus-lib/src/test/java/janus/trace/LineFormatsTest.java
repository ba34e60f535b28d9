package janus.trace;

import static janus.trace.AccessKind.READ;
import static janus.trace.AccessKind.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as other tools write them. */
final class LineFormatsTest {
  @TempDir Path folder;

  private Trace trace(TraceFormat format, String text) throws IOException {
    return TraceFiles.open(Files.writeString(folder.resolve("t"), text), format);
  }

  private void holds(TraceFormat format, String text, long... expected) throws IOException {
    assertArrayEquals(expected, Walks.all(trace(format, text)));
    assertArrayEquals(expected, Walks.all(trace(format, text), 1));
    // The format is known by the same lines.
    assertArrayEquals(expected, Walks.all(trace(null, text)));
  }

  private static long read(long address) {
    return Trace.pack(READ, address);
  }

  private static long write(long address) {
    return Trace.pack(WRITE, address);
  }

  // The example of Valgrind's manual, with the lines Valgrind adds.
  @Test
  void lackeyLoadsStoresAndModifies() throws IOException {
    holds(
        TraceFormat.LACKEY,
        """
        ==7== Lackey, an example tool
        I  04001000,3
         L 04222cac,4
         S 1ffefffa98,8
         M 0421c7f0,4
        I  04001003,5
        ==7== Exit code: 0
        """,
        read(0x04222cac),
        write(0x1ffefffa98L),
        read(0x0421c7f0),
        write(0x0421c7f0));
  }

  @Test
  void dineroIsHexadecimalWithOrWithoutPrefix() throws IOException {
    holds(
        TraceFormat.DINERO,
        "2 408ed4\n0 10019d94\n1 0x7fff9c58 and a word\n",
        read(0x10019d94),
        write(0x7fff9c58));
  }

  @Test
  void pinatraceMayHaveSizesAndValues() throws IOException {
    holds(
        TraceFormat.PIN,
        "0x7f1b5c110093: W 0x7ffec3420278\n0x7f: R   0x80  4   0xdead\n#eof\n",
        write(0x7ffec3420278L),
        read(0x80));
  }

  // With packet numbers, flags and program counters, as far as a trace has them.
  @Test
  void gem5PacketsAreDecimal() throws IOException {
    holds(
        TraceFormat.GEM5,
        "r,1048576,64,500\nw,128,64,2,750\n77,r,256,8,0,1000,4096\n",
        read(1 << 20),
        write(128),
        read(256));
  }

  // Ramulator 2 reads what lacks 0x as decimal; DRAMsim3 reads it as hexadecimal.
  @Test
  void theFormatDecidesTheBase() throws IOException {
    holds(TraceFormat.RAMULATOR, "LD 0x12340\nST 4096\n", read(0x12340), write(4096));
    holds(TraceFormat.RAMULATOR, "12340 R\n0x40 W\n", read(0x12340), write(0x40));
    holds(TraceFormat.DRAMSIM3, "4096 P_MEM_RD 1\n0x40 BOFF 2\n", read(0x4096), write(0x40));
  }

  @Test
  void cyclesOfArrivalAreTold() throws IOException {
    Trace trace = trace(null, "0x80 READ 5\n# pause\n0x90 WRITE 1000\n");
    assertTrue(trace.isTimed());
    long[] packed = new long[3];
    long[] cycles = new long[3];
    try (Trace.Cursor cursor = trace.open()) {
      assertEquals(2, cursor.fill(packed, cycles));
    }
    assertArrayEquals(new long[] {5, 1000, 0}, cycles);
    assertEquals(false, trace.untimed().isTimed());
    assertArrayEquals(Walks.all(trace), Walks.all(trace.untimed()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RAMULATOR | LD 1f80",
        "RAMULATOR | ST -1",
        "RAMULATOR | LD 0x80 1",
        "RAMULATOR | LD 99999999999999999999",
        "RAMULATOR | LD 9223372036854775808",
        "DRAMSIM3 | 0x80 FETCH 1",
        "DRAMSIM3 | 0x80 READ 1 2",
        "DRAMSIM3 | 0x80 READ 99999999999999999999",
        "LACKEY | L 04222cac",
        "LACKEY | L 04222cac,",
        "LACKEY | K 04222cac,4",
        "DINERO | 3 408ed4",
        "DINERO | 0 0x",
        "DINERO | 0 40g",
        "PIN | 0x40: X 0x80",
        "PIN | 0x40 R 0x80",
        "PIN | 40: R 0x80",
        "GEM5 | u,128,64,500",
        "GEM5 | r,128,64",
        "GEM5 | r,0x80,64,500",
        "GEM5 | r,128,64,0,500,1,2",
      })
  void whatTheFormatDoesNotAllowIsNamedWithItsLine(TraceFormat format, String line)
      throws IOException {
    Trace trace = trace(format, "# a comment\n" + line + "\n");
    String message = assertThrows(BadInputException.class, () -> Walks.all(trace)).getMessage();
    assertTrue(message.contains("t: line 2: '" + line + "', expected "), message);
  }
}
