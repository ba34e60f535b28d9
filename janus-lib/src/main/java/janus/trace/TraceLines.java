package janus.trace;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Walks over text with one access a line. Fields are separated by spaces or tabs, lines end with LF
 * or CRLF, the last may lack its end. A byte order mark of UTF-8 before the first is passed.
 */
abstract class TraceLines implements Trace.Cursor {
  private static final int BUFFER = 1 << 16;

  /** Longer lines belong to no trace. */
  private static final int LONGEST_LINE = 1024;

  private static final int SHOWN = 60;

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Value of a hexadecimal digit, -1 for other bytes. */
  private static final byte[] HEX = new byte[256];

  static {
    Arrays.fill(HEX, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      HEX[Character.forDigit(digit, 16)] = (byte) digit;
      HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
    }
  }

  private final Path file;
  private final TraceFormat format;
  private final InputStream in;

  /** Unread bytes are {@code buffer[position .. limit)}; a line feed stands at {@code limit}. */
  private final byte[] buffer = new byte[BUFFER + LONGEST_LINE];

  private int position;
  private int limit;
  private boolean begun;
  private boolean ended;
  private long line;

  /** End of the line that is being read, and the place in it. */
  private int end;

  private int at;

  private TraceLines(Path file, TraceFormat format, InputStream in) {
    this.file = file;
    this.format = format;
    this.in = in;
  }

  @Override
  public final int fill(long[] packed) throws IOException {
    int count = 0;
    while (count < packed.length) {
      if (limit - position < LONGEST_LINE && !ended) {
        refill();
      }
      if (position == limit) {
        break;
      }
      count = plainLines(buffer, packed, count);
      if (count < packed.length
          && position < limit
          && (ended || limit - position >= LONGEST_LINE)) {
        long access = nextLine();
        if (access >= 0) {
          packed[count++] = access;
        }
      }
    }
    return count;
  }

  @Override
  public final void close() throws IOException {
    in.close();
  }

  /** Reads the accesses of as many common lines as a fast loop can; the rest takes the long way. */
  int plainLines(byte[] bytes, long[] packed, int count) {
    return count;
  }

  /** The access of the current line. */
  abstract long access();

  private void refill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    try {
      while (limit < BUFFER) {
        int read = in.read(buffer, limit, BUFFER - limit);
        if (read < 0) {
          ended = true;
          break;
        }
        limit += read;
      }
    } catch (IOException e) {
      throw TraceFiles.unreadable(file, e);
    }
    if (!begun) {
      begun = true;
      position = startsWithMark() ? MARK.length : 0;
    }
    if (ended && limit > position && buffer[limit - 1] != '\n') {
      buffer[limit++] = '\n';
    }
    buffer[limit] = '\n';
  }

  private boolean startsWithMark() {
    return limit >= MARK.length && Arrays.equals(buffer, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** The access of the next line, -1 for a line that says nothing. */
  private long nextLine() {
    line++;
    at = position;
    end = position;
    while (end < limit && buffer[end] != '\n') {
      if (end - position >= LONGEST_LINE - 1) {
        throw malformed("a line of less than " + LONGEST_LINE + " bytes");
      }
      end++;
    }
    skipBlanks();
    long access = at == end || buffer[at] == '#' ? -1 : access();
    position = end + 1;
    return access;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  final void skipBlanks() {
    while (at < end && isBlank(buffer[at])) {
      at++;
    }
  }

  /** Whether the next field is this word; then it is passed. */
  final boolean word(String expected) {
    int length = expected.length();
    if (end - at < length || (at + length < end && !isBlank(buffer[at + length]))) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    at += length;
    skipBlanks();
    return true;
  }

  /** The next field, an address. */
  final long address() {
    if (end - at < 3 || buffer[at] != '0' || (buffer[at + 1] | 0x20) != 'x') {
      throw malformed();
    }
    long address = 0;
    int start = at + 2;
    for (at = start; at < end && HEX[buffer[at] & 0xff] >= 0; at++) {
      if (address >= 1L << 58) {
        throw malformed("an address below 2^62");
      }
      address = address << 4 | HEX[buffer[at] & 0xff];
    }
    if (at == start || (at < end && !isBlank(buffer[at]))) {
      throw malformed();
    }
    skipBlanks();
    return address;
  }

  /** Passes the next field, a number of at least 0. */
  final void number() {
    int start = at;
    while (at < end && buffer[at] >= '0' && buffer[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
    skipBlanks();
  }

  final void endOfLine() {
    if (at < end) {
      throw malformed();
    }
  }

  final BadInputException malformed() {
    return malformed(format.expectation());
  }

  private BadInputException malformed(String expectation) {
    int shown = position;
    var text = new StringBuilder();
    while (shown < limit && buffer[shown] != '\n' && shown - position < SHOWN) {
      shown++;
    }
    String raw =
        new String(buffer, position, shown - position, StandardCharsets.UTF_8).stripTrailing();
    raw.codePoints()
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) || c == 0xfffd ? '?' : c));
    if (shown < limit && buffer[shown] != '\n') {
      text.append("...");
    }
    return new BadInputException(
        file + ": line " + line + ": '" + text + "', expected " + expectation);
  }

  static final class Text extends TraceLines {
    Text(Path file, InputStream in) {
      super(file, TraceFormat.TEXT, in);
    }

    @Override
    int plainLines(byte[] bytes, long[] packed, int count) {
      TraceLines lines = this;
      int start = lines.position;
      int safe = lines.ended ? lines.limit : lines.limit - LONGEST_LINE;
      int n = count;
      while (n < packed.length && start < safe) {
        int kind = bytes[start];
        if ((kind != 'R' && kind != 'W')
            || bytes[start + 1] != ' '
            || bytes[start + 2] != '0'
            || bytes[start + 3] != 'x') {
          break;
        }
        int digits = start + 4;
        int next = digits;
        long address = 0;
        int digit = HEX[bytes[next] & 0xff];
        while (digit >= 0) {
          address = address << 4 | digit;
          digit = HEX[bytes[++next] & 0xff];
        }
        // Fifteen digits stay below 2^60; longer ones are checked the long way.
        if (next == digits || next - digits > 15 || bytes[next] != '\n') {
          break;
        }
        packed[n++] = address << 1 | (kind == 'W' ? 1 : 0);
        start = next + 1;
      }
      lines.line += n - count;
      lines.position = start;
      return n;
    }

    @Override
    long access() {
      boolean write = word("W");
      if (!write && !word("R")) {
        throw malformed();
      }
      long address = address();
      endOfLine();
      return Trace.pack(write ? AccessKind.WRITE : AccessKind.READ, address);
    }
  }

  static final class Ramulator extends TraceLines {
    Ramulator(Path file, InputStream in) {
      super(file, TraceFormat.RAMULATOR, in);
    }

    @Override
    long access() {
      boolean write = word("ST");
      if (!write && !word("LD")) {
        throw malformed();
      }
      long address = address();
      endOfLine();
      return Trace.pack(write ? AccessKind.WRITE : AccessKind.READ, address);
    }
  }

  static final class DramSim3 extends TraceLines {
    DramSim3(Path file, InputStream in) {
      super(file, TraceFormat.DRAMSIM3, in);
    }

    @Override
    long access() {
      long address = address();
      boolean write = word("WRITE");
      if (!write && !word("READ")) {
        throw malformed();
      }
      number();
      endOfLine();
      return Trace.pack(write ? AccessKind.WRITE : AccessKind.READ, address);
    }
  }
}
