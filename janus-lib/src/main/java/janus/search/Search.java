package janus.search;

import janus.codesign.Facts;
import janus.progress.Progress;
import janus.search.SearchState.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The exact search: every design of a space is evaluated and judged.
 *
 * <p>The designs of a space lie in pieces of its numbering. Threads take the pieces in turn, and
 * what is found in a piece is added to the whole. Counts are sums. The front of a union is the
 * front of the union of the fronts of its parts: what a part's front lacks is dominated in that
 * part. So every division of the work among pieces, threads, runs and machines has the same result.
 */
public final class Search {
  /** Designs of a block, the unit of {@code --blocks}. */
  public static final long BLOCK_DESIGNS = 1 << 16;

  /** Parts that are sent away, where they are neither very short nor very long. */
  private static final long SENT_PARTS = 256;

  private static final long SHORTEST_SENT = 1 << 6;
  private static final long LONGEST_SENT = 1 << 21;

  private static final long MOST_PIECE = 1 << 17;
  private static final double PIECE_SECONDS = 0.05;
  private static final double SAVE_SECONDS = 0.5;

  private final Evaluation evaluation;
  private final Goal goal;
  private final Pruner pruner;
  private final SortedMap<String, String> identity;

  /**
   * A search.
   *
   * @param identity checksums of all that the evaluation depends on, by name
   */
  public Search(Evaluation evaluation, Goal goal, Pruner pruner, Map<String, String> identity) {
    this.evaluation = evaluation;
    this.goal = goal;
    this.pruner = pruner;
    this.identity = new TreeMap<>(identity);
    this.identity.put("pruning", pruner.spelling());
  }

  /**
   * The search that answers a question, by tables, which are made when they are first needed.
   *
   * @param inputs checksums of facts and model
   */
  public static Search of(Question question, Facts facts, Map<String, String> inputs) {
    var designs =
        new LaterEvaluation(
            question.space().size(),
            () -> new TableEvaluation(facts, question.accuracy(), question.space()));
    return new Search(
        designs, question.goal(), Pruner.of(facts, question), question.identity(inputs));
  }

  /** The designs it evaluates. */
  public Evaluation designs() {
    return evaluation;
  }

  /** How many blocks the space has. */
  public long blocks() {
    return (evaluation.size() + BLOCK_DESIGNS - 1) / BLOCK_DESIGNS;
  }

  /**
   * The designs of some blocks.
   *
   * @param from the first block
   * @param to exclusive end
   */
  public Interval ofBlocks(long from, long to) {
    return new Interval(from * BLOCK_DESIGNS, Math.min(to * BLOCK_DESIGNS, evaluation.size()));
  }

  /** All designs. */
  public Interval all() {
    return new Interval(0, evaluation.size());
  }

  /** A state in which nothing is done. */
  public SearchState begin() {
    List<Long> none = LongStream.generate(() -> 0).limit(goal.limits().size()).boxed().toList();
    return new SearchState(
        identity, evaluation.size(), List.of(), 0, 0, 0, 0, none, null, List.of());
  }

