package janus.trace;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A format of trace files. An access is the byte address it begins at. */
public enum TraceFormat {
  /**
   * One access a line, {@code R 0x1f80} or {@code W 0x1f80}: the Python simulator of Janus-1 and
   * the {@code address} format of Caffeine's simulator. Empty lines and lines that start with
   * {@code #} say nothing, here and in all formats of lines.
   */
  TEXT("R|W and 0x with the address in hexadecimal, as in 'R 0x1f80'", LineFormats::text),
  /**
   * {@code 0x1f80 READ 12}: address in hexadecimal, kind, cycle of arrival (DRAMsim3). As there,
   * the address may lack {@code 0x}; writes are {@code WRITE}, {@code write}, {@code P_MEM_WR} and
   * {@code BOFF}, reads {@code READ}, {@code read}, {@code P_MEM_RD} and {@code P_FETCH}.
   */
  DRAMSIM3(
      "the address in hexadecimal, READ|WRITE, and a cycle, as in '0x1f80 READ 12'",
      LineFormats::dramSim3),
  /**
   * {@code LD 0x1f80} or {@code ST 8064}, hexadecimal with {@code 0x}, else decimal (load-store
   * traces of Ramulator 2); or {@code 0x1f80 R}, always hexadecimal (DRAM traces of Ramulator 1).
   */
  RAMULATOR(
      "LD|ST and the address, hexadecimal with 0x or else decimal, as in 'LD 0x1f80'",
      LineFormats::ramulator),
  /**
   * Binary records of 64 bytes, one an instruction, little endian: u64 instruction pointer; u8 is
   * branch, taken, destination registers [2], source registers [4]; u64 destination memory [2] (the
   * writes), source memory [4] (the reads). Zero means no operand, so address 0 cannot be written.
   * Records of 96 bytes ({@link #CLOUDSUITE}) are known by their content.
   */
  CHAMPSIM("records of 64 bytes", null),
  /**
   * ChampSim's records of 96 bytes: as above with four destination registers and memory operands,
   * each on a multiple of 8 bytes, and two bytes of address space at the end.
   */
  CLOUDSUITE("records of 96 bytes", null),
  /**
   * {@code " L 04222cac,4"}: I (instruction), L (load), S (store) or M (a load, then a store),
   * address in hexadecimal, size (Valgrind's lackey with {@code --trace-mem=yes}). Instructions are
   * passed over, and so are Valgrind's own lines, which start with {@code ==}.
   */
  LACKEY(
      "I|L|S|M, the address in hexadecimal and a size, as in ' L 1ffefffa98,8'",
      LineFormats::lackey),
  /**
   * {@code 0 10019d94}: 0 (read), 1 (write) or 2 (instruction, passed over) and the address in
   * hexadecimal; what follows says nothing (Dinero's din).
   */
  DINERO(
      "0|1|2 (read, write, instruction) and the address in hexadecimal, as in '0 10019d94'",
      LineFormats::dinero),
  /**
   * {@code 0x7f1b5c110093: W 0x7ffec3420278}: instruction pointer, R or W, address; a size and a
   * value may follow (Pin's pinatrace).
   */
  PIN(
      "an instruction pointer, R|W and 0x with the address, as in '0x400093: W 0x7ff8'",
      LineFormats::pin),
  /**
   * {@code r,1048576,64,0,500}: r or w, address and size in decimal, then flags, tick and program
   * counter as far as there are any; the packet's number may precede (gem5's packet traces as its
   * {@code decode_packet_trace.py} prints them).
   */
  GEM5(
      "r|w, the address and the size in decimal, and a tick, as in 'r,1048576,64,0,500'",
      LineFormats::gem5);

  private static final List<TraceFormat> WRITABLE = List.of(TEXT, DRAMSIM3, RAMULATOR, CHAMPSIM);

  /** The names of all formats, for help. */
  public static final String SPELLINGS =
      "text, dramsim3, ramulator, champsim, cloudsuite, lackey, dinero, pin or gem5";

  private final String expectation;

  @SuppressWarnings("ImmutableEnumChecker") // Each is a method without state.
  private final LineFormats.Line line;

  TraceFormat(String expectation, LineFormats.Line line) {
    this.expectation = expectation;
    this.line = line;
  }

  /** The expected form of a line (or of the file), for a person. */
  String expectation() {
    return expectation;
  }

  /** The reader of a line, or null for formats without lines. */
  LineFormats.Line line() {
    return line;
  }

  /** Whether the format tells when accesses arrive. */
  boolean isTimed() {
    return this == DRAMSIM3;
  }

  /** Content of a file that a walk does not give; may be empty. */
  List<String> notes() {
    return switch (this) {
      case LACKEY, DINERO -> List.of("instruction fetches of the trace are left out");
      case GEM5 -> List.of("ticks of the trace are left out");
      default -> List.of();
    };
  }

  /** The name a person types, for example {@code dramsim3}. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of that name.
   *
   * @throws BadInputException listing the valid names
   */
  public static TraceFormat parse(String spelling) {
    return parse(spelling, List.of(values()));
  }

  /**
   * A format that {@link TraceWriter} writes.
   *
   * @throws BadInputException listing the valid names
   */
  public static TraceFormat parseWritable(String spelling) {
    return parse(spelling, WRITABLE);
  }

  private static TraceFormat parse(String spelling, List<TraceFormat> valid) {
    return valid.stream()
        .filter(format -> format.spelling().equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                Names.unknown(
                    "trace format", spelling, valid.stream().map(TraceFormat::spelling).toList()));
  }

  /** The formats that consist of lines. */
  static List<TraceFormat> ofLines() {
    return Arrays.stream(values()).filter(format -> format.line != null).toList();
  }
}
