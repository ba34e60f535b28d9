package janus.inference;

import janus.inference.scoring.ScoredWindow;
import janus.inference.scoring.WindowScores;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Finished windows in a file: a header that names the run, then a record for each window, each with
 * its length before and its checksum behind. Records are only ever appended and are on the disk
 * when {@link #add} returns; one that was torn when the process was killed is cut off on opening.
 * Numbers are kept to the bit.
 */
public final class ChunkFile implements ChunkJournal, AutoCloseable {
  private static final byte[] MAGIC = "JANUS-CHUNKS-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_RECORD = 1 << 28;

  /** The parts of a record beside losses. */
  private static final int COMPARED = 1;

  private static final int CORRECT = 2;

  private final Path path;
  private final FileChannel channel;
  private final int schemes;
  private final Map<Integer, List<WindowScores>> finished = new HashMap<>();

  private ChunkFile(Path path, FileChannel channel, int schemes) {
    this.path = path;
    this.channel = channel;
    this.schemes = schemes;
  }

  /**
   * Opens a file, or begins one.
   *
   * @param run what the scores depend on, in words; a file of another run is refused
   * @param windows the windows that may be in it
   * @param schemes how many scores each window has, the baseline's included
   * @throws BadInputException if the file belongs to another run or process, or cannot be read
   */
  static ChunkFile open(Path path, String run, List<ScoredWindow> windows, int schemes) {
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var file = new ChunkFile(path, channel, schemes);
      try {
        file.read(run, windows);
        return file;
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadInputException(
          "--resume "
              + path
              + ": expected a file that can be read and written: "
              + BadInputException.reason(e),
          e);
    }
  }

  private void read(String run, List<ScoredWindow> windows) throws IOException {
    lock();
    byte[] name = run.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header =
        ByteBuffer.allocate(MAGIC.length + Integer.BYTES + name.length)
            .put(MAGIC)
            .putInt(name.length)
            .put(name)
            .flip();
    if (channel.size() < header.limit() && isPrefix(header)) {
      // Empty, or killed while it was begun.
      channel.truncate(0);
      write(header, 0);
      channel.position(header.limit());
      return;
    }
    requireHeader(header, run);
    var byIndex = new HashMap<Integer, ScoredWindow>();
    windows.forEach(window -> byIndex.put(window.index(), window));
    long at = header.limit();
    for (byte[] record = record(at); record != null; record = record(at)) {
      try {
        decode(at, ByteBuffer.wrap(record), byIndex);
      } catch (BufferUnderflowException e) {
        throw notOfThisRun(at, e);
      }
      at += record.length + 2L * Integer.BYTES;
    }
    channel.truncate(at);
    channel.position(at);
  }

  private void lock() throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // The same as a lock of another process.
    }
    throw new BadInputException(
        "--resume " + path + ": expected a file of this run alone, another process is using it");
  }

  private boolean isPrefix(ByteBuffer header) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) channel.size());
    readFully(start, 0);
    return start.flip().equals(header.duplicate().limit(start.limit()));
  }

  private void requireHeader(ByteBuffer header, String run) throws IOException {
    ByteBuffer fixed = ByteBuffer.allocate(MAGIC.length + Integer.BYTES);
    readFully(fixed, 0);
    fixed.flip();
    if (fixed.limit() < fixed.capacity()
        || !fixed.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new BadInputException(
          "--resume " + path + ": expected a checkpoint of janus perplexity, found another file");
    }
    int length = fixed.getInt(MAGIC.length);
    ByteBuffer name = ByteBuffer.allocate(Math.max(0, Math.min(length, 1 << 20)));
    readFully(name, fixed.limit());
    String found = StandardCharsets.UTF_8.decode(name.flip()).toString();
    if (!found.equals(run)) {
      throw new BadInputException(
          "--resume "
              + path
              + ": expected a checkpoint of this run ("
              + run
              + "), found one of another ("
              + found
              + ")");
    }
    if (header.limit() > channel.size()) {
      throw new IllegalStateException("header read beyond the end of " + path);
    }
  }

  /** The whole record at a place, or null if there is none or it is torn. */
  private byte[] record(long at) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    readFully(length, at);
    if (length.hasRemaining()) {
      return null;
    }
    int bytes = length.getInt(0);
    if (bytes < 0 || bytes > LONGEST_RECORD || at + 2L * Integer.BYTES + bytes > channel.size()) {
      return null;
    }
    ByteBuffer rest = ByteBuffer.allocate(bytes + Integer.BYTES);
    readFully(rest, at + Integer.BYTES);
    byte[] record = new byte[bytes];
    rest.flip().get(record);
    return rest.getInt() == checksum(record) ? record : null;
  }

  private void readFully(ByteBuffer buffer, long at) throws IOException {
    long position = at;
    for (int n = channel.read(buffer, position); n > 0; n = channel.read(buffer, position)) {
      position += n;
    }
  }

  private static int checksum(byte[] record) {
    var crc = new CRC32();
    crc.update(record);
    return (int) crc.getValue();
  }

  /** A record that is whole but is none that {@link #add} writes for these schemes. */
  private BadInputException notOfThisRun(long at, Exception cause) {
    return new BadInputException(
        "--resume "
            + path
            + ", byte "
            + at
            + ": expected the scores of "
            + schemes
            + " schemes, found something else",
        cause);
  }

  private void decode(long at, ByteBuffer record, Map<Integer, ScoredWindow> windows) {
    int index = record.getInt();
    if (record.getInt() != schemes) {
      throw notOfThisRun(at, null);
    }
    ScoredWindow window = windows.get(index);
    if (window == null) {
      // A longer run than this one; its window is not asked for.
      return;
    }
    var scores = new ArrayList<WindowScores>();
    for (int s = 0; s < schemes; s++) {
      scores.add(decode(record, window));
    }
    if (record.hasRemaining()) {
      throw notOfThisRun(at, null);
    }
    finished.put(index, scores);
  }

  private static WindowScores decode(ByteBuffer record, ScoredWindow window) {
    int kept = record.get();
    double[] loss = doubles(record, window.count());
    var scores = new WindowScores(window, loss);
    if ((kept & COMPARED) != 0) {
      double[] divergence = doubles(record, window.count());
      double[] change = doubles(record, window.count());
      boolean[] sameTop = booleans(record, window.count());
      scores = new WindowScores(window, loss, divergence, change, sameTop);
    }
    return (kept & CORRECT) != 0 ? scores.withCorrect(booleans(record, window.count())) : scores;
  }

  private static boolean[] booleans(ByteBuffer record, int count) {
    var values = new boolean[count];
    for (int i = 0; i < count; i++) {
      values[i] = record.get() != 0;
    }
    return values;
  }

  private static double[] doubles(ByteBuffer record, int count) {
    var values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = record.getDouble();
    }
    return values;
  }

  @Override
  public List<WindowScores> finished(int window) {
    return finished.get(window);
  }

  /** Windows that need not be run again. */
  public int size() {
    return finished.size();
  }

  @Override
  public void add(int window, List<WindowScores> scores) {
    int bytes = 2 * Integer.BYTES;
    for (WindowScores some : scores) {
      int compared = some.isCompared() ? 2 * Double.BYTES + 1 : 0;
      int correct = some.knowsCorrect() ? 1 : 0;
      bytes += 1 + some.count() * (Double.BYTES + compared + correct);
    }
    ByteBuffer record = ByteBuffer.allocate(bytes + 2 * Integer.BYTES);
    record.putInt(bytes).putInt(window).putInt(scores.size());
    for (WindowScores some : scores) {
      encode(some, record);
    }
    byte[] body = new byte[bytes];
    record.get(Integer.BYTES, body);
    record.putInt(checksum(body)).flip();
    try {
      write(record, channel.position());
    } catch (IOException e) {
      throw new BadInputException(
          "--resume " + path + ": cannot be written: " + BadInputException.reason(e), e);
    }
    finished.put(window, scores);
  }

  private static void encode(WindowScores scores, ByteBuffer record) {
    int kept = (scores.isCompared() ? COMPARED : 0) | (scores.knowsCorrect() ? CORRECT : 0);
    record.put((byte) kept);
    for (int i = 0; i < scores.count(); i++) {
      record.putDouble(scores.loss(i));
    }
    if (scores.isCompared()) {
      encodeComparison(scores, record);
    }
    for (int i = 0; scores.knowsCorrect() && i < scores.count(); i++) {
      record.put((byte) (scores.isCorrect(i) ? 1 : 0));
    }
  }

  private static void encodeComparison(WindowScores scores, ByteBuffer record) {
    for (int i = 0; i < scores.count(); i++) {
      record.putDouble(scores.divergence(i));
    }
    for (int i = 0; i < scores.count(); i++) {
      record.putDouble(scores.probabilityChange(i));
    }
    for (int i = 0; i < scores.count(); i++) {
      record.put((byte) (scores.isSameTop(i) ? 1 : 0));
    }
  }

  /** Appends, and returns when the bytes are on the disk. */
  private void write(ByteBuffer bytes, long at) throws IOException {
    channel.position(at);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