  /**
   * The state of the union of disjoint parts.
   *
   * @param places where each comes from, for messages
   * @throws janus.provenance.BadInputException if one belongs to another search, or two overlap
   */
  public SearchState union(List<SearchState> parts, List<String> places) {
    var run = new Run(begin());
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).requireSearch(places.get(i), identity);
      run.add(parts.get(i), places.get(i));
    }
    return run.state();
  }

  /**
   * How a search runs.
   *
   * @param threads that evaluate
   * @param progress receives how far it is
   * @param save keeps a state, twice a second and at the end
   * @param stop asked often; once true, the search ends early
   */
  public record Setting(
      int threads, Progress progress, Consumer<SearchState> save, BooleanSupplier stop) {
    /** One thread that runs to the end. */
    public static Setting plain(int threads) {
      return new Setting(threads, Progress.NONE, state -> {}, () -> false);
    }
  }

  /**
   * Searches what is not yet done of some designs.
   *
   * @param from a state of this search
   * @return the state when all of them are done, or when it was stopped
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public SearchState run(SearchState from, Interval designs, Setting setting) {
    from.requireSearch("state", identity);
    var run = new Run(from);
    var pieces = new Pieces(missing(from, designs), setting.stop());
    var saver = new Saver(run, setting, pieces.total());
    inThreads(setting, () -> work(run, pieces, saver));
    SearchState state = run.state();
    setting.save().accept(state);
    return state;
  }

  /**
   * Searches elsewhere what is not yet done of some designs.
   *
   * @param from a state of this search
   * @param work what this search does with a block
   * @return the state when all of them are done, or when it was stopped
   */
  public SearchState run(
      SearchState from,
      Interval designs,
      Setting setting,
      BlockRunner.Place place,
      BlockRunner.Work<SearchState> work) {
    from.requireSearch("state", identity);
    var run = new Run(from);
    List<Interval> blocks = parts(missing(from, designs));
    var saver = new Saver(run, setting, blocks.stream().mapToLong(Interval::length).sum());
    place
        .runner()
        .run(
            place.name(),
            work,
            blocks,
            part -> {
              part.requireSearch(place.name(), identity);
              run.add(part, place.name());
              saver.advance(part.doneDesigns());
            },
            setting.stop());
    SearchState state = run.state();
    setting.save().accept(state);
    return state;
  }

  /** Intervals cut at multiples of a length. */
  private static List<Interval> parts(List<Interval> intervals) {
    long total = intervals.stream().mapToLong(Interval::length).sum();
    long length = Math.max(SHORTEST_SENT, Math.min(LONGEST_SENT, total / SENT_PARTS));
    var cut = new ArrayList<Interval>();
    for (Interval interval : intervals) {
      for (long at = interval.from(); at < interval.to(); ) {
        long end = Math.min(interval.to(), (at / length + 1) * length);
        cut.add(new Interval(at, end));
        at = end;
      }
    }
    return cut;
  }

  private void work(Run run, Pieces pieces, Saver saver) {
    Evaluation.Cursor cursor = evaluation.cursor(goal.wanted());
    var judge = new Judge(goal);
    double[] values = new double[evaluation.quantities()];
    for (Interval piece = pieces.next(); piece != null; piece = pieces.next()) {
      long start = System.nanoTime();
      var tally = new Tally(goal.limits().size());
      var fresh = new ArrayList<Point>();
      long number = piece.from();
      while (number < piece.to()) {
        if (pruner.prunes(number)) {
          number = prune(number, piece.to(), tally);
        } else {
          long end = Math.min(piece.to(), pruner.end(number));
          for (; number < end; number++) {
            cursor.evaluate(number, values);
            if (judge.judge(number, values, tally)) {
              fresh.add(new Point(number, judge.cost()));
            }
          }
        }
      }
      pieces.took(piece, System.nanoTime() - start);
      run.add(piece, tally, fresh);
      saver.advance(piece.to() - piece.from());
    }
  }

  /** A design that joined the front of its piece. */
  private static final class Point {
    private final long number;
    private final double[] cost;

    Point(long number, double[] cost) {
      this.number = number;
      this.cost = cost;
    }
  }

  /** Counts designs that are left out; returns the first that is not. */
  private long prune(long number, long to, Tally tally) {
    long end = Math.min(to, pruner.end(number));
    tally.pruned += end - number;
    tally.breaking[pruner.limit(number)] += end - number;
    return end;
  }

  /** Numbers of an interval that a state has not done. */
  private static List<Interval> missing(SearchState state, Interval designs) {
    var missing = new ArrayList<Interval>();
    long at = designs.from();
    for (Interval done : state.done()) {
      if (done.from() >= designs.to()) {
        break;
      }
      if (done.from() > at) {
        missing.add(new Interval(at, done.from()));
      }
      at = Math.max(at, done.to());
    }
    if (at < designs.to()) {
      missing.add(new Interval(at, designs.to()));
    }
    return missing;
  }

  private static void inThreads(Setting setting, Runnable work) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            setting.threads(),
            task -> {
              var thread = new Thread(task, "janus-search");
              thread.setDaemon(true);
              return thread;
            });
    try {
      var futures = new ArrayList<Future<?>>();
      for (int i = 0; i < setting.threads(); i++) {
        futures.add(pool.submit(work));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.util.concurrent.CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * The pieces that are still to be done, in order. A piece is as long as takes some hundredths of
   * a second, so that little is lost when the process is killed.
   */
  private static final class Pieces {
    private final List<Interval> intervals;
    private final BooleanSupplier stop;
    private int interval;
    private long at;
    private long length = 1;

    Pieces(List<Interval> intervals, BooleanSupplier stop) {
      this.intervals = intervals;
      this.stop = stop;
      at = intervals.isEmpty() ? 0 : intervals.get(0).from();
    }

    long total() {
      return intervals.stream().mapToLong(Interval::length).sum();
    }

    /** Null when nothing is left, or the search is to stop. */
    synchronized Interval next() {
      if (interval == intervals.size() || stop.getAsBoolean() || Thread.interrupted()) {
        return null;
      }
      long end = intervals.get(interval).to();
      var piece = new Interval(at, Math.min(end, at + length));
      at = piece.to();
      if (at == end && ++interval < intervals.size()) {
        at = intervals.get(interval).from();
      }
      return piece;
    }

    synchronized void took(Interval piece, long nanos) {
      double seconds = nanos / 1e9 / (piece.to() - piece.from());
      double wanted = PIECE_SECONDS / Math.max(seconds, 1e-12);
      length = (long) Math.max(1, Math.min(Math.min(MOST_PIECE, 4.0 * length), wanted));
    }
  }

  /** What all threads found so far. */
  private final class Run {
    private final Tally tally = new Tally(goal.limits().size());
    private final Judge judge = new Judge(goal);
    private List<Interval> done = List.of();

    Run(SearchState from) {
      add(from, "state");
    }

    /** Adds a part, whose front is evaluated again. */
    private synchronized void add(SearchState part, String place) {
      done = SearchState.join(place, done, part.done());
      if (part.front().isEmpty() && part.nearest() == null) {
        tally.add(part.tally(goal.limits().size()));
        return;
      }
      Evaluation.Cursor cursor = evaluation.cursor(goal.wanted());
      double[] values = new double[evaluation.quantities()];
      var again = new Tally(goal.limits().size());
      for (long number : part.front()) {
        cursor.evaluate(number, values);
        judge.judge(number, values, again);
      }
      tally.add(part.tally(goal.limits().size()));
      if (part.nearest() != null) {
        cursor.evaluate(part.nearest(), values);
        var nearest = new Tally(goal.limits().size());
        judge.judge(part.nearest(), values, nearest);
        tally.offerNearest(nearest);
      }
    }

    synchronized void add(Interval piece, Tally counts, List<Point> fresh) {
      for (Point point : fresh) {
        judge.archive().offer(point.number, point.cost);
      }
      tally.add(counts);
      done = SearchState.join("piece", done, List.of(piece));
    }

    synchronized SearchState state() {
      return new SearchState(
          identity,
          evaluation.size(),
          done,
          tally.evaluated,
          tally.pruned,
          tally.impossible,
          tally.excluded,
          Arrays.stream(tally.breaking).boxed().toList(),
          tally.nearest < 0 ? null : (Long) tally.nearest,
          Arrays.stream(judge.archive().numbers()).boxed().toList());
    }
  }

  /** Reports progress and saves the state from time to time. */
  private static final class Saver {
    private final Run run;
    private final Setting setting;
    private final long total;
    private final long startNanos = System.nanoTime();
    private long done;
    private long savedNanos = startNanos;

    Saver(Run run, Setting setting, long total) {
      this.run = run;
      this.setting = setting;
      this.total = total;
    }

    synchronized void advance(long designs) {
      done += designs;
      long now = System.nanoTime();
      setting.progress().update(done, total, speed((now - startNanos) / 1e9));
      if (now - savedNanos > SAVE_SECONDS * 1e9) {
        setting.save().accept(run.state());
        savedNanos = System.nanoTime();
      }
    }

    private String speed(double seconds) {
      double rate = done / seconds;
      return String.format(Locale.ROOT, "%.3g designs/s, %.0f s left", rate, (total - done) / rate);
    }
  }
}
