package janus.command;

import janus.progress.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress as one line on standard error that is written over, at most five times a second. */
public final class TerminalProgress implements Progress, AutoCloseable {
  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private long nextNanos = System.nanoTime();
  private boolean dirty;

  private TerminalProgress(PrintWriter err) {
    this.err = err;
  }

  /** Progress for a person at a terminal; for a log file there is none. */
  public static TerminalProgress on(PrintWriter err) {
    return new TerminalProgress(Boolean.getBoolean("janus.terminal") ? err : null);
  }

  /** Text that clears the line on a terminal; may be empty. */
  static String eraseLine() {
    return Boolean.getBoolean("janus.terminal") ? ERASE_LINE : "";
  }

  @Override
  public synchronized void update(long done, long total, String message) {
    if (err == null || System.nanoTime() < nextNanos) {
      return;
    }
    nextNanos = System.nanoTime() + INTERVAL_NANOS;
    String share = total > 0 ? String.format(Locale.ROOT, "%3.0f %% ", 100.0 * done / total) : "";
    err.print(ERASE_LINE + share + message);
    err.flush();
    dirty = true;
  }

  @Override
  public synchronized void close() {
    if (dirty) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}
