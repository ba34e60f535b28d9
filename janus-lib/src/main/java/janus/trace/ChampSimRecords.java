package janus.trace;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Walks over ChampSim's binary records; of each, the reads come before the writes. */
final class ChampSimRecords implements Trace.Cursor {
  static final int RECORD_BYTES = 64;
  static final int WRITES_OFFSET = 16;
  static final int WRITES = 2;
  static final int READS_OFFSET = 32;
  static final int READS = 4;
  private static final int RECORDS = 1024;

  private final Path file;
  private final InputStream in;
  private final byte[] bytes = new byte[RECORDS * RECORD_BYTES];
  private final ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private int next;
  private int limit;
  private long recordsBefore;

  /** Operands of the current record that were taken: its reads, then its writes. */
  private int operands;

  ChampSimRecords(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  @Override
  public int fill(long[] packed) throws IOException {
    int count = 0;
    while (count < packed.length) {
      if (next == limit && !refill()) {
        break;
      }
      boolean write = operands >= READS;
      int place =
          next + (write ? WRITES_OFFSET + 8 * (operands - READS) : READS_OFFSET + 8 * operands);
      long address = records.getLong(place);
      if (address != 0) {
        if (address >>> 62 != 0) {
          throw new BadInputException(
              file
                  + ": record "
                  + (recordsBefore + next / RECORD_BYTES + 1)
                  + ": address 0x"
                  + Long.toHexString(address)
                  + ", expected one below 2^62");
        }
        packed[count++] = Trace.pack(write ? AccessKind.WRITE : AccessKind.READ, address);
      }
      if (++operands == READS + WRITES) {
        operands = 0;
        next += RECORD_BYTES;
      }
    }
    return count;
  }

  private boolean refill() throws IOException {
    recordsBefore += limit / RECORD_BYTES;
    next = 0;
    try {
      limit = in.readNBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw TraceFiles.unreadable(file, e);
    }
    if (limit % RECORD_BYTES != 0) {
      throw new BadInputException(
          file
              + ": "
              + limit % RECORD_BYTES
              + " bytes after record "
              + (recordsBefore + limit / RECORD_BYTES)
              + ", expected whole records of "
              + RECORD_BYTES
              + " bytes");
    }
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
