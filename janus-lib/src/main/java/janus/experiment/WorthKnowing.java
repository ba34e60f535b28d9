package janus.experiment;

import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.DesignUncertainty.Information;
import janus.codesign.FactDraws;
import janus.codesign.Facts;
import janus.search.DesignPoint;
import java.util.List;

/** What it is worth to know a fact before choosing whether a chip has a tier 2. */
final class WorthKnowing {
  private static final long SEED = 1;
  private static final int MOST_FACTS = 6;

  private final DesignEvaluator evaluator;
  private final FactDraws draws;

  WorthKnowing(Facts facts, int samples) {
    evaluator = new DesignEvaluator(facts);
    draws = new FactDraws(samples, SEED);
  }

  /**
   * A fact of a design.
   *
   * @param technology of tier 2
   * @param joulePerToken typical
   * @param beatsNullProbability share of the samples in which the design takes less energy than
   *     every null design
   * @param worthJoulePerToken expected value of perfect information; 0 where no value of the fact
   *     changes the choice
   */
  record Row(
      String model,
      long contextTokens,
      int batch,
      String technology,
      double capacityMib,
      Double joulePerToken,
      double beatsNullProbability,
      String fact,
      double worthJoulePerToken) {}

  /**
   * The facts of a design that are worth most, one where none is worth anything; none where a
   * sample sustains no rate.
   */
  List<Row> rows(DesignPoint point) {
    DesignReport report =
        evaluator.evaluate(evaluator.prepare(point.design()), point.workload(), draws);
    double beats =
        report.uncertainty().beatsNull().values().stream()
            .mapToDouble(Double::doubleValue)
            .min()
            .orElseThrow();
    List<Information> all = report.uncertainty().information();
    long worth = all.stream().filter(each -> each.joulePerToken() > 0).count();
    return all.stream()
        .limit(Math.max(1, Math.min(MOST_FACTS, worth)))
        .map(
            each ->
                new Row(
                    point.workload().model(),
                    point.workload().contextTokens(),
                    point.workload().batch(),
                    point.design().tier2().technology(),
                    point.design().tier2().capacityMib(),
                    report.joulePerToken(),
                    beats,
                    each.fact(),
                    each.joulePerToken()))
        .toList();
  }
}
