package janus.simulator;

import janus.units.Bounds;

/**
 * Refresh of a bank: every {@code retentionCycles} each of its rows must be refreshed, {@code
 * rowsPerCommand} by one command, which blocks the bank. A command that falls due while the bank
 * works starts when it is free; one that ends before the bank is needed costs nothing.
 *
 * @param retentionCycles time a row keeps its data
 * @param rowsPerBank rows of a bank
 * @param rowsPerCommand rows refreshed together
 * @param blockedCycles time the bank is blocked by a command
 */
public record RefreshSettings(
    long retentionCycles, int rowsPerBank, int rowsPerCommand, int blockedCycles) {
  /** Longest time a command may block a bank. */
  public static final int MOST_BLOCKED_CYCLES = Limits.MOST_CYCLES;

  /** A day; what remembers longer needs no refresh here. */
  private static final double MOST_RETENTION_US = 86_400e6;

  public RefreshSettings {
    Bounds.atLeast("rowsPerBank", 1, rowsPerBank);
    Bounds.atLeast("rowsPerCommand", 1, rowsPerCommand);
    Bounds.within("blockedCycles", 1, MOST_BLOCKED_CYCLES, blockedCycles);
    Bounds.atLeast("retentionCycles", 1, retentionCycles);
    long interval = interval(retentionCycles, rowsPerBank, rowsPerCommand);
    if (blockedCycles >= interval) {
      throw new IllegalArgumentException(
          "refresh leaves no time: a command every "
              + interval
              + " cycles blocks the bank for "
              + blockedCycles
              + "; refresh more rows with a command");
    }
  }

  /**
   * The same with the retention in microseconds.
   *
   * @param clockGhz cycles in a nanosecond
   */
  public static RefreshSettings of(
      double retentionUs, double clockGhz, int rowsPerBank, int rowsPerCommand, int blockedCycles) {
    Bounds.within("retentionUs", 0, MOST_RETENTION_US, "us", retentionUs);
    return new RefreshSettings(
        (long) (retentionUs * 1e3 * clockGhz), rowsPerBank, rowsPerCommand, blockedCycles);
  }

  /** Cycles from one command of a bank to the next: retention x rows per command / rows. */
  public long intervalCycles() {
    return interval(retentionCycles, rowsPerBank, rowsPerCommand);
  }

  private static long interval(long retentionCycles, int rowsPerBank, int rowsPerCommand) {
    long commands = (rowsPerBank - 1L) / rowsPerCommand + 1;
    return retentionCycles / commands;
  }
}
