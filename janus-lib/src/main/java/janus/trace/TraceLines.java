package janus.trace;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over text with one access a line. Fields are separated by spaces or tabs, lines end with LF
 * or CRLF, the last may lack its end. A byte order mark of UTF-8 before the first is passed.
 */
final class TraceLines implements Trace.Cursor {
  private static final int BUFFER = 1 << 16;

  /** Longer lines belong to no trace. */
  private static final int LONGEST_LINE = 1024;

  private static final int SHOWN = 60;

  /** Digits of the largest 64-bit number. */
  private static final int MOST_DECIMAL_DIGITS = 20;

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

  private final String file;
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

  /** The cycle in which the access of the line arrives, and an access after it, or -1. */
  private long cycle;

  private long follower = -1;

  /** Lines read that were neither empty nor comments, and whether one held a digit above 9. */
  private long spoken;

  private boolean letterDigits;

  /**
   * @param file name for messages
   * @param in the text, closed with this
   */
  TraceLines(String file, TraceFormat format, InputStream in) {
    this.file = file;
    this.format = format;
    this.in = in;
  }

  @Override
  public int fill(long[] packed) throws IOException {
    return fillTimed(packed, null);
  }

  @Override
  public int fill(long[] packed, long[] cycles) throws IOException {
    return format.isTimed() ? fillTimed(packed, cycles) : Trace.Cursor.super.fill(packed, cycles);
  }

  /**
   * @param cycles where cycles of arrival go, or null
   */
  private int fillTimed(long[] packed, long[] cycles) throws IOException {
    int count = 0;
    while (count < packed.length) {
      long access = follower;
      follower = -1;
      if (access < 0) {
        if (limit - position < LONGEST_LINE && !ended) {
          refill();
        }
        if (position == limit) {
          break;
        }
        if (format == TraceFormat.TEXT) {
          count = plainLines(buffer, packed, count);
        }
        boolean whole = ended || limit - position >= LONGEST_LINE;
        if (count == packed.length || position == limit || !whole) {
          continue;
        }
        access = nextLine();
      }
      if (access >= 0) {
        if (cycles != null) {
          cycles[count] = cycle;
        }
        packed[count++] = access;
      }
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Lines read so far that were neither empty nor comments. */
  long spokenLines() {
    return spoken;
  }

  /** Whether a hexadecimal number held a digit above 9. */
  boolean hasLetterDigits() {
    return letterDigits;
  }

  private void refill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    int read = in.readNBytes(buffer, limit, BUFFER - limit);
    ended = limit + read < BUFFER;
    limit += read;
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
    long access = -1;
    if (at < end && buffer[at] != '#') {
      access = format.line().access(this);
      spoken++;
    }
    position = end + 1;
    return access;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  void skipBlanks() {
    while (at < end && isBlank(buffer[at])) {
      at++;
    }
  }

  /** Whether the next field is this word; then it is passed. */
  boolean word(String expected) {
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

  /** The next digits, an address in hexadecimal that begins with {@code 0x}. */
  long prefixedHexadecimal() {
    if (!isPrefixed()) {
      throw malformed();
    }
    return hexadecimal();
  }

  /** The next digits, an address in hexadecimal with or without {@code 0x}. */
  long hexadecimal() {
    if (isPrefixed()) {
      at += 2;
    }
    long address = 0;
    int start = at;
    for (; at < end && HEX[buffer[at] & 0xff] >= 0; at++) {
      if (address >>> 60 != 0) {
        throw outside();
      }
      letterDigits |= buffer[at] > '9';
      address = address << 4 | HEX[buffer[at] & 0xff];
    }
    if (at == start) {
      throw malformed();
    }
    return kept(address);
  }

  /** The next digits, an address: hexadecimal after {@code 0x}, else decimal. */
  long prefixedOrDecimal() {
    return isPrefixed() ? hexadecimal() : decimal();
  }

  /** The next digits, an address in decimal. */
  long decimal() {
    int start = at;
    skipDigits();
    if (at - start > MOST_DECIMAL_DIGITS) {
      throw outside();
    }
    try {
      return kept(
          Long.parseUnsignedLong(new String(buffer, start, at - start, StandardCharsets.US_ASCII)));
    } catch (NumberFormatException e) {
      throw outside();
    }
  }

  /** The next digits, a number from 0 to 2<sup>63</sup> - 1. */
  long number() {
    int start = at;
    skipDigits();
    try {
      return Long.parseLong(new String(buffer, start, at - start, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private boolean isPrefixed() {
    return end - at > 2 && buffer[at] == '0' && (buffer[at + 1] | 0x20) == 'x';
  }

  private void skipDigits() {
    int start = at;
    while (atDigit()) {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
  }

  private long kept(long address) {
    long kept = Trace.kept(address);
    if (kept < 0) {
      throw outside();
    }
    return kept;
  }

  private BadInputException outside() {
    return malformed(Trace.ADDRESSES);
  }

  boolean atDigit() {
    return at < end && buffer[at] >= '0' && buffer[at] <= '9';
  }

  boolean atEnd() {
    return at == end;
  }

  /** Whether the rest of the line starts with this. */
  boolean startsWith(String expected) {
    byte[] bytes = expected.getBytes(StandardCharsets.US_ASCII);
    return end - at >= bytes.length
        && Arrays.equals(buffer, at, at + bytes.length, bytes, 0, bytes.length);
  }

  void skip(int bytes) {
    at += bytes;
  }

  /** Passes this character. */
  void require(char expected) {
    if (at == end || buffer[at] != expected) {
      throw malformed();
    }
    at++;
  }

  /** Passes the blanks after a field, of which there is at least one unless the line ends. */
  void endOfField() {
    if (at < end && !isBlank(buffer[at])) {
      throw malformed();
    }
    skipBlanks();
  }

  void endOfLine() {
    skipBlanks();
    if (at < end) {
      throw malformed();
    }
  }

  /** The access of this line arrives in a cycle. */
  void arrives(long atCycle) {
    cycle = atCycle;
  }

  /** Another access comes after that of this line. */
  void followedBy(long packed) {
    follower = packed;
  }

  BadInputException malformed() {
    return malformed(format.expectation());
  }

  /** The line that is being read is not what was expected. */
  BadInputException malformed(String expectation) {
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

  /** Reads as many common lines of text as a fast loop can; the rest takes the long way. */
  private int plainLines(byte[] bytes, long[] packed, int count) {
    int start = position;
    int safe = ended ? limit : limit - LONGEST_LINE;
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
    spoken += n - count;
    line += n - count;
    position = start;
    return n;
  }
}
