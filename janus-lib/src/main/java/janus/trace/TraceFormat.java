package janus.trace;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.Arrays;
import java.util.Locale;

/** How a trace lies in a file. */
public enum TraceFormat {
  /**
   * One access a line, {@code R 0x1f80} or {@code W 0x1f80}: the Python simulator of Janus-1 and
   * the {@code address} format of Caffeine's simulator. Empty lines and lines that start with
   * {@code #} say nothing.
   */
  TEXT("R|W and 0x with the address in hexadecimal, as in 'R 0x1f80'"),
  /** {@code 0x1f80 READ 12}: address, kind, cycle (DRAMsim3). */
  DRAMSIM3("0x with the address, READ|WRITE, and a cycle, as in '0x1f80 READ 12'"),
  /** {@code LD 0x1f80} or {@code ST 0x1f80} (Ramulator 2, load-store traces). */
  RAMULATOR("LD|ST and 0x with the address in hexadecimal, as in 'LD 0x1f80'"),
  /**
   * Binary records of 64 bytes, one an instruction, little endian: u64 instruction pointer; u8 is
   * branch, taken, destination registers [2], source registers [4]; u64 destination memory [2] (the
   * writes), source memory [4] (the reads). Zero means no operand, so address 0 cannot be written.
   */
  CHAMPSIM("records of 64 bytes");

  private final String expectation;

  TraceFormat(String expectation) {
    this.expectation = expectation;
  }

  /** What a line (or the file) must look like, for a person. */
  String expectation() {
    return expectation;
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
    for (TraceFormat format : values()) {
      if (format.spelling().equals(spelling)) {
        return format;
      }
    }
    throw Names.unknown(
        "trace format", spelling, Arrays.stream(values()).map(TraceFormat::spelling).toList());
  }
}
