package janus.codesign;

import java.util.Arrays;
import java.util.Set;

/** The objectives of one design on one load in every sample. Immutable. */
public final class DesignSamples {
  private static final double LOW = 0.05;
  private static final double MEDIAN = 0.5;
  private static final double HIGH = 0.95;

  /** (objective, sample). */
  private final double[][] values;

  private final Set<String> facts;

  /** The samples of a design; keeps the array. */
  DesignSamples(double[][] values, Set<String> facts) {
    this.values = values;
    this.facts = Set.copyOf(facts);
  }

  /**
   * Quantiles of an objective.
   *
   * @param low 5 % of the samples are below; null where that is not finite
   * @param typical the median
   * @param high 5 % are above
   */
  public record Quantiles(Double low, Double typical, Double high) {}

  /** Number of samples. */
  public int size() {
    return values[0].length;
  }

  /** Names of the facts that were drawn. */
  Set<String> facts() {
    return facts;
  }

  /** The value of an objective in a sample; not finite where there is none. */
  public double value(Objective objective, int sample) {
    return values[objective.place()][sample];
  }

  /** The quantiles of an objective. */
  public Quantiles quantiles(Objective objective) {
    double[] sorted = values[objective.place()].clone();
    Arrays.sort(sorted);
    return new Quantiles(at(sorted, LOW), at(sorted, MEDIAN), at(sorted, HIGH));
  }

  private static Double at(double[] sorted, double share) {
    double value = sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))];
    return DesignReport.known(value);
  }

  /** Share of the samples in which some rate is sustained. */
  public double sustains() {
    int count = 0;
    for (double joule : values[Objective.JOULE_PER_TOKEN.place()]) {
      count += Double.isFinite(joule) ? 1 : 0;
    }
    return (double) count / size();
  }

  /** Share of the samples in which this takes less energy a token than another design. */
  public double beats(DesignSamples other) {
    int count = 0;
    for (int i = 0; i < size(); i++) {
      double own = value(Objective.JOULE_PER_TOKEN, i);
      count += own < other.value(Objective.JOULE_PER_TOKEN, i) ? 1 : 0;
    }
    return (double) count / size();
  }
}
