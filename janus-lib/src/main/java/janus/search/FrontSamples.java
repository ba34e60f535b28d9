package janus.search;

import janus.codesign.DesignEvaluator;
import janus.codesign.DesignSampler;
import janus.codesign.DesignSamples;
import janus.codesign.FactDraws;
import janus.codesign.NullDesign;
import janus.codesign.Objective;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedWorkload;
import janus.search.Answer.FoundDesign;
import janus.search.FrontRanges.OfDesign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The designs of a front over the ranges of the facts, all by the same draws.
 *
 * @param samples how many
 * @param seed of all randomness
 * @param byNumber what they mean for each design, by its number
 */
public record FrontSamples(int samples, long seed, Map<Long, OfFront> byNumber) {

  /**
   * One design of the front.
   *
   * @param ranges against the other designs of the front
   * @param beatsNull of the shares of samples in which the design takes less energy a token than
   *     each of its null designs, the least; null where it is a null design itself
   */
  public record OfFront(OfDesign ranges, Double beatsNull) {}

  public FrontSamples {
    byNumber = Map.copyOf(byNumber);
  }

  /** Samples every design of an answer's front. */
  public static FrontSamples of(Answer answer, DesignEvaluator evaluator, FactDraws draws) {
    Goal goal = answer.question().goal();
    List<FoundDesign> front = answer.front();
    int[] places = goal.objectivePlaces();
    double[][][] values = new double[front.size()][draws.samples()][places.length];
    boolean[][] keeps = new boolean[front.size()][draws.samples()];
    var beats = new ArrayList<Optional<Double>>();
    for (int d = 0; d < front.size(); d++) {
      DesignPoint point = answer.question().space().point(front.get(d).number());
      PreparedDesign prepared = evaluator.prepare(point.design());
      ResolvedWorkload load = evaluator.facts().resolve(point.workload());
      DesignSamples samples = DesignSampler.of(prepared, load, draws);
      for (int s = 0; s < draws.samples(); s++) {
        double[] all = sampled(front.get(d).values(), samples, s);
        for (int o = 0; o < places.length; o++) {
          values[d][s][o] = all[places[o]];
        }
        keeps[d][s] = goal.broken(all).isEmpty();
      }
      beats.add(beatsNull(evaluator, prepared, load, samples, draws));
    }
    List<OfDesign> ranges = FrontRanges.of(goal.objectives(), values, keeps);
    var byNumber = new LinkedHashMap<Long, OfFront>();
    for (int d = 0; d < front.size(); d++) {
      var ofFront = new OfFront(ranges.get(d), beats.get(d).orElse(null));
      byNumber.put(front.get(d).number(), ofFront);
    }
    return new FrontSamples(draws.samples(), draws.seed(), byNumber);
  }

  /** The values of a design in a sample; what is not sampled is typical. */
  private static double[] sampled(double[] typical, DesignSamples samples, int sample) {
    double[] values = typical.clone();
    for (Objective objective : Objective.values()) {
      int place = Quantity.names().indexOf(objective.spelling());
      if (place >= 0) {
        values[place] = samples.value(objective, sample);
      }
    }
    double full = samples.value(Objective.DECODE_TOKENS_PER_S, sample);
    double sustained = samples.value(Objective.SUSTAINED_TOKENS_PER_S, sample);
    Quantity.SUSTAINED_PERCENT.set(values, Math.min(100, 100 * sustained / full));
    return values;
  }

  private static Optional<Double> beatsNull(
      DesignEvaluator evaluator,
      PreparedDesign prepared,
      ResolvedWorkload load,
      DesignSamples samples,
      FactDraws draws) {
    List<NullDesign> nulls = evaluator.evaluate(prepared, load.workload()).nullDesigns();
    return nulls.stream()
        .map(each -> DesignSampler.of(evaluator.prepare(each.design()), load.whereItFits(), draws))
        .map(samples::beats)
        .min(Double::compare);
  }
}
