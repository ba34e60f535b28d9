package janus.trace;

/** The lines of each text format. */
final class LineFormats {
  private LineFormats() {}

  /** Reads the access of a line. */
  interface Line {
    /** The access, packed as in {@link Trace}, or -1 for a line that has none. */
    long access(TraceLines line);
  }

  static long text(TraceLines line) {
    boolean write = isSecond(line, "R", "W");
    long address = line.prefixedHexadecimal();
    return ended(line, write, address);
  }

  static long dramSim3(TraceLines line) {
    long address = line.hexadecimal();
    line.endOfField();
    boolean write =
        line.word("WRITE") || line.word("write") || line.word("P_MEM_WR") || line.word("BOFF");
    if (!write
        && !line.word("READ")
        && !line.word("read")
        && !line.word("P_MEM_RD")
        && !line.word("P_FETCH")) {
      throw line.malformed();
    }
    line.arrives(line.number());
    return ended(line, write, address);
  }

  static long ramulator(TraceLines line) {
    boolean write = line.word("ST");
    if (write || line.word("LD")) {
      return ended(line, write, line.prefixedOrDecimal());
    }
    long address = line.hexadecimal();
    line.endOfField();
    write = isSecond(line, "R", "W");
    line.endOfLine();
    return packed(write, address);
  }

  static long lackey(TraceLines line) {
    if (line.startsWith("==")) {
      return -1;
    }
    boolean instruction = line.word("I");
    boolean modify = !instruction && line.word("M");
    boolean write = !instruction && !modify && isSecond(line, "L", "S");
    long address = line.hexadecimal();
    line.require(',');
    line.number();
    line.endOfLine();
    if (modify) {
      line.followedBy(packed(true, address));
    }
    return instruction ? -1 : packed(write, address);
  }

  static long dinero(TraceLines line) {
    boolean instruction = line.word("2");
    boolean write = !instruction && isSecond(line, "0", "1");
    long address = line.hexadecimal();
    line.endOfField();
    return instruction ? -1 : packed(write, address);
  }

  static long pin(TraceLines line) {
    line.prefixedHexadecimal();
    line.require(':');
    line.skipBlanks();
    boolean write = isSecond(line, "R", "W");
    long address = line.prefixedHexadecimal();
    line.endOfField();
    if (!line.atEnd()) {
      line.number();
      line.endOfField();
    }
    if (!line.atEnd()) {
      line.prefixedHexadecimal();
    }
    return ended(line, write, address);
  }

  static long gem5(TraceLines line) {
    if (line.atDigit()) {
      line.number();
      line.require(',');
    }
    boolean write = line.startsWith("w,");
    if (!write && !line.startsWith("r,")) {
      throw line.malformed();
    }
    line.skip(2);
    long address = line.decimal();
    line.require(',');
    line.number();
    int more = 0;
    while (!line.atEnd() && more < 3) {
      line.require(',');
      line.number();
      more++;
    }
    if (more == 0) {
      throw line.malformed();
    }
    return ended(line, write, address);
  }

  /** Whether the next field is the second of two words; an error if it is neither. */
  private static boolean isSecond(TraceLines line, String first, String second) {
    boolean isSecond = line.word(second);
    if (!isSecond && !line.word(first)) {
      throw line.malformed();
    }
    return isSecond;
  }

  private static long ended(TraceLines line, boolean write, long address) {
    line.endOfField();
    line.endOfLine();
    return packed(write, address);
  }

  private static long packed(boolean write, long address) {
    return Trace.pack(write ? AccessKind.WRITE : AccessKind.READ, address);
  }
}
