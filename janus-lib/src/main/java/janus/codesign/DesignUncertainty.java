package janus.codesign;

import janus.codesign.DesignSamples.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the ranges of the facts mean for a design and its null designs, by common random numbers.
 * Ranges say what is credible, not how often it happens, so a probability here is a share of the
 * credible cases.
 *
 * @param samples how many
 * @param seed of all randomness
 * @param sustains share of the samples in which the design sustains some rate
 * @param objectives quantiles of each objective, by its name
 * @param beatsNull share of the samples in which the design takes less energy a token than a null
 *     design, by the name of that
 * @param information what knowing a fact exactly is worth, most first
 */
public record DesignUncertainty(
    int samples,
    long seed,
    double sustains,
    Map<String, Quantiles> objectives,
    Map<String, Double> beatsNull,
    List<Information> information) {
  private static final int BINS = 20;

  /**
   * Expected value of perfect information: by how much the energy of a token at full rate ({@link
   * Objective#BURST_JOULE_PER_TOKEN}, which every sample has) falls in the mean if one knows the
   * fact before choosing between the design and its null designs.
   *
   * <pre>
   *   min over designs of E[J]  -  E over the fact of min over designs of E[J | fact]
   * </pre>
   *
   * with the condition by 20 equal parts of its distribution.
   *
   * @param fact its name
   * @param joulePerToken its worth
   */
  public record Information(String fact, double joulePerToken) {}

  public DesignUncertainty {
    objectives = Collections.unmodifiableMap(new LinkedHashMap<>(objectives));
    beatsNull = Collections.unmodifiableMap(new LinkedHashMap<>(beatsNull));
    information = List.copyOf(information);
  }

  /** Samples of a design beside those of its null designs, in their order. */
  static DesignUncertainty of(
      FactDraws draws, DesignSamples design, List<NullDesign> names, List<DesignSamples> nulls) {
    var objectives = new LinkedHashMap<String, Quantiles>();
    for (Objective objective : Objective.values()) {
      objectives.put(objective.spelling(), design.quantiles(objective));
    }
    var beats = new LinkedHashMap<String, Double>();
    for (int i = 0; i < nulls.size(); i++) {
      beats.put(names.get(i).name(), design.beats(nulls.get(i)));
    }
    var all = new ArrayList<>(nulls);
    all.add(0, design);
    return new DesignUncertainty(
        draws.samples(),
        draws.seed(),
        design.sustains(),
        objectives,
        beats,
        information(draws, all));
  }

  /** The worth of every fact that any of the designs asks for. */
  static List<Information> information(FactDraws draws, List<DesignSamples> designs) {
    var facts = new TreeSet<String>();
    designs.forEach(design -> facts.addAll(design.facts()));
    return facts.stream()
        .map(fact -> new Information(fact, worth(draws.column(fact), designs)))
        .sorted(Comparator.comparingDouble(Information::joulePerToken).reversed())
        .toList();
  }

  private static double worth(double[] places, List<DesignSamples> designs) {
    int bins = Math.min(BINS, places.length);
    double[] best = new double[bins];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    double before = Double.POSITIVE_INFINITY;
    for (DesignSamples design : designs) {
      double[] sums = sums(places, design, bins);
      double sum = 0;
      for (int bin = 0; bin < bins; bin++) {
        best[bin] = Math.min(best[bin], sums[bin]);
        sum += sums[bin];
      }
      before = Math.min(before, sum);
    }
    double after = 0;
    for (double each : best) {
      after += each;
    }
    return Math.max(0, before - after) / places.length;
  }

  /** Sum of the energy a token at full rate over the samples of each bin. */
  private static double[] sums(double[] places, DesignSamples design, int bins) {
    double[] sums = new double[bins];
    for (int i = 0; i < places.length; i++) {
      sums[(int) (places[i] * bins)] += design.value(Objective.BURST_JOULE_PER_TOKEN, i);
    }
    return sums;
  }
}
