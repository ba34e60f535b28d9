package janus.spark;

import janus.search.BlockRunner;
import janus.search.SearchState.Interval;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Spark on slow blocks, of which the third kills something when it is found. */
public final class KillingRunner implements BlockRunner {
  private static final String PREFIX = "killing ";

  /** What is killed. */
  static Runnable victim = () -> {};

  static String place(String place) {
    return PREFIX + place;
  }

  private record Slow<R extends Serializable>(Work<R> work) implements Work<R> {
    @Override
    public R run(Interval block) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return work.run(block);
    }
  }

  @Override
  public boolean knows(String place) {
    return place.startsWith(PREFIX);
  }

  @Override
  public <R extends Serializable> void run(
      String place, Work<R> work, List<Interval> blocks, Consumer<R> found, BooleanSupplier stop) {
    var count = new AtomicInteger();
    Consumer<R> killing =
        part -> {
          if (count.incrementAndGet() == 3) {
            victim.run();
          }
          found.accept(part);
        };
    new SparkRunner()
        .run(place.substring(PREFIX.length()), new Slow<>(work), blocks, killing, stop);
  }
}
