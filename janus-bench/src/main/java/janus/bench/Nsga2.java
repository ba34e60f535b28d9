package janus.bench;

import janus.pareto.Dominance;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The genetic algorithm NSGA-II for variables from 0 to 1, with constraints: fronts and crowding
 * choose, simulated binary crossover and polynomial mutation vary. See Deb, Pratap, Agarwal and
 * Meyarivan, "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", IEEE Transactions on
 * Evolutionary Computation 6(2), 2002. A heuristic to compare an exact search with.
 */
final class Nsga2 {
  private static final double CROSSOVER_RATE = 0.9;
  private static final double CROSSOVER_INDEX = 15;
  private static final double MUTATION_INDEX = 20;

  private final Problem problem;
  private final int population;
  private final RandomGenerator random;

  /** What is minimized. */
  interface Problem {
    /** Variables, each from 0 to 1. */
    int variables();

    /** Costs of a point, all minimized. */
    int costs();

    /**
     * Evaluates a point.
     *
     * @param costs set on return; not read of a point that breaks a constraint
     * @return by how much it breaks constraints; 0 where it breaks none
     */
    double evaluate(double[] point, double[] costs);
  }

  /**
   * @param population points of a generation, even
   */
  Nsga2(Problem problem, int population, RandomGenerator random) {
    this.problem = problem;
    this.population = population;
    this.random = random;
  }

  /** A point with its costs, its front and how far its neighbours on the front are. */
  static final class Individual {
    private final double[] point;
    private final double[] costs;
    private final double violation;
    private int front;
    private double crowding;

    private Individual(double[] point, Problem problem) {
      this.point = point;
      costs = new double[problem.costs()];
      violation = problem.evaluate(point, costs);
    }

    double[] costs() {
      return costs.clone();
    }

    /** Whether it breaks no constraint. */
    boolean isFeasible() {
      return violation == 0;
    }
  }

  /**
   * Runs.
   *
   * @param evaluations how many points are evaluated, rounded down to whole generations
   * @return the last generation
   */
  Individual[] run(long evaluations) {
    Individual[] parents = new Individual[population];
    for (int i = 0; i < population; i++) {
      double[] point = random.doubles(problem.variables()).toArray();
      parents[i] = new Individual(point, problem);
    }
    rank(parents);
    for (long done = population; done + population <= evaluations; done += population) {
      Individual[] all = Arrays.copyOf(parents, 2 * population);
      System.arraycopy(children(parents), 0, all, population, population);
      rank(all);
      Arrays.sort(
          all,
          Comparator.<Individual>comparingInt(each -> each.front)
              .thenComparing(Comparator.<Individual>comparingDouble(e -> e.crowding).reversed()));
      parents = Arrays.copyOf(all, population);
    }
    return parents;
  }

  private Individual[] children(Individual[] parents) {
    Individual[] children = new Individual[population];
    for (int i = 0; i < population; i += 2) {
      double[] one = better(parents).point.clone();
      double[] other = better(parents).point.clone();
      cross(one, other);
      mutate(one);
      mutate(other);
      children[i] = new Individual(one, problem);
      children[i + 1] = new Individual(other, problem);
    }
    return children;
  }

  /** The better of two at random. */
  private Individual better(Individual[] from) {
    Individual one = from[random.nextInt(from.length)];
    Individual other = from[random.nextInt(from.length)];
    if (one.front != other.front) {
      return one.front < other.front ? one : other;
    }
    return one.crowding >= other.crowding ? one : other;
  }

  private void cross(double[] one, double[] other) {
    if (random.nextDouble() > CROSSOVER_RATE) {
      return;
    }
    for (int i = 0; i < one.length; i++) {
      if (random.nextBoolean()) {
        double u = random.nextDouble();
        double power = 1 / (CROSSOVER_INDEX + 1);
        double spread =
            u <= 0.5 ? StrictMath.pow(2 * u, power) : StrictMath.pow(0.5 / (1 - u), power);
        double sum = one[i] + other[i];
        double sign = random.nextBoolean() ? 1 : -1; // Which child is which is left to chance.
        double difference = sign * spread * (one[i] - other[i]);
        one[i] = within((sum + difference) / 2);
        other[i] = within((sum - difference) / 2);
      }
    }
  }

  private void mutate(double[] point) {
    for (int i = 0; i < point.length; i++) {
      if (random.nextDouble() * point.length < 1) {
        double u = random.nextDouble();
        double power = 1 / (MUTATION_INDEX + 1);
        double step =
            u < 0.5 ? StrictMath.pow(2 * u, power) - 1 : 1 - StrictMath.pow(2 - 2 * u, power);
        point[i] = within(point[i] + step);
      }
    }
  }

  private static double within(double value) {
    return Math.min(1, Math.max(0, value));
  }

  /** Sets fronts and crowding; points that break constraints come behind, the least first. */
  private static void rank(Individual[] all) {
    Individual[] feasible =
        Arrays.stream(all).filter(Individual::isFeasible).toArray(Individual[]::new);
    double[][] costs = Arrays.stream(feasible).map(each -> each.costs).toArray(double[][]::new);
    int[] fronts = Dominance.fronts(costs);
    for (int i = 0; i < fronts.length; i++) {
      feasible[i].front = fronts[i];
    }
    int last = Arrays.stream(fronts).max().orElse(-1);
    crowd(feasible, last);
    Individual[] others =
        Arrays.stream(all)
            .filter(each -> !each.isFeasible())
            .sorted(Comparator.comparingDouble(each -> each.violation))
            .toArray(Individual[]::new);
    for (int i = 0; i < others.length; i++) {
      others[i].front = last + 1 + i;
      others[i].crowding = 0;
    }
  }

  private static void crowd(Individual[] feasible, int last) {
    for (int front = 0; front <= last; front++) {
      int number = front;
      Individual[] members =
          Arrays.stream(feasible).filter(each -> each.front == number).toArray(Individual[]::new);
      Arrays.stream(members).forEach(each -> each.crowding = 0);
      IntStream.range(0, members[0].costs.length).forEach(cost -> crowdAlong(members, cost));
    }
  }

  private static void crowdAlong(Individual[] members, int cost) {
    Arrays.sort(members, Comparator.comparingDouble(each -> each.costs[cost]));
    int end = members.length - 1;
    double range = members[end].costs[cost] - members[0].costs[cost];
    members[0].crowding = Double.POSITIVE_INFINITY;
    members[end].crowding = Double.POSITIVE_INFINITY;
    for (int i = 1; i < end && range > 0; i++) {
      members[i].crowding += (members[i + 1].costs[cost] - members[i - 1].costs[cost]) / range;
    }
  }
}
