package janus.trace;

import janus.provenance.BadInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Traces in files, plain or gzip; which of the two is decided by the first bytes, not by the name.
 * Files are streamed: a walk holds one buffer, however long the file is.
 */
public final class TraceFiles {
  private static final int GZIP_BUFFER = 1 << 16;

  private TraceFiles() {}

  /**
   * A trace of {@code R|W 0xADDRESS} lines.
   *
   * @see #open(Path, TraceFormat)
   */
  public static Trace open(Path file) {
    return open(file, TraceFormat.TEXT);
  }

  /**
   * The accesses of a file. It is read anew by each walk; a file without accesses is an empty
   * trace. A walk throws {@link BadInputException} at the first line that the format does not allow
   * (wrong kind, no {@code 0x}, a negative address or one of 2<sup>62</sup> or more, anything left
   * over, 1024 bytes or more), with file, line number, text and expectation, and where compressed
   * data is damaged, ends early, or is followed by something else.
   *
   * @throws BadInputException if there is no such file, or what is there can be read only once
   */
  public static Trace open(Path file, TraceFormat format) {
    if (!Files.exists(file)) {
      throw new BadInputException(file + ": no such trace file");
    }
    if (Files.isDirectory(file)) {
      throw new BadInputException(file + ": a directory, expected a trace file");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": a device or a pipe, expected a trace file");
    }
    if (!Files.isReadable(file)) {
      throw new BadInputException(file + ": the trace file may not be read");
    }
    return new FileTrace(file, format);
  }

  /** A trace that opens its file for every walk. */
  private record FileTrace(Path file, TraceFormat format) implements Trace {
    @Override
    public String description() {
      return file.getFileName() + " (" + format.spelling() + ")";
    }

    @Override
    public Cursor open() throws IOException {
      InputStream in = expanded(file);
      return switch (format) {
        case TEXT -> new TraceLines.Text(file, in);
        case DRAMSIM3 -> new TraceLines.DramSim3(file, in);
        case RAMULATOR -> new TraceLines.Ramulator(file, in);
        case CHAMPSIM -> new ChampSimRecords(file, in);
      };
    }
  }

  /** The bytes of a file, expanded if they start as a gzip member with deflated data does. */
  private static InputStream expanded(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      var in = new BufferedInputStream(raw, GZIP_BUFFER);
      in.mark(3);
      byte[] magic = in.readNBytes(3);
      in.reset();
      boolean gzip =
          magic.length == 3 && magic[0] == 0x1f && magic[1] == (byte) 0x8b && magic[2] == 8;
      return gzip ? new GzipMembers(in) : in;
    } catch (IOException e) {
      raw.close();
      throw unreadable(file, e);
    }
  }

  /** Gzip members up to the end of the file, where nothing follows the last but zeros. */
  private static final class GzipMembers extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    GzipMembers(InputStream in) throws IOException {
      super(in, GZIP_BUFFER);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      if (read < 0) {
        // What does not begin as a member does is passed over in silence otherwise.
        for (int i = len - inf.getRemaining() + TRAILER_BYTES; i < len; i++) {
          if (buf[i] != 0) {
            throw new ZipException("no member follows the last, but other bytes do");
          }
        }
      }
      return read;
    }
  }

  /** An error of the compressed data as bad input; other errors as they are. */
  static IOException unreadable(Path file, IOException e) {
    if (e instanceof ZipException || e instanceof java.io.EOFException) {
      throw new BadInputException(
          file
              + ": damaged gzip data ("
              + (e.getMessage() == null ? "it ends early" : e.getMessage())
              + "), expected a whole gzip file",
          e);
    }
    return e;
  }
}
