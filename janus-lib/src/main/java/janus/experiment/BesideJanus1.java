package janus.experiment;

import janus.claims.PublishedClaims;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.ChipCommandLine;
import janus.search.DesignPoint;
import janus.search.Goal;
import janus.search.PointEvaluation;
import janus.search.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The published Janus-1, what its parts make by this model, and the best designs that take no more
 * power and no more area than it by this model, on its own workload and with its own scheme.
 */
final class BesideJanus1 {
  /** The resistance of a package on the market, in place of the published one. */
  private static final String MARKET = "fcpbga-17-imx8m";

  private static final double SMALLEST_TIER1_MIB = 0.25;

  private final Laboratory laboratory;
  private final Facts facts;
  private final Workload workload = Workload.janus1();
  private final PointEvaluation evaluation;

  /**
   * A chip.
   *
   * @param chip what it is
   * @param basis published or computed
   * @param decodeTokensPerS at full rate; null where the chip throttles, published at 512 tokens
   * @param sustainedTokensPerS what it keeps up
   * @param powerW of die and memory beside it; published of the die alone
   * @param command that evaluates it; null for the published figures
   */
  record Row(
      String chip,
      String basis,
      Double decodeTokensPerS,
      Double sustainedTokensPerS,
      Double joulePerToken,
      Double powerW,
      Double dieMm2,
      Double junctionC,
      String command) {}

  BesideJanus1(Laboratory laboratory) {
    this.laboratory = laboratory;
    facts = new Facts(laboratory.data());
    var accuracy = ClosingTheLoop.accuracy(workload.model());
    evaluation = new PointEvaluation(new DesignEvaluator(facts), accuracy);
  }

  List<Row> rows() {
    Design janus = Design.janus1();
    Design market = janus.withPackage(new Design.Packaging(janus.pack().layers(), MARKET, null));
    Design bare =
        market
            .withTier1(market.tier1().withCapacityMib(SMALLEST_TIER1_MIB))
            .withTier2(market.tier2().withCapacityMib(0));
    var rows = new ArrayList<Row>();
    rows.add(published());
    rows.add(computed("its parts", janus));
    rows.add(computed("its parts in a package on the market", market));
    rows.add(computed("the same without tier 2 and with 256 KiB of tier 1", bare));
    double[] limits = evaluation.values(new DesignPoint(market, workload));
    rows.add(found("found: least energy", "joule_per_token", true, limits));
    rows.add(found("found: highest sustained rate", "sustained_tokens_per_s", false, limits));
    rows.add(found("found: least area at its sustained rate", "die_mm2", true, limits));
    return rows;
  }

  private Row published() {
    var claims = new PublishedClaims(laboratory.data());
    return new Row(
        "as published",
        "published",
        claims.claim("decode rate of Llama-2-7B in INT4").value(),
        null,
        null,
        claims.claim("power").value(),
        claims.claim("die area").value(),
        claims.claim("junction temperature").value(),
        null);
  }

  private Row computed(String chip, Design design) {
    var point = new DesignPoint(design, workload);
    return row(chip, point, evaluation.values(point));
  }

  /** The best by one quantity within the power and area of Janus-1, at no less than its rate. */
  private Row found(String chip, String quantity, boolean minimized, double[] janus) {
    laboratory.progress().update(0, 0, chip);
    Map<String, String> fixed = new LinkedHashMap<>();
    fixed.put("scheme", workload.scheme().spelling());
    fixed.put("package.layers", Design.janus1().pack().layers());
    fixed.put("package.resistance", MARKET);
    List<String> limits =
        List.of(
            limit("power_w<=", janus[Quantity.POWER_W.place()]),
            limit("die_mm2<=", janus[Quantity.DIE_MM2.place()]),
            limit("sustained_tokens_per_s>=", janus[Quantity.SUSTAINED_TOKENS_PER_S.place()]));
    List<String> best = List.of(quantity);
    Goal goal = Goal.of(minimized ? best : List.of(), minimized ? List.of() : best, limits);
    var start = new DesignPoint(Design.janus1(), workload);
    Answer answer = ClosingTheLoop.search(laboratory, facts, start, fixed, goal);
    List<FoundDesign> front = answer.worthBuilding(1);
    if (front.isEmpty()) {
      return new Row(chip, "none", null, null, null, null, null, null, null);
    }
    FoundDesign design = front.get(0);
    return row(chip, answer.question().space().point(design.number()), design.values());
  }

  private static String limit(String name, double value) {
    return String.format(Locale.ROOT, "%s%.9g", name, value);
  }

  private static Row row(String chip, DesignPoint point, double[] values) {
    return new Row(
        chip,
        "computed",
        value(values, Quantity.DECODE_TOKENS_PER_S),
        value(values, Quantity.SUSTAINED_TOKENS_PER_S),
        value(values, Quantity.JOULE_PER_TOKEN),
        value(values, Quantity.POWER_W),
        value(values, Quantity.DIE_MM2),
        value(values, Quantity.JUNCTION_C),
        ChipCommandLine.of(point));
  }

  private static Double value(double[] values, Quantity quantity) {
    double value = values[quantity.place()];
    return Double.isFinite(value) ? (Double) value : null;
  }
}
