package janus.simulator;

import janus.units.Bounds;
import janus.units.DataSize;

/**
 * Tier 2: memory in banks, eDRAM or another technology. Line L belongs to bank L mod banks. Reads
 * and writes take their bank in the order they leave tier 1.
 *
 * @param capacity of all banks; what the trace touches beyond it lies in tier 3
 * @param banks at least 1
 * @param readLatencyCycles from the bank's start to the line in tier 1
 * @param writeLatencyCycles from the bank's start to the end of the write
 * @param readOccupancyCycles time a read keeps its bank busy
 * @param writeOccupancyCycles time a write keeps its bank busy
 * @param queueLinesPerBank requests that may wait for a bank; where so many do, a read holds up all
 *     requests until there is a place. A write waits in the write buffer, and takes a place of the
 *     queue without waiting for one
 * @param busBytesPerCycle read bandwidth to tier 1, 0 for no limit; a line then takes {@code
 *     ceil(lineBytes / busBytesPerCycle)} cycles more
 * @param refresh null where nothing needs refreshing
 */
public record Tier2Settings(
    DataSize capacity,
    int banks,
    int readLatencyCycles,
    int writeLatencyCycles,
    int readOccupancyCycles,
    int writeOccupancyCycles,
    int queueLinesPerBank,
    int busBytesPerCycle,
    RefreshSettings refresh) {
  public Tier2Settings {
    java.util.Objects.requireNonNull(capacity, "capacity");
    Bounds.within("tier-2 banks", 1, Check.MOST_PARTS, banks);
    Bounds.within("readLatencyCycles", 1, Check.MOST_CYCLES, readLatencyCycles);
    Bounds.within("writeLatencyCycles", 1, Check.MOST_CYCLES, writeLatencyCycles);
    Bounds.within("readOccupancyCycles", 1, Check.MOST_CYCLES, readOccupancyCycles);
    Bounds.within("writeOccupancyCycles", 1, Check.MOST_CYCLES, writeOccupancyCycles);
    Bounds.within("queueLinesPerBank", 1, Check.MOST_PARTS, queueLinesPerBank);
    Bounds.within(
        "tier-2 banks x queueLinesPerBank", 1, Check.MOST_PARTS, (long) banks * queueLinesPerBank);
    Bounds.within("busBytesPerCycle", 0, Check.MOST_PARTS, busBytesPerCycle);
  }

  public Tier2Settings withCapacity(DataSize value) {
    return new Tier2Settings(
        value,
        banks,
        readLatencyCycles,
        writeLatencyCycles,
        readOccupancyCycles,
        writeOccupancyCycles,
        queueLinesPerBank,
        busBytesPerCycle,
        refresh);
  }

  public Tier2Settings withBanks(int value) {
    return new Tier2Settings(
        capacity,
        value,
        readLatencyCycles,
        writeLatencyCycles,
        readOccupancyCycles,
        writeOccupancyCycles,
        queueLinesPerBank,
        busBytesPerCycle,
        refresh);
  }

  /** Reads and writes of so many cycles that keep their bank busy as long. */
  public Tier2Settings withLatencyCycles(int value) {
    return withTiming(value, value, value, value);
  }

  public Tier2Settings withTiming(
      int readLatency, int writeLatency, int readOccupancy, int writeOccupancy) {
    return new Tier2Settings(
        capacity,
        banks,
        readLatency,
        writeLatency,
        readOccupancy,
        writeOccupancy,
        queueLinesPerBank,
        busBytesPerCycle,
        refresh);
  }

  public Tier2Settings withQueueLinesPerBank(int value) {
    return new Tier2Settings(
        capacity,
        banks,
        readLatencyCycles,
        writeLatencyCycles,
        readOccupancyCycles,
        writeOccupancyCycles,
        value,
        busBytesPerCycle,
        refresh);
  }

  public Tier2Settings withBusBytesPerCycle(int value) {
    return new Tier2Settings(
        capacity,
        banks,
        readLatencyCycles,
        writeLatencyCycles,
        readOccupancyCycles,
        writeOccupancyCycles,
        queueLinesPerBank,
        value,
        refresh);
  }

  public Tier2Settings withRefresh(RefreshSettings value) {
    return new Tier2Settings(
        capacity,
        banks,
        readLatencyCycles,
        writeLatencyCycles,
        readOccupancyCycles,
        writeOccupancyCycles,
        queueLinesPerBank,
        busBytesPerCycle,
        value);
  }
}
