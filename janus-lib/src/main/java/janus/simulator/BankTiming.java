package janus.simulator;

import janus.units.Bounds;

/**
 * Cycles of a bank of tier 2, counted from the start of the access in the bank.
 *
 * @param readLatencyCycles to the arrival of the line in tier 1
 * @param writeLatencyCycles to the end of the write
 * @param readOccupancyCycles time a read keeps its bank busy
 * @param writeOccupancyCycles time a write keeps its bank busy
 */
public record BankTiming(
    int readLatencyCycles,
    int writeLatencyCycles,
    int readOccupancyCycles,
    int writeOccupancyCycles) {
  public BankTiming {
    Bounds.within("readLatencyCycles", 1, Limits.MOST_CYCLES, readLatencyCycles);
    Bounds.within("writeLatencyCycles", 1, Limits.MOST_CYCLES, writeLatencyCycles);
    Bounds.within("readOccupancyCycles", 1, Limits.MOST_CYCLES, readOccupancyCycles);
    Bounds.within("writeOccupancyCycles", 1, Limits.MOST_CYCLES, writeOccupancyCycles);
  }

  /** Reads and writes of equal latency that keep their bank busy for all of it. */
  public static BankTiming of(int latencyCycles) {
    return new BankTiming(latencyCycles, latencyCycles, latencyCycles, latencyCycles);
  }
}
