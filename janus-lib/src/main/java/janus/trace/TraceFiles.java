package janus.trace;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Traces in files, plain, gzip or xz; which of them is decided by the first bytes, not by the name.
 * Files are streamed: a walk holds one buffer, however long the file is. Standard input ({@code -})
 * and named pipes are copied to a temporary file first, since a trace is walked more than once.
 */
public final class TraceFiles {
  /** Bytes that decide the format. */
  private static final int HEAD_BYTES = 1 << 16;

  /** File types in {@code st_mode}, see inode(7). */
  private static final int TYPE_MASK = 0170000;

  private static final int PIPE = 0010000;

  private TraceFiles() {}

  /**
   * A trace whose format is known by its content.
   *
   * @see #open(Path, TraceFormat)
   */
  public static Trace open(Path name) {
    return open(name, null);
  }

  /**
   * The accesses of a file. It is read anew by each walk; a file without accesses is an empty
   * trace. A walk throws {@link BadInputException} at the first line that the format does not allow
   * (wrong kind, an address that is none of {@link Trace#ADDRESSES}, anything left over, 1024 bytes
   * or more), with file, line number, text and expectation, and where compressed data is damaged,
   * ends early, or is followed by something else.
   *
   * @param format how it lies there, or null to know it by the content
   * @throws BadInputException if there is no such file, it is compressed in a way that is not read,
   *     or its format is not known
   */
  public static Trace open(Path name, TraceFormat format) {
    return opened(label(name), stored(name), format);
  }

  /** The same with the checksum of the file's bytes. */
  public static SourcedTrace read(Path name, TraceFormat format) throws IOException {
    Path stored = stored(name);
    return new SourcedTrace(
        opened(label(name), stored, format),
        Circumstances.current().withInput("trace", Sha256.ofFile(stored)));
  }

  private static boolean isStandardInput(Path name) {
    return name.toString().equals("-");
  }

  private static String label(Path name) {
    return isStandardInput(name) ? "standard input" : name.toString();
  }

  /** The file that holds the bytes: the one of that name, or a copy of what can be read once. */
  private static Path stored(Path name) {
    try {
      if (isStandardInput(name)) {
        return copied(System.in);
      }
      requireReadable(name);
      if (Files.isRegularFile(name)) {
        return name;
      }
      try (InputStream in = Files.newInputStream(name)) {
        return copied(in);
      }
    } catch (IOException e) {
      throw new BadInputException(label(name) + ": " + BadInputException.reason(e), e);
    }
  }

  private static void requireReadable(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new BadInputException(file + ": no such trace file");
    }
    if (Files.isDirectory(file)) {
      throw new BadInputException(file + ": a directory, expected a trace file");
    }
    if (!Files.isRegularFile(file) && !isPipe(file)) {
      throw new BadInputException(file + ": a device, expected a trace file or a pipe");
    }
    if (!Files.isReadable(file)) {
      throw new BadInputException(file + ": the trace file may not be read");
    }
  }

  private static boolean isPipe(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && ((Integer) Files.getAttribute(file, "unix:mode") & TYPE_MASK) == PIPE;
  }

  private static Path copied(InputStream in) throws IOException {
    Path copy = Files.createTempFile("janus-trace-", ".tmp");
    copy.toFile().deleteOnExit();
    Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private static Trace opened(String name, Path stored, TraceFormat format) {
    try (InputStream in = Expanded.open(name, stored)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      Expanded.requireNoOther(name, head);
      boolean whole = head.length < HEAD_BYTES;
      TraceFormat known = format == null ? KnownFormat.of(name, head, whole) : format;
      if (known == TraceFormat.CHAMPSIM) {
        var records = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (ChampSimLayout.of(records, whole) == ChampSimLayout.CLOUDSUITE) {
          known = TraceFormat.CLOUDSUITE;
        }
      }
      return new FileTrace(name, stored, known);
    } catch (IOException e) {
      throw new BadInputException(name + ": " + BadInputException.reason(e), e);
    }
  }

  /** A trace that opens its file for every walk. */
  private record FileTrace(String name, Path stored, TraceFormat format) implements Trace {
    @Override
    public String description() {
      Path file = Path.of(name);
      return (file.equals(stored) ? file.getFileName() : name) + " (" + format.spelling() + ")";
    }

    @Override
    public boolean isTimed() {
      return format.isTimed();
    }

    @Override
    public List<String> notes() {
      return format.notes();
    }

    @Override
    public Cursor open() throws IOException {
      InputStream in = Expanded.open(name, stored);
      return switch (format) {
        case CHAMPSIM -> new ChampSimRecords(name, in, ChampSimLayout.PLAIN);
        case CLOUDSUITE -> new ChampSimRecords(name, in, ChampSimLayout.CLOUDSUITE);
        default -> new TraceLines(name, format, in);
      };
    }
  }
}
