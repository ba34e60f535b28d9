package janus.trace;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks over ChampSim's binary records; of each, the reads come before the writes. */
final class ChampSimRecords implements Trace.Cursor {
  private static final int RECORDS = 1024;

  private final String file;
  private final InputStream in;
  private final ChampSimLayout layout;
  private final int recordBytes;
  private final byte[] bytes;
  private final ByteBuffer records;
  private int next;
  private int limit;
  private long recordsBefore;

  /** Operands of the current record that were taken: its reads, then its writes. */
  private int operands;

  /**
   * @param file name for messages
   * @param in the records, closed with this
   */
  ChampSimRecords(String file, InputStream in, ChampSimLayout layout) {
    this.file = file;
    this.in = in;
    this.layout = layout;
    recordBytes = layout.recordBytes();
    bytes = new byte[RECORDS * recordBytes];
    records = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int fill(long[] packed) throws IOException {
    int count = 0;
    while (count < packed.length) {
      if (next == limit && !refill()) {
        break;
      }
      if (operands == 0) {
        requirePlausible();
      }
      long address = records.getLong(next + layout.offset(operands));
      if (address != 0) {
        packed[count++] =
            Trace.pack(
                layout.isWrite(operands) ? AccessKind.WRITE : AccessKind.READ, Trace.kept(address));
      }
      if (++operands == layout.operands()) {
        operands = 0;
        next += recordBytes;
      }
    }
    return count;
  }

  private void requirePlausible() {
    String complaint = layout.complaint(records, next);
    if (complaint != null) {
      throw new BadInputException(
          file
              + ": record "
              + (recordsBefore + next / recordBytes + 1)
              + ": "
              + complaint
              + ", expected ChampSim's records of "
              + recordBytes
              + " bytes with "
              + Trace.ADDRESSES);
    }
  }

  private boolean refill() throws IOException {
    recordsBefore += limit / recordBytes;
    next = 0;
    limit = in.readNBytes(bytes, 0, bytes.length);
    if (limit % recordBytes != 0) {
      throw new BadInputException(
          file
              + ": "
              + limit % recordBytes
              + " bytes after record "
              + (recordsBefore + limit / recordBytes)
              + ", expected whole records of "
              + recordBytes
              + " bytes");
    }
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
