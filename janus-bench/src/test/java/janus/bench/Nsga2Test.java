package janus.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.pareto.Hypervolume;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** NSGA-II on problems whose fronts are known in closed form (Zitzler et al. 2000, Deb 2002). */
class Nsga2Test {
  private static double reached(Nsga2.Problem problem, int evaluations, double wholeFront) {
    var algorithm = new Nsga2(problem, 100, new SplittableRandom(3));
    double[][] costs =
        Arrays.stream(algorithm.run(evaluations))
            .filter(Nsga2.Individual::isFeasible)
            .map(Nsga2.Individual::costs)
            .toArray(double[][]::new);
    double[] reference = new double[problem.costs()];
    Arrays.fill(reference, 1.1);
    double volume = Hypervolume.of(costs, reference);
    assertTrue(volume <= wholeFront + 1e-12, "more than the whole front: " + volume);
    return volume / wholeFront;
  }

  /** ZDT1: g = 1 + 9 mean(x2...), f1 = x1, f2 = g (1 - sqrt(f1 / g)). */
  private static double zdt1(double[] x, double[] costs) {
    double g = 1 + 9 * Arrays.stream(x, 1, x.length).average().orElseThrow();
    costs[0] = x[0];
    costs[1] = g * (1 - Math.sqrt(x[0] / g));
    return 0;
  }

  /** DTLZ2 with three costs: g = sum of (x - 1/2)^2, on a sphere of radius 1 + g. */
  private static double dtlz2(double[] x, double[] costs) {
    double g = Arrays.stream(x, 2, x.length).map(v -> (v - 0.5) * (v - 0.5)).sum();
    costs[0] = (1 + g) * Math.cos(x[0] * Math.PI / 2) * Math.cos(x[1] * Math.PI / 2);
    costs[1] = (1 + g) * Math.cos(x[0] * Math.PI / 2) * Math.sin(x[1] * Math.PI / 2);
    costs[2] = (1 + g) * Math.sin(x[0] * Math.PI / 2);
    return 0;
  }

  private interface Costs {
    double of(double[] x, double[] costs);
  }

  private static Nsga2.Problem problem(int variables, int costs, Costs evaluation) {
    return new Nsga2.Problem() {
      @Override
      public int variables() {
        return variables;
      }

      @Override
      public int costs() {
        return costs;
      }

      @Override
      public double evaluate(double[] point, double[] values) {
        return evaluation.of(point, values);
      }
    };
  }

  // The whole front of ZDT1 has 1.21 - 1/3 below (1.1, 1.1).
  @Test
  void reachesTheFrontOfZdt1() {
    assertTrue(reached(problem(30, 2, Nsga2Test::zdt1), 25_000, 1.21 - 1.0 / 3) > 0.98);
  }

  // Of DTLZ2's, 1.331 less an eighth of the unit ball.
  @Test
  void nearsTheFrontOfDtlz2() {
    double front = 1.331 - Math.PI / 6;
    assertTrue(reached(problem(12, 3, Nsga2Test::dtlz2), 25_000, front) > 0.85);
  }

  // With x1 at least 0.5, the front of ZDT1 is half as wide.
  @Test
  void keepsConstraints() {
    var algorithm =
        new Nsga2(
            problem(10, 2, (x, costs) -> zdt1(x, costs) + Math.max(0, 0.5 - x[0])),
            40,
            new SplittableRandom(5));
    for (Nsga2.Individual each : algorithm.run(8000)) {
      assertTrue(each.isFeasible() && each.costs()[0] >= 0.5);
    }
  }
}
