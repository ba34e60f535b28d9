package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelTest {
  private static final List<Integer> JOBS = IntStream.range(0, 50).boxed().toList();

  @Test
  void resultsComeInTheOrderOfTheJobs() throws IOException {
    var most = new AtomicLong();
    Progress progress = (done, total, message) -> most.accumulateAndGet(done, Math::max);
    List<Integer> squares = Parallel.map(JOBS, 4, progress, "squaring", job -> job * job);
    assertEquals(JOBS.stream().map(job -> job * job).toList(), squares);
    assertEquals(50, most.get());
  }

  @Test
  void theFirstFailureInTheOrderOfTheJobsIsThrown() {
    var failures = new IOException[] {new IOException("3"), new IOException("30")};
    var thrown =
        assertThrows(
            IOException.class,
            () ->
                Parallel.map(
                    JOBS,
                    4,
                    Progress.NONE,
                    "failing",
                    job -> {
                      if (job == 3 || job == 30) {
                        throw failures[job / 30];
                      }
                      return job;
                    }));
    assertSame(failures[0], thrown);
  }

  @Test
  void anInterruptStopsTheJobsToo() throws InterruptedException {
    var started = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Thread waiting = Thread.currentThread();
    var interrupter =
        new Thread(
            () -> {
              try {
                started.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              waiting.interrupt();
            });
    interrupter.start();
    Parallel.Work<Integer, Integer> forever =
        job -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            stopped.countDown();
          }
          return job;
        };
    assertThrows(
        CancellationException.class,
        () -> Parallel.map(List.of(1), 1, Progress.NONE, "waiting", forever));
    assertTrue(Thread.interrupted(), "the interrupt status is kept");
    stopped.await();
    interrupter.join();
  }
}
