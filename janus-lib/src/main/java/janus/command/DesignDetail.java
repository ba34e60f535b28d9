package janus.command;

import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.ResolvedDesign;
import janus.codesign.UnitCost;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.DesignPoint;
import janus.units.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page tells of a design besides its values: ranges, and parts with what they are known by.
 *
 * @param decodeTokensPerS rate with its range
 * @param powerW power of die and memory with its range
 * @param dieMm2 area with its range
 * @param unitUsd cost with its range; null where a price is unknown
 * @param area parts of the die
 * @param cost parts of the cost
 */
record DesignDetail(
    Range decodeTokensPerS,
    Range powerW,
    Range dieMm2,
    Range unitUsd,
    List<ResolvedDesign.Part> area,
    List<UnitCost.Part> cost) {
  /** Some hundredths of a second each. */
  private static final int MOST = 200;

  private static DesignDetail of(DesignReport report) {
    return new DesignDetail(
        report.decodeTokensPerSRange(),
        report.powerRangeW(),
        report.dieRangeMm2(),
        report.unitUsd(),
        report.area(),
        report.cost());
  }

  /** Details of the designs of a front, or of the first of a long one, by number. */
  static Map<Long, DesignDetail> ofFront(Answer answer, DesignEvaluator evaluator) {
    var details = new LinkedHashMap<Long, DesignDetail>();
    for (FoundDesign found : answer.front().stream().limit(MOST).toList()) {
      DesignPoint point = answer.question().space().point(found.number());
      details.put(found.number(), of(evaluator.evaluate(point.design(), point.workload())));
    }
    return details;
  }
}
