package janus.trace;

import janus.provenance.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The format of a trace by its first bytes. */
final class KnownFormat {
  private final String name;
  private final byte[] head;
  private final boolean whole;

  private KnownFormat(String name, byte[] head, boolean whole) {
    this.name = name;
    this.head = head;
    this.whole = whole;
  }

  /**
   * The format of a file: of records if there are zero bytes, else the format that reads the first
   * lines, so that a walk names the first line that it does not read.
   *
   * @param name for messages
   * @param head first bytes, expanded
   * @param whole whether these are all
   * @throws BadInputException if no format is known by these bytes
   */
  static TraceFormat of(String name, byte[] head, boolean whole) throws IOException {
    var known = new KnownFormat(name, head, whole);
    return known.isBinary() ? known.ofRecords() : known.ofLines();
  }

  private boolean isBinary() {
    for (byte b : head) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private TraceFormat ofRecords() {
    ChampSimLayout layout =
        ChampSimLayout.of(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN), whole);
    if (layout == null) {
      throw new BadInputException(
          name
              + ": neither text nor ChampSim's records of 64 or 96 bytes, expected one of "
              + TraceFormat.SPELLINGS);
    }
    return layout == ChampSimLayout.PLAIN ? TraceFormat.CHAMPSIM : TraceFormat.CLOUDSUITE;
  }

  private TraceFormat ofLines() throws IOException {
    Attempt best = null;
    for (TraceFormat format : TraceFormat.ofLines()) {
      Attempt attempt = attempt(format);
      if (best == null || attempt.lines.spokenLines() > best.lines.spokenLines()) {
        best = attempt;
      }
    }
    if (best.stopped && best.lines.spokenLines() == 0) {
      throw best.lines.malformed("a line of " + TraceFormat.SPELLINGS);
    }
    if (best.format == TraceFormat.DINERO && !best.lines.hasLetterDigits()) {
      throw new BadInputException(
          name
              + ": digits that are hexadecimal in Dinero's traces and decimal in others,"
              + " expected the format by name (dinero)");
    }
    return best.format;
  }

  /** Lines read in a format, up to the end or the first that is none of the format's. */
  private record Attempt(TraceFormat format, TraceLines lines, boolean stopped) {}

  private Attempt attempt(TraceFormat format) throws IOException {
    var lines = new TraceLines(name, format, new ByteArrayInputStream(head, 0, wholeLines()));
    long[] packed = new long[1024];
    try {
      int read = lines.fill(packed);
      while (read > 0) {
        read = lines.fill(packed);
      }
      return new Attempt(format, lines, false);
    } catch (BadInputException e) {
      return new Attempt(format, lines, true);
    }
  }

  private int wholeLines() {
    int end = head.length;
    while (!whole && end > 0 && head[end - 1] != '\n') {
      end--;
    }
    return end == 0 ? head.length : end;
  }
}
