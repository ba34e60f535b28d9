package janus.progress;

import java.util.concurrent.CancellationException;

/**
 * Receives how far a long computation is. A computation calls {@link #update} often (the receiver
 * throttles) and {@link #checkInterrupted} at the same places.
 */
@FunctionalInterface
public interface Progress {
  /** Reports nothing. */
  Progress NONE = (done, total, message) -> {};

  /**
   * Called as work advances.
   *
   * @param done units of work finished
   * @param total units of work in all, or 0 where unknown
   * @param message a few words for a person: what is being done, and how fast
   */
  void update(long done, long total, String message);

  /**
   * Stops the computation when its thread has been interrupted.
   *
   * @throws CancellationException if so; the interrupt status stays set
   */
  static void checkInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
