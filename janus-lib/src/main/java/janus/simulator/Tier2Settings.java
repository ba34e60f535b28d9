package janus.simulator;

import janus.units.Bounds;
import janus.units.DataSize;
import java.util.Objects;

/**
 * Tier 2: memory in banks, eDRAM or another technology. Line L belongs to bank L mod banks. Reads
 * and writes take their bank in the order they leave tier 1.
 *
 * @param capacity of all banks; what the trace touches beyond it lies in tier 3
 * @param banks at least 1
 * @param timing cycles of a bank
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
    BankTiming timing,
    int queueLinesPerBank,
    int busBytesPerCycle,
    RefreshSettings refresh) {
  public Tier2Settings {
    Objects.requireNonNull(capacity, "capacity");
    Bounds.within("tier-2 banks", 1, Limits.MOST_PARTS, banks);
    Objects.requireNonNull(timing, "timing");
    Bounds.within("queueLinesPerBank", 1, Limits.MOST_PARTS, queueLinesPerBank);
    Bounds.within(
        "tier-2 banks x queueLinesPerBank", 1, Limits.MOST_PARTS, (long) banks * queueLinesPerBank);
    Bounds.within("busBytesPerCycle", 0, Limits.MOST_PARTS, busBytesPerCycle);
  }

  public Tier2Settings withCapacity(DataSize value) {
    return new Tier2Settings(value, banks, timing, queueLinesPerBank, busBytesPerCycle, refresh);
  }

  public Tier2Settings withBanks(int value) {
    return new Tier2Settings(capacity, value, timing, queueLinesPerBank, busBytesPerCycle, refresh);
  }

  public Tier2Settings withTiming(BankTiming value) {
    return new Tier2Settings(capacity, banks, value, queueLinesPerBank, busBytesPerCycle, refresh);
  }

  public Tier2Settings withQueueLinesPerBank(int value) {
    return new Tier2Settings(capacity, banks, timing, value, busBytesPerCycle, refresh);
  }

  public Tier2Settings withBusBytesPerCycle(int value) {
    return new Tier2Settings(capacity, banks, timing, queueLinesPerBank, value, refresh);
  }

  public Tier2Settings withRefresh(RefreshSettings value) {
    return new Tier2Settings(capacity, banks, timing, queueLinesPerBank, busBytesPerCycle, value);
  }
}
