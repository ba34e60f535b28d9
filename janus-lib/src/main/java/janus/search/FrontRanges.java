package janus.search;

import janus.pareto.Dominance;
import janus.pareto.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the ranges of the facts mean for the designs of a front. All designs are sampled with the
 * same numbers, so that a sample is one state of the facts. Ranges say what is credible, not how
 * often it happens: a probability is a share of the credible cases.
 */
public final class FrontRanges {
  private static final double LOW = 0.05;
  private static final double HIGH = 0.95;

  private FrontRanges() {}

  /**
   * A quantity of a design over the samples in which it exists.
   *
   * @param low 5 % of the samples are below
   * @param typical the median
   * @param high 5 % are above
   */
  public record Quantiles(double low, double typical, double high) {
    /** The quantiles of some values; null where none is a number. */
    static Quantiles of(double[] values) {
      double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
      if (sorted.length == 0) {
        return null;
      }
      return new Quantiles(at(sorted, LOW), at(sorted, 0.5), at(sorted, HIGH));
    }

    private static double at(double[] sorted, double share) {
      return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }
  }

  /**
   * One design of the front.
   *
   * @param objectives quantiles of each objective, in their order; null where it has no value
   * @param onFront share of the samples in which the design keeps the limits and no other design of
   *     the front that does is better
   * @param regretPercent mean over the samples of what all objectives would have to be better by
   *     for no other design to be better in all; 0 on the front
   */
  public record OfDesign(List<Quantiles> objectives, double onFront, double regretPercent) {
    public OfDesign {
      objectives = java.util.Collections.unmodifiableList(new ArrayList<>(objectives));
    }
  }

  /**
   * The ranges of designs.
   *
   * @param values of the objectives, (design, sample, objective); NaN where one has no value
   * @param keeps whether the design keeps all limits, (design, sample)
   */
  public static List<OfDesign> of(
      List<Objective> objectives, double[][][] values, boolean[][] keeps) {
    int designs = values.length;
    int samples = designs == 0 ? 0 : values[0].length;
    double[] onFront = new double[designs];
    double[] regret = new double[designs];
    for (int sample = 0; sample < samples; sample++) {
      double[][] costs = costs(objectives, values, keeps, sample);
      for (int design = 0; design < designs; design++) {
        onFront[design] += isOnFront(costs, design) ? 1.0 / samples : 0;
        regret[design] += 100 * regret(costs, design) / samples;
      }
    }
    var ranges = new ArrayList<OfDesign>();
    for (int design = 0; design < designs; design++) {
      double[][] own = values[design];
      var quantiles = new ArrayList<Quantiles>();
      for (int o = 0; o < objectives.size(); o++) {
        int objective = o;
        double[] all = Arrays.stream(own).mapToDouble(v -> v[objective]).toArray();
        quantiles.add(Quantiles.of(all));
      }
      ranges.add(new OfDesign(quantiles, onFront[design], regret[design]));
    }
    return ranges;
  }

  /** Costs in a sample; null for a design that does not keep the limits or lacks a value. */
  private static double[][] costs(
      List<Objective> objectives, double[][][] values, boolean[][] keeps, int sample) {
    double[][] costs = new double[values.length][];
    for (int design = 0; design < values.length; design++) {
      double[] value = values[design][sample];
      boolean known = Arrays.stream(value).allMatch(Double::isFinite);
      if (keeps[design][sample] && known) {
        costs[design] = new double[value.length];
        for (int o = 0; o < value.length; o++) {
          costs[design][o] = objectives.get(o).cost(value[o]);
        }
      }
    }
    return costs;
  }

  private static boolean isOnFront(double[][] costs, int design) {
    double[] own = costs[design];
    return own != null
        && Arrays.stream(costs).noneMatch(o -> o != null && Dominance.dominates(o, own));
  }

  /** Over the other designs, the most of the least share by which one is better in an objective. */
  private static double regret(double[][] costs, int design) {
    double[] own = costs[design];
    double most = 0;
    for (double[] other : costs) {
      if (own != null && other != null) {
        double least = Double.POSITIVE_INFINITY;
        for (int o = 0; o < own.length; o++) {
          double scale = Math.max(Math.abs(own[o]), Double.MIN_NORMAL);
          least = Math.min(least, (own[o] - other[o]) / scale);
        }
        most = Math.max(most, least);
      }
    }
    return most;
  }
}
