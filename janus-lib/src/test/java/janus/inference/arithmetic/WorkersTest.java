package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void everyTaskOfEveryRoundRunsOnce() {
    for (int threads = 1; threads <= 4; threads++) {
      try (var workers = new Workers(threads)) {
        for (int rounds = 0; rounds < 4; rounds++) {
          for (int tasks = 0; tasks < 7; tasks++) {
            var runs = new AtomicIntegerArray(rounds * tasks);
            workers.run(rounds, tasks, (task, worker) -> runs.incrementAndGet(task));
            for (int i = 0; i < runs.length(); i++) {
              assertEquals(1, runs.get(i), threads + " threads, task " + i);
            }
          }
        }
      }
    }
  }

  @Test
  void aLoneThreadTakesRoundAfterRound() {
    var order = new StringBuilder();
    try (var workers = new Workers(1)) {
      workers.run(2, 3, (task, worker) -> order.append(task).append(' '));
    }
    assertEquals("0 1 2 3 4 5 ", order.toString());
  }

  @Test
  void whatATaskThrowsReachesTheCaller() {
    try (var workers = new Workers(3)) {
      var e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      2,
                      5,
                      (task, worker) -> {
                        if (task == 7) {
                          throw new IllegalStateException("task 7");
                        }
                      }));
      assertEquals("task 7", e.getMessage());
    }
  }
}
