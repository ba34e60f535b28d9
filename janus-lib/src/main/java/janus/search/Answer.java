package janus.search;

import janus.codesign.DesignEvaluator;
import janus.codesign.FactDraws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a search found.
 *
 * @param question what was asked
 * @param state counts and numbers
 * @param front the designs of the front, by number
 * @param nearest the design that breaks the fewest limits by the least; null where none breaks any
 * @param samples what the ranges of the facts mean for the front; null where they were not sampled
 */
public record Answer(
    Question question,
    SearchState state,
    List<FoundDesign> front,
    FoundDesign nearest,
    FrontSamples samples) {

  /** A design with its values. */
  public static final class FoundDesign {
    private final long number;
    private final Map<String, String> fields;
    private final double[] values;

    FoundDesign(long number, Map<String, String> fields, double[] values) {
      this.number = number;
      this.fields = fields;
      this.values = values.clone();
    }

    /** Its number in the space. */
    public long number() {
      return number;
    }

    /** Values of the variables by name. */
    public Map<String, String> fields() {
      return fields;
    }

    /** The value of a quantity by its place. */
    public double value(int place) {
      return values[place];
    }

    /** All values, in the order of the quantities. */
    public double[] values() {
      return values.clone();
    }
  }

  public Answer {
    front = List.copyOf(front);
  }

  /** The answer in a state; the designs are evaluated again. */
  public static Answer of(Question question, Evaluation evaluation, SearchState state) {
    Evaluation.Cursor cursor = evaluation.cursor();
    List<FoundDesign> front =
        state.front().stream().map(number -> found(question, cursor, number)).toList();
    FoundDesign nearest = state.nearest() == null ? null : found(question, cursor, state.nearest());
    return new Answer(question, state, front, nearest, null);
  }

  /** The same with the front sampled over the ranges of the facts. */
  public Answer sampled(DesignEvaluator evaluator, FactDraws draws) {
    FrontSamples sampled = FrontSamples.of(this, evaluator, draws);
    return new Answer(question, state, front, nearest, sampled);
  }

  private static FoundDesign found(Question question, Evaluation.Cursor cursor, long number) {
    double[] values = new double[question.goal().quantities().size()];
    cursor.evaluate(number, values);
    return new FoundDesign(number, question.space().values(number), values);
  }

  /**
   * The designs worth building, some of the front: the best by each objective, the one whose costs
   * have the least sum when each is scaled to its range on the front, and then always the one that
   * is farthest in these costs from all that are chosen. Of equal designs the first counts.
   *
   * @param most how many at most
   */
  public List<FoundDesign> worthBuilding(int most) {
    double[][] costs = scaledCosts();
    var chosen = new TreeSet<Integer>();
    for (int objective = 0; objective < question.goal().objectives().size(); objective++) {
      add(chosen, most, least(costs, objective));
    }
    if (costs.length > 0) {
      add(chosen, most, leastSum(costs));
    }
    int farthest = farthest(costs, chosen);
    while (farthest >= 0 && chosen.size() < most) {
      chosen.add(farthest);
      farthest = farthest(costs, chosen);
    }
    return chosen.stream().map(front::get).toList();
  }

  /** How {@link #recommended} chooses. */
  public static final String RULE =
      "of the front, the design whose costs, each in parts of its range on the front, have the"
          + " least sum";

  /** The design of the front that is recommended, by {@link #RULE}; null for an empty front. */
  public FoundDesign recommended() {
    return front.isEmpty() ? null : front.get(leastSum(scaledCosts()));
  }

  private static void add(TreeSet<Integer> chosen, int most, int design) {
    if (design >= 0 && chosen.size() < most) {
      chosen.add(design);
    }
  }

  /** Costs of the front, each from 0 at the least to 1 at the most. */
  private double[][] scaledCosts() {
    Goal goal = question.goal();
    int[] places = goal.objectivePlaces();
    double[][] costs = new double[front.size()][places.length];
    for (int o = 0; o < places.length; o++) {
      int objective = o;
      double[] all =
          front.stream()
              .mapToDouble(d -> goal.objectives().get(objective).cost(d.value(places[objective])))
              .toArray();
      double low = java.util.Arrays.stream(all).min().orElse(0);
      double high = java.util.Arrays.stream(all).max().orElse(0);
      for (int d = 0; d < all.length; d++) {
        costs[d][o] = high > low ? (all[d] - low) / (high - low) : 0;
      }
    }
    return costs;
  }

  /** The design of the least cost of an objective, of equal ones that of the least sum; or -1. */
  private static int least(double[][] costs, int objective) {
    return IntStream.range(0, costs.length)
        .boxed()
        .min(
            Comparator.<Integer>comparingDouble(d -> costs[d][objective])
                .thenComparingDouble(d -> sum(costs[d])))
        .orElse(-1);
  }

  private static int leastSum(double[][] costs) {
    return IntStream.range(0, costs.length)
        .boxed()
        .min(Comparator.comparingDouble(d -> sum(costs[d])))
        .orElseThrow();
  }

  private static double sum(double[] cost) {
    return java.util.Arrays.stream(cost).sum();
  }

  /** The design that is farthest from the nearest chosen one; -1 where all lie at chosen ones. */
  private static int farthest(double[][] costs, TreeSet<Integer> chosen) {
    int farthest = -1;
    double most = 0;
    for (int d = 0; d < costs.length; d++) {
      double[] cost = costs[d];
      double distance = chosen.stream().mapToDouble(c -> distance(costs[c], cost)).min().orElse(0);
      if (distance > most) {
        most = distance;
        farthest = d;
      }
    }
    return farthest;
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return sum;
  }

  /** The other design of the front that differs in the fewest fields; null for a front of one. */
  public FoundDesign nearestOther(FoundDesign design) {
    return front.stream()
        .filter(other -> other.number() != design.number())
        .min(Comparator.comparingInt(other -> differences(design, other).size()))
        .orElse(null);
  }

  /** Fields that two designs have differently, as {@code tier2.capacityMib 16 -> 0}. */
  public static List<String> differences(FoundDesign design, FoundDesign other) {
    var differences = new ArrayList<String>();
    design
        .fields()
        .forEach(
            (field, value) -> {
              String there = other.fields().get(field);
              if (!value.equals(there)) {
                differences.add(field + " " + value + " -> " + there);
              }
            });
    return differences;
  }

  /** The limit that excludes most designs, with its count; null where none excludes any. */
  public Map.Entry<Limit, Long> strictest() {
    return IntStream.range(0, state.breaking().size())
        .mapToObj(i -> Map.entry(question.goal().limits().get(i), state.breaking().get(i)))
        .filter(entry -> entry.getValue() > 0)
        .max(Map.Entry.comparingByValue())
        .orElse(null);
  }
}
