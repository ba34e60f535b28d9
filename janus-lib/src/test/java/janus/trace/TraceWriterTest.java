package janus.trace;

import static janus.trace.AccessKind.READ;
import static janus.trace.AccessKind.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TraceWriterTest {
  @TempDir Path folder;

  private static final Trace FEW =
      Trace.of(
          "few",
          Trace.pack(READ, 0x80),
          Trace.pack(WRITE, 0x100),
          Trace.pack(READ, (1L << 62) - 1),
          Trace.pack(READ, 0xf));

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "DRAMSIM3", "RAMULATOR", "CHAMPSIM"})
  void whatIsWrittenIsReadAgain(TraceFormat format) throws IOException {
    var mixed =
        new SyntheticTrace(SyntheticTrace.Pattern.MIXED, 30_000, 64, 9999, 1, 1, 0.5, 0.3, 5);
    long[] some = Walks.all(mixed);
    for (int i = 0; i < some.length; i++) {
      some[i] += 2 * 64;
    }
    for (Trace trace : new Trace[] {FEW, Trace.of("some", some), Trace.reads()}) {
      for (String name : new String[] {"t", "t.gz"}) {
        Path file = folder.resolve(name);
        TraceWriter.write(trace, file, format, Progress.NONE);
        assertArrayEquals(Walks.all(trace), Walks.all(TraceFiles.open(file, format)));
        if (trace.accesses() > 0) {
          assertArrayEquals(Walks.all(trace), Walks.all(TraceFiles.open(file)));
        }
      }
    }
  }

  @Test
  void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
    Path file = folder.resolve("t".repeat(255));
    TraceWriter.write(FEW, file, TraceFormat.TEXT, Progress.NONE);
    assertArrayEquals(Walks.all(FEW), Walks.all(TraceFiles.open(file, TraceFormat.TEXT)));
  }

  /** What a killed process leaves is old and unlocked. */
  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path old = Files.createFile(folder.resolve(".janus-output-0-1"));
    Path recent = Files.createFile(folder.resolve(".janus-output-0-2"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    TraceWriter.write(FEW, folder.resolve("t"), TraceFormat.TEXT, Progress.NONE);
    try (var files = Files.list(folder)) {
      assertEquals(Set.of(recent, folder.resolve("t")), files.collect(Collectors.toSet()));
    }
  }

  // A closed file stands for a full disk.
  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path file = folder.resolve("t");
    var writer = new TraceWriter(file, TraceFormat.TEXT);
    writer.close();
    assertEquals(
        file + ": cannot be written: no reason is known",
        assertThrows(BadInputException.class, () -> many(writer)).getMessage());
  }

  private static void many(TraceWriter writer) {
    for (int i = 0; i < 100_000; i++) {
      writer.access(Trace.pack(READ, i), i);
    }
  }

  @Test
  void theLinesOfEachFormat() throws IOException {
    Path file = folder.resolve("t");
    Trace trace = Trace.of("", Trace.pack(READ, 0), Trace.pack(WRITE, 0x1F80));
    TraceWriter.write(trace, file, TraceFormat.TEXT, Progress.NONE);
    assertEquals("R 0x0\nW 0x1f80\n", Files.readString(file));
    TraceWriter.write(trace, file, TraceFormat.RAMULATOR, Progress.NONE);
    assertEquals("LD 0x0\nST 0x1f80\n", Files.readString(file));
    TraceWriter.write(trace, file, TraceFormat.DRAMSIM3, Progress.NONE);
    assertEquals("0x0 READ 0\n0x1f80 WRITE 1\n", Files.readString(file));
  }

  // A kernel's addresses lose the two bits above bit 61 and get them back.
  @Test
  void theUpperHalfOfTheAddressesIsWrittenAsItWasRead() throws IOException {
    Path file = Files.writeString(folder.resolve("k"), "W 0xffff888000001000\n");
    TraceWriter.write(TraceFiles.open(file), folder.resolve("t"), TraceFormat.TEXT, Progress.NONE);
    assertEquals("W 0xffff888000001000\n", Files.readString(folder.resolve("t")));
  }

  @Test
  void cyclesOfArrivalAreKept() throws IOException {
    Path file = Files.writeString(folder.resolve("d"), "10 READ 3\n0x20 write 1000\n");
    TraceWriter.write(
        TraceFiles.open(file), folder.resolve("t"), TraceFormat.DRAMSIM3, Progress.NONE);
    assertEquals("0x10 READ 3\n0x20 WRITE 1000\n", Files.readString(folder.resolve("t")));
  }

  // 64 bytes: instruction pointer 0x400004 of stores, destination memory at byte 16.
  @Test
  void aChampSimStoreByHand() throws IOException {
    Path file = folder.resolve("t");
    TraceWriter.write(
        Trace.of("", Trace.pack(WRITE, 0x1F80)), file, TraceFormat.CHAMPSIM, Progress.NONE);
    byte[] expected = new byte[64];
    expected[0] = 4;
    expected[2] = 0x40;
    expected[16] = (byte) 0x80;
    expected[17] = 0x1F;
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  @Test
  void champSimHasNoAddressZeroAndNothingIsLeftOfTheFile() throws IOException {
    Path file = folder.resolve("t");
    assertThrows(
        BadInputException.class,
        () -> TraceWriter.write(Trace.reads(0), file, TraceFormat.CHAMPSIM, Progress.NONE));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void anInterruptedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("t");
    TraceWriter.write(Trace.reads(1), file, TraceFormat.TEXT, Progress.NONE);
    Thread.currentThread().interrupt();
    try {
      assertThrows(
          CancellationException.class,
          () -> TraceWriter.write(Trace.reads(2), file, TraceFormat.TEXT, Progress.NONE));
    } finally {
      assertEquals(true, Thread.interrupted());
    }
    assertEquals("R 0x1\n", Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
  }
}
