package janus.trace;

import java.nio.ByteBuffer;

/** The offsets of memory operands in ChampSim's records; 0 is no operand. */
enum ChampSimLayout {
  /** {@code input_instr}. */
  PLAIN(64, 16, 2, 32),
  /** {@code cloudsuite_instr}. */
  CLOUDSUITE(96, 24, 4, 56);

  private static final int READS = 4;

  /** The number of the first operand that is a write. */
  static final int FIRST_WRITE = READS;

  private static final int IS_BRANCH = 8;
  private static final int BRANCH_TAKEN = 9;

  private final int recordBytes;
  private final int writesOffset;
  private final int writes;
  private final int readsOffset;

  ChampSimLayout(int recordBytes, int writesOffset, int writes, int readsOffset) {
    this.recordBytes = recordBytes;
    this.writesOffset = writesOffset;
    this.writes = writes;
    this.readsOffset = readsOffset;
  }

  int recordBytes() {
    return recordBytes;
  }

  int operands() {
    return READS + writes;
  }

  /** Whether an operand is a write; the reads come first. */
  boolean isWrite(int operand) {
    return operand >= READS;
  }

  /** Offset of an operand in its record. */
  int offset(int operand) {
    return isWrite(operand) ? writesOffset + 8 * (operand - READS) : readsOffset + 8 * operand;
  }

  /**
   * The fault of a record, or null: flags above 1, an address that is none, or operands without an
   * instruction.
   */
  String complaint(ByteBuffer records, int at) {
    if ((records.get(at + IS_BRANCH) | records.get(at + BRANCH_TAKEN)) >>> 1 != 0) {
      return "the flags of a branch are above 1";
    }
    boolean hasOperands = false;
    for (int operand = 0; operand < operands(); operand++) {
      long address = records.getLong(at + offset(operand));
      hasOperands |= address != 0;
      if (Trace.kept(address) < 0) {
        return "address 0x" + Long.toHexString(address);
      }
    }
    return hasOperands && records.getLong(at) == 0 ? "operands without an instruction" : null;
  }

  /** Whether a text or its beginning consists of such records, some of them instructions. */
  private boolean fits(ByteBuffer head, boolean whole) {
    boolean instructions = false;
    int at = 0;
    for (; at + recordBytes <= head.limit(); at += recordBytes) {
      if (complaint(head, at) != null) {
        return false;
      }
      instructions |= head.getLong(at) != 0;
    }
    return instructions && (at == head.limit() || !whole);
  }

  /** Bits of the distances between successive instructions, which are near in a program. */
  private double distance(ByteBuffer head) {
    double bits = 0;
    int records = 0;
    for (int at = recordBytes; at + recordBytes <= head.limit(); at += recordBytes) {
      long distance = head.getLong(at) - head.getLong(at - recordBytes);
      bits += 64 - Long.numberOfLeadingZeros(Math.abs(distance));
      records++;
    }
    return records == 0 ? 0 : bits / records;
  }

  /**
   * The layout of records, or null if none fits. Of two that fit, it is the one whose instructions
   * are nearer to each other.
   *
   * @param head the records, or their beginning
   * @param whole whether these are all
   */
  static ChampSimLayout of(ByteBuffer head, boolean whole) {
    boolean plain = PLAIN.fits(head, whole);
    boolean cloudsuite = CLOUDSUITE.fits(head, whole);
    if (plain && cloudsuite) {
      return PLAIN.distance(head) <= CLOUDSUITE.distance(head) ? PLAIN : CLOUDSUITE;
    }
    return plain ? PLAIN : cloudsuite ? CLOUDSUITE : null;
  }
}
