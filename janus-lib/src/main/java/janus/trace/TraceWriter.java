package janus.trace;

import janus.files.OutputFile;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a trace access by access to an {@link OutputFile}: a file appears whole at {@link
 * #finish}, a pipe or a device takes a stream. An output whose name ends in {@code .gz} is
 * compressed.
 */
public final class TraceWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 64;
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** Instruction pointers of the load and the store that ChampSim sees. */
  private static final long LOAD_POINTER = 0x400000;

  private static final long STORE_POINTER = 0x400004;

  private final Path name;
  private final TraceFormat format;
  private final OutputFile file;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteBuffer words = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
  private int size;
  private long accesses;

  /**
   * Opens a trace file, a pipe or a device.
   *
   * @param name as in {@link OutputFile}; compressed if it ends in {@code .gz}
   * @throws BadInputException if nothing can be written there
   */
  public TraceWriter(Path name, TraceFormat format) throws IOException {
    this.name = name;
    this.format = format;
    file = OutputFile.open(name);
    out = name.toString().endsWith(".gz") ? compressed(file) : file;
  }

  private static OutputStream compressed(OutputFile file) throws IOException {
    try {
      return new GZIPOutputStream(file, BUFFER);
    } catch (BadInputException e) {
      file.close();
      throw e;
    }
  }

  /**
   * An output that was written.
   *
   * @param accesses reads and writes
   * @param sha256 checksum of all bytes
   * @param toStandardOutput whether they went to this process's standard output
   */
  public record Written(long accesses, String sha256, boolean toStandardOutput) {}

  /**
   * Writes all of a trace. DRAMsim3 gets the cycles of a timed trace, else one access a cycle.
   *
   * @throws BadInputException if an access has no form in the format, or the output cannot be
   *     written
   * @throws IOException if reading fails
   */
  public static Written write(Trace trace, Path file, TraceFormat format, Progress progress)
      throws IOException {
    long[] packed = new long[4096];
    long[] cycles = trace.isTimed() ? new long[packed.length] : null;
    long done = 0;
    try (var writer = new TraceWriter(file, format);
        Trace.Cursor cursor = trace.open()) {
      for (int n = filled(cursor, packed, cycles); n > 0; n = filled(cursor, packed, cycles)) {
        Progress.checkInterrupted();
        for (int i = 0; i < n; i++) {
          writer.access(packed[i], cycles == null ? done + i : cycles[i]);
        }
        done += n;
        progress.update(done, trace.accesses(), "written " + done + " accesses");
      }
      writer.finish();
      return writer.written();
    }
  }

  private static int filled(Trace.Cursor cursor, long[] packed, long[] cycles) throws IOException {
    return cycles == null ? cursor.fill(packed) : cursor.fill(packed, cycles);
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
    accesses++;
    if (size > BUFFER - LONGEST) {
      flush();
    }
    boolean write = Trace.isWrite(packed);
    long address = Trace.canonical(Trace.address(packed));
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
      default -> throw new IllegalArgumentException(format + " is not written");
    }
    if (format != TraceFormat.CHAMPSIM) {
      buffer[size++] = '\n';
    }
  }

  private void record(boolean write, long address) {
    if (address == 0) {
      throw new BadInputException(
          name + ": address 0x0 has no form in a champsim trace, where 0 means no operand");
    }
    ChampSimLayout layout = ChampSimLayout.PLAIN;
    for (int word = 0; word < layout.recordBytes(); word += 8) {
      words.putLong(size + word, 0);
    }
    words.putLong(size, write ? STORE_POINTER : LOAD_POINTER);
    words.putLong(size + layout.offset(write ? ChampSimLayout.FIRST_WRITE : 0), address);
    size += layout.recordBytes();
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
      throw new UncheckedIOException(e);
    }
    size = 0;
  }

  /**
   * Ends the trace; a file gets its name.
   *
   * @throws BadInputException if the output cannot be written
   */
  public void finish() throws IOException {
    flush();
    if (out instanceof GZIPOutputStream compressed) {
      compressed.finish();
    }
    file.commit();
  }

  /** Facts about the trace that was written, once it is finished. */
  public Written written() {
    return new Written(accesses, file.sha256(), file.isStandardOutput());
  }

  /** Closes the output; a file that was not finished is discarded. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
