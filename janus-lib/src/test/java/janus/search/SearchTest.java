package janus.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.pareto.Dominance;
import janus.pareto.Objective;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.search.SearchState.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private static final List<String> NAMES = List.of("a_w", "b_w", "c_w", "d_w");
  private static final Map<String, String> IDENTITY = Map.of("space", "1");

  @TempDir static Path folder;

  /** A table of values as an evaluation. */
  private static final class Table implements Evaluation {
    private final double[][] rows;

    Table(double[][] rows) {
      this.rows = rows;
    }

    double[][] rows() {
      return rows;
    }

    @Override
    public long size() {
      return rows.length;
    }

    @Override
    public int quantities() {
      return NAMES.size();
    }

    @Override
    public Cursor cursor(boolean[] wanted) {
      return (number, values) -> System.arraycopy(rows[(int) number], 0, values, 0, values.length);
    }

    /** Small whole numbers, so that points tie; some designs are no chips. */
    static Table random(Random random, int size) {
      int range = 2 + random.nextInt(20);
      double[][] rows = new double[size][NAMES.size()];
      for (double[] row : rows) {
        boolean chip = random.nextInt(10) > 0;
        for (int i = 0; i < row.length; i++) {
          row[i] = chip ? random.nextInt(range) - range / 2 : Double.NaN;
        }
      }
      return new Table(rows);
    }
  }

  private static Goal goal(double most) {
    return new Goal(
        NAMES,
        List.of(Objective.minimize("a_w"), Objective.maximize("c_w"), Objective.minimize("b_w")),
        List.of(new Limit("d_w", true, most), new Limit("a_w", false, -5)));
  }

  private static SearchState search(Table table, Goal goal, int threads) {
    var search = new Search(table, goal, Pruner.none(), IDENTITY);
    return search.run(search.begin(), new Interval(0, table.size()), Search.Setting.plain(threads));
  }

  /** The front by definition: within limits, and no design within limits dominates it. */
  private static List<Long> byDefinition(Table table, Goal goal) {
    long[] within =
        LongStream.range(0, table.size())
            .filter(n -> !Double.isNaN(table.rows()[(int) n][0]))
            .filter(n -> goal.broken(table.rows()[(int) n]).isEmpty())
            .toArray();
    double[][] costs = new double[within.length][];
    for (int i = 0; i < within.length; i++) {
      double[] row = table.rows()[(int) within[i]];
      costs[i] = new double[] {row[0], -row[2], row[1]};
    }
    return IntStream.range(0, costs.length)
        .filter(i -> IntStream.range(0, costs.length).noneMatch(j -> dominates(costs[j], costs[i])))
        .mapToObj(i -> within[i])
        .toList();
  }

  private static boolean dominates(double[] point, double[] other) {
    return Dominance.dominates(point, other);
  }

  @Test
  void theFrontIsThatOfTheDefinition() {
    var random = new Random(1);
    for (int round = 0; round < 200; round++) {
      Table table = Table.random(random, 1 + random.nextInt(300));
      Goal goal = goal(random.nextInt(10) - 3);
      assertEquals(byDefinition(table, goal), search(table, goal, 1).front());
    }
  }

  @Test
  void threadsDoNotChangeTheState() {
    Table table = Table.random(new Random(2), 100_000);
    SearchState one = search(table, goal(2), 1);
    assertEquals(one, search(table, goal(2), 2));
    assertEquals(one, search(table, goal(2), 5));
    assertTrue(one.isWhole());
  }

  @Test
  void anyDivisionAddsUpToTheSameState() {
    var random = new Random(3);
    for (int round = 0; round < 50; round++) {
      Table table = Table.random(random, 500);
      var search = new Search(table, goal(1), Pruner.none(), IDENTITY);
      var parts = new ArrayList<SearchState>();
      var places = new ArrayList<String>();
      long at = 0;
      while (at < table.size()) {
        long end = Math.min(table.size(), at + 1 + random.nextInt(200));
        parts.add(random.nextInt(parts.size() + 1), run(search, new Interval(at, end)));
        places.add("part");
        at = end;
      }
      assertEquals(search(table, goal(1), 1), search.union(parts, places));
    }
  }

  private static SearchState run(Search search, Interval designs) {
    return search.run(search.begin(), designs, Search.Setting.plain(1));
  }

  @Test
  void aStoppedSearchGoesOnFromItsFile() {
    Table table = Table.random(new Random(4), 2000);
    var search = new Search(table, goal(1), Pruner.none(), IDENTITY);
    Path file = folder.resolve("state.json");
    SearchState state = search.begin();
    int runs = 0;
    while (!state.isWhole()) {
      var asked = new AtomicInteger();
      search.run(
          state,
          new Interval(0, table.size()),
          new Search.Setting(
              2, Progress.NONE, s -> s.write(file), () -> asked.incrementAndGet() > 5));
      state = SearchState.read("--resume", file);
      runs++;
    }
    assertTrue(runs > 1, "the search was never stopped");
    assertEquals(search(table, goal(1), 1), state);
  }

  @Test
  void theStateOfAnotherSpaceIsRefused() {
    Table table = Table.random(new Random(5), 10);
    var other = new Search(table, goal(1), Pruner.none(), Map.of("space", "2"));
    var search = new Search(table, goal(1), Pruner.none(), IDENTITY);
    String message =
        assertThrows(
                BadInputException.class,
                () -> search.union(List.of(other.begin()), List.of("--resume x.json")))
            .getMessage();
    assertEquals(
        "--resume x.json: expected the state of this search, found one with another space",
        message);
  }

  @Test
  void partsThatOverlapAreRefused() {
    Table table = Table.random(new Random(6), 10);
    var search = new Search(table, goal(1), Pruner.none(), IDENTITY);
    SearchState part = run(search, new Interval(2, 5));
    assertThrows(
        BadInputException.class, () -> search.union(List.of(part, part), List.of("a", "b")));
  }

  @Test
  void countsAreThoseOfTheTable() {
    Table table = Table.random(new Random(7), 3000);
    Goal goal = goal(0);
    SearchState state = search(table, goal, 2);
    assertEquals(3000, state.evaluated());
    assertEquals(count(table, row -> row[3] > 0), state.breaking().get(0));
    assertEquals(count(table, row -> row[0] < -5), state.breaking().get(1));
    assertEquals(count(table, row -> row[3] > 0 || row[0] < -5), state.excluded());
    assertEquals(count(table, row -> Double.isNaN(row[0])), state.impossible());
  }

  private static long count(Table table, java.util.function.Predicate<double[]> breaks) {
    return java.util.Arrays.stream(table.rows()).filter(breaks).count();
  }

  @Test
  void aLooserLimitRemovesNoDesign() {
    var random = new Random(8);
    for (int round = 0; round < 50; round++) {
      Table table = Table.random(random, 400);
      SearchState tight = search(table, goal(-1), 1);
      SearchState loose = search(table, goal(3), 1);
      assertTrue(tight.excluded() >= loose.excluded());
      for (long number : tight.front()) {
        double[] row = table.rows()[(int) number];
        assertTrue(
            loose.front().stream().anyMatch(other -> notWorse(table.rows()[other.intValue()], row)),
            "a looser limit lost design " + number);
      }
    }
  }

  private static boolean notWorse(double[] one, double[] other) {
    return one[0] <= other[0] && one[1] <= other[1] && one[2] >= other[2];
  }

  // 4 and 2 above the limit of 1: the second is nearer. Both break one limit, the third breaks two.
  @Test
  void theNearestDesignBreaksTheFewestLimitsByTheLeast() {
    var table = new Table(new double[][] {{0, 0, 0, 5}, {0, 0, 0, 3}, {-6, 0, 0, 1.5}});
    assertEquals(1L, search(table, goal(1), 1).nearest());
  }
}
