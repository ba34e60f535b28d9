package janus.experiment;

import janus.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Runs independent jobs on several threads; returns results in the order of the jobs. */
final class Parallel {
  private Parallel() {}

  /** The work on one job. */
  interface Work<J, R> {
    R run(J job) throws IOException;
  }

  /**
   * Runs all jobs.
   *
   * @throws IOException the first failure, in the order of the jobs
   * @throws CancellationException if this thread is interrupted, after interrupting the jobs
   */
  static <J, R> List<R> map(
      List<J> jobs, int threads, Progress progress, String message, Work<J, R> work)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, Parallel::daemon);
    try {
      var done = new AtomicLong();
      var futures = new ArrayList<Future<R>>();
      for (J job : jobs) {
        futures.add(
            pool.submit(
                () -> {
                  R result = work.run(job);
                  progress.update(done.incrementAndGet(), jobs.size(), message);
                  return result;
                }));
      }
      return results(futures);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "janus-experiment");
    thread.setDaemon(true);
    return thread;
  }

  private static <R> List<R> results(List<Future<R>> futures) throws IOException {
    var results = new ArrayList<R>();
    try {
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
