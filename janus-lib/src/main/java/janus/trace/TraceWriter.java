package janus.trace;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a trace file access by access. The file appears under its name when {@link #finish} has
 * written all of it; closed before that, nothing is left. A name that ends in {@code .gz} is
 * compressed.
 */
public final class TraceWriter implements AutoCloseable {
  private static final String PART = ".janus-trace-";
  private static final String OWN_PART = PART + ProcessHandle.current().pid() + "-";
  private static final int RECENT_SECONDS = 60;
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 64;
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** Instruction pointers of the load and the store that ChampSim sees. */
  private static final long LOAD_POINTER = 0x400000;

  private static final long STORE_POINTER = 0x400004;

  private final Path file;
  private final Path partial;
  private final FileChannel channel;
  private final TraceFormat format;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteBuffer words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
  private int size;
  private boolean closed;

  /**
   * @throws IOException if the file cannot be made
   */
  public TraceWriter(Path file, TraceFormat format) throws IOException {
    this.file = file;
    this.format = format;
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BadInputException(file + ": no such folder, expected one to write the trace to");
    }
    if (Files.isDirectory(file)) {
      throw new BadInputException(file + ": a directory, expected a file to write the trace to");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new BadInputException(file + ": a device, expected a file to write the trace to");
    }
    try {
      removeAbandoned(folder);
      partial = folder.resolve(OWN_PART + System.nanoTime());
      // Ctrl-C ends the process without unwinding.
      partial.toFile().deleteOnExit();
      channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      isLocked(channel);
    } catch (IOException e) {
      throw new BadInputException(
          file + ": expected a folder that can be written to: " + BadInputException.reason(e), e);
    }
    OutputStream raw = Channels.newOutputStream(channel);
    out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, BUFFER) : raw;
  }

  /** Removes what writers left that were killed: locks go with their process. */
  private static void removeAbandoned(Path folder) throws IOException {
    try (var parts = Files.newDirectoryStream(folder, PART + "*")) {
      Instant recently = Instant.now().minusSeconds(RECENT_SECONDS);
      for (Path part : parts) {
        // To close a second channel to a file of one's own would unlock it.
        if (!part.getFileName().toString().startsWith(OWN_PART)) {
          removeUnlocked(part, recently);
        }
      }
    }
  }

  /** Removes a part, unless it is new and perhaps yet to be locked. */
  private static void removeUnlocked(Path part, Instant recently) throws IOException {
    try (var other = FileChannel.open(part, StandardOpenOption.WRITE)) {
      if (Files.getLastModifiedTime(part).toInstant().isBefore(recently) && isLocked(other)) {
        Files.deleteIfExists(part);
      }
    } catch (FileSystemException e) {
      // It has gone, or belongs to somebody else.
    }
  }

  /** Whether this could lock a file that nobody has locked. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException | IOException e) {
      // Another writer of this process has it, or there are no locks here.
      return false;
    }
  }

  /**
   * Writes all of a trace. DRAMsim3 gets one access a cycle.
   *
   * @return accesses written
   * @throws BadInputException if an access has no form in the format
   * @throws IOException if reading or writing fails
   */
  public static long write(Trace trace, Path file, TraceFormat format, Progress progress)
      throws IOException {
    long[] packed = new long[4096];
    long done = 0;
    try (var writer = new TraceWriter(file, format);
        Trace.Cursor cursor = trace.open()) {
      for (int n = cursor.fill(packed); n > 0; n = cursor.fill(packed)) {
        Progress.checkInterrupted();
        for (int i = 0; i < n; i++) {
          writer.access(packed[i], done + i);
        }
        done += n;
        progress.update(done, trace.accesses(), "written " + done + " accesses");
      }
      writer.finish();
    }
    return done;
  }

  /**
   * Writes one access.
   *
   * @param packed as in {@link Trace}
   * @param cycle when; only DRAMsim3 keeps it, and wants it never to fall
   * @throws BadInputException if the file cannot be written; for address 0 in ChampSim's format,
   *     where 0 means no operand
   */
  public void access(long packed, long cycle) {
    if (size > BUFFER - LONGEST) {
      flush();
    }
    boolean write = Trace.isWrite(packed);
    long address = Trace.address(packed);
    switch (format) {
      case TEXT -> {
        buffer[size++] = (byte) (write ? 'W' : 'R');
        buffer[size++] = ' ';
        hexadecimal(address);
      }
      case RAMULATOR -> {
        text(write ? "ST " : "LD ");
        hexadecimal(address);
      }
      case DRAMSIM3 -> {
        hexadecimal(address);
        text(write ? " WRITE " : " READ ");
        text(Long.toString(cycle));
      }
      case CHAMPSIM -> record(write, address);
    }
    if (format != TraceFormat.CHAMPSIM) {
      buffer[size++] = '\n';
    }
  }

  private void record(boolean write, long address) {
    if (address == 0) {
      throw new BadInputException(
          file + ": address 0x0 has no form in a champsim trace, where 0 means no operand");
    }
    for (int word = 0; word < ChampSimRecords.RECORD_BYTES; word += 8) {
      words.putLong(size + word, 0);
    }
    words.putLong(size, write ? STORE_POINTER : LOAD_POINTER);
    words.putLong(
        size + (write ? ChampSimRecords.WRITES_OFFSET : ChampSimRecords.READS_OFFSET), address);
    size += ChampSimRecords.RECORD_BYTES;
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  private void hexadecimal(long address) {
    buffer[size++] = '0';
    buffer[size++] = 'x';
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(address)) / 4);
    for (int digit = digits - 1; digit >= 0; digit--) {
      buffer[size++] = DIGITS[(int) (address >>> (4 * digit)) & 15];
    }
  }

  private void flush() {
    try {
      out.write(buffer, 0, size);
    } catch (IOException e) {
      throw unwritable(e);
    }
    size = 0;
  }

  private BadInputException unwritable(IOException e) {
    return new BadInputException(file + ": cannot be written: " + BadInputException.reason(e), e);
  }

  /** Ends the file and gives it its name. */
  public void finish() throws IOException {
    flush();
    try {
      if (out instanceof GZIPOutputStream compressed) {
        compressed.finish();
      }
      channel.force(true);
    } catch (IOException e) {
      throw unwritable(e);
    }
    // It is locked until it has its name.
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    closed = true;
    out.close();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        out.close();
      } catch (IOException e) {
        throw unwritable(e);
      } finally {
        Files.deleteIfExists(partial);
      }
    }
  }
}
