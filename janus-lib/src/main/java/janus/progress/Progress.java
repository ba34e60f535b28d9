package janus.progress;

import java.util.concurrent.CancellationException;

/**
 * Receives the progress of a long computation. The computation calls {@link #update} often (the
 * receiver throttles) and {@link #checkInterrupted} in the same places.
 */
@FunctionalInterface
public interface Progress {
  /** Reports nothing. */
  Progress NONE = (done, total, message) -> {};

  /**
   * Called as work advances.
   *
   * @param done units of work finished
   * @param total total units of work, or 0 if unknown
   * @param message a short text for a person: the task and its rate
   */
  void update(long done, long total, String message);

  /**
   * Stops the computation if its thread is interrupted.
   *
   * @throws CancellationException if the thread is interrupted; the interrupt status stays set
   */
  static void checkInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
