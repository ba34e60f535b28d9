package janus.inference.arithmetic;

import janus.units.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share the tasks of one step and wait for each other at its end; the caller's thread
 * is one of them. A free thread takes the next task in order. Results must not depend on which
 * thread takes which task.
 */
public final class Workers implements AutoCloseable {
  /** Time that an idle thread looks for work before it sleeps. */
  private static final long SPIN_NANOS = 30_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Thread[] waiting = new Thread[1];
  private volatile Step step;
  private volatile boolean closed;

  /** One task of a step. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs one task.
     *
     * @param task 0 to the number of tasks - 1
     * @param worker the thread that runs it, 0 to {@link #count()} - 1
     */
    void run(int task, int worker);
  }

  /** A step in progress. */
  private static final class Step {
    private final int tasks;
    private final Task task;
    private volatile Throwable failure;

    Step(int tasks, Task task) {
      this.tasks = tasks;
      this.task = task;
    }
  }

  /**
   * Starts the threads.
   *
   * @param threads threads that work, the caller's included; at least 1
   */
  public Workers(int threads) {
    Bounds.atLeast("threads", 1, threads);
    for (int i = 1; i < threads; i++) {
      int worker = i;
      var thread = new Thread(() -> serve(worker), "janus-worker-" + i);
      thread.setDaemon(true);
      this.threads.add(thread);
      thread.start();
    }
  }

  /** Threads that work. */
  public int count() {
    return threads.size() + 1;
  }

  /** Runs every task and returns when all are done. Called by one thread at a time. */
  public void run(int tasks, Task task) {
    var now = new Step(tasks, task);
    if (threads.isEmpty() || tasks == 1) {
      for (int i = 0; i < tasks; i++) {
        task.run(i, 0);
      }
      return;
    }
    next.set(0);
    running.set(threads.size());
    waiting[0] = Thread.currentThread();
    step = now;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    work(now, 0);
    boolean interrupted = false;
    long patience = System.nanoTime() + SPIN_NANOS;
    while (running.get() > 0) {
      if (System.nanoTime() < patience) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        // park returns at once while the interrupt status is set: put it aside until all are done.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (now.failure != null) {
      rethrow(now.failure);
    }
  }

  /**
   * Runs {@code rounds} times the same number of tasks, in order as far as threads find them
   * together. A thread takes the same tasks of every round, so that it finds their data in its
   * cache, until it has none left and helps another.
   *
   * @param task called with {@code round * tasksOfRound + task of the round}
   */
  public void run(int rounds, int tasksOfRound, Task task) {
    int count = count();
    var taken = new AtomicIntegerArray(count);
    run(
        rounds * tasksOfRound,
        (any, worker) -> {
          for (int i = 0; i < count; i++) {
            int owner = (worker + i) % count;
            int first = (int) ((long) tasksOfRound * owner / count);
            int some = (int) ((long) tasksOfRound * (owner + 1) / count) - first;
            if (taken.get(owner) < rounds * some) {
              int at = taken.getAndIncrement(owner);
              if (at < rounds * some) {
                task.run(at / some * tasksOfRound + first + at % some, worker);
                return;
              }
            }
          }
        });
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private void work(Step now, int worker) {
    try {
      for (int i = next.getAndIncrement(); i < now.tasks; i = next.getAndIncrement()) {
        now.task.run(i, worker);
      }
    } catch (RuntimeException | Error e) {
      now.failure = e;
      next.set(now.tasks);
    }
  }

  private void serve(int worker) {
    Step last = null;
    long patience = System.nanoTime() + SPIN_NANOS;
    while (!closed) {
      Step now = step;
      if (now == last) {
        if (System.nanoTime() < patience) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
        continue;
      }
      last = now;
      work(now, worker);
      if (running.decrementAndGet() == 0) {
        LockSupport.unpark(waiting[0]);
      }
      patience = System.nanoTime() + SPIN_NANOS;
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
