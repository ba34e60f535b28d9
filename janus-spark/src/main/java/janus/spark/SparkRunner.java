package janus.spark;

import janus.provenance.BadInputException;
import janus.search.BlockRunner;
import janus.search.SearchState.Interval;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function0;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Runs blocks on Apache Spark, each as one task. Spark repeats a task whose machine is lost, and
 * hands over what each gave once.
 */
public final class SparkRunner implements BlockRunner {
  private static final long POLL_MS = 100;

  @Override
  public boolean knows(String place) {
    return Cluster.knows(place);
  }

  @Override
  public <R extends Serializable> void run(
      String place, Work<R> work, List<Interval> blocks, Consumer<R> found, BooleanSupplier stop) {
    if (blocks.isEmpty()) {
      return;
    }
    var cluster = new Cluster(place);
    try (JavaSparkContext context = cluster.connect()) {
      var results = new LinkedBlockingQueue<R>();
      SimpleFutureAction<BoxedUnit> job = submit(context, work, blocks, results);
      while (!job.isCompleted()) {
        take(results, found);
        cluster.requireWorkers(context);
        if (stop.getAsBoolean()) {
          job.cancel();
          return;
        }
      }
      requireSuccess(place, job);
      results.forEach(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private static <R> void take(BlockingQueue<R> results, Consumer<R> found)
      throws InterruptedException {
    R result = results.poll(POLL_MS, TimeUnit.MILLISECONDS);
    if (result != null) {
      found.accept(result);
    }
  }

  private static <R extends Serializable> SimpleFutureAction<BoxedUnit> submit(
      JavaSparkContext context, Work<R> work, List<Interval> blocks, BlockingQueue<R> results) {
    List<Object> partitions = IntStream.range(0, blocks.size()).<Object>mapToObj(i -> i).toList();
    Seq<Object> all = CollectionConverters.asScala(partitions).toSeq();
    Function2<Object, R, BoxedUnit> receive =
        (partition, result) -> {
          results.add(result);
          return BoxedUnit.UNIT;
        };
    Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
    var rdd = context.parallelize(blocks, blocks.size()).rdd();
    return context.sc().submitJob(rdd, new Task<>(work), all, receive, nothing);
  }

  private static void requireSuccess(String place, SimpleFutureAction<BoxedUnit> job) {
    Try<BoxedUnit> end = job.value().get();
    if (end.isFailure()) {
      String message = String.valueOf(end.failed().get().getMessage());
      throw new BadInputException("--on " + place + ": a block failed: " + firstLines(message));
    }
  }

  /** What Spark says first; the stacks behind it belong in its log. */
  private static String firstLines(String message) {
    return message.split("\n\\s+at |\n\nDriver stacktrace", 2)[0];
  }

  /**
   * One block, as a function of the only element of its partition.
   *
   * @param <R> what it gives
   */
  private static final class Task<R extends Serializable>
      extends AbstractFunction1<Iterator<Interval>, R> implements Serializable {
    private final Work<R> work;

    Task(Work<R> work) {
      this.work = work;
    }

    @Override
    public R apply(Iterator<Interval> partition) {
      return work.run(partition.next());
    }
  }
}
