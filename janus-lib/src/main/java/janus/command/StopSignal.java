package janus.command;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns a signal that ends the process into a request to stop, and makes the process wait for what
 * was found so far. Closed when that is said.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
  private static final int LONGEST_WAIT_SECONDS = 20;

  private final PrintWriter out;
  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread ending = new Thread(this::end, "janus-stop");
  private volatile boolean asked;

  StopSignal(PrintWriter out) {
    this.out = out;
    Runtime.getRuntime().addShutdownHook(ending);
  }

  private void end() {
    asked = true;
    try {
      said.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean getAsBoolean() {
    return asked;
  }

  @Override
  public void close() {
    out.flush();
    said.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The process is ending, and this thread has said what it had to say.
    }
  }
}
