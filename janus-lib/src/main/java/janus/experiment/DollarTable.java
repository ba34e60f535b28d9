package janus.experiment;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.Facts;
import janus.codesign.NullDesign;
import janus.codesign.ResolvedWorkload;
import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * What a dollar buys: memory on the chip, bandwidth beside it, or fewer bits, at prices of memory
 * of two dates. The design that is changed has the least memory on the chip, 8-bit weights and
 * cache, and beside it the whole GiB that weights and cache need. A wider interface costs area and
 * pins; the board is not counted. What fewer bits of a weight lose is not measured.
 */
final class DollarTable {
  private static final String[] DATES = {"2024", "2026-03"};
  private static final double[] ON_CHIP_MIB = {16, 64, 224};
  private static final double WIDE_WEIGHT_BITS = 8.125;
  private static final double NARROW_WEIGHT_BITS = 4.125;
  private static final double MIB_A_GIB = 1024;

  /**
   * One change at prices of one date.
   *
   * @param dramDate of the price of memory
   * @param bought what the change is of
   * @param change in words
   * @param addedUsd by the change; negative where it saves
   * @param usd after it
   * @param gainedPercent of the sustained rate
   * @param savedPercent of the energy of a token
   * @param gainedPercentPerUsd null where the change costs nothing or saves money
   */
  record Row(
      String model,
      long contextTokens,
      String dramDate,
      String bought,
      String change,
      double addedUsd,
      double usd,
      double tokensPerS,
      double gainedPercent,
      double joulePerToken,
      double savedPercent,
      Double gainedPercentPerUsd) {}

  private final Facts facts;
  private final DesignEvaluator evaluator;
  private final List<Row> rows = new ArrayList<>();

  DollarTable(Facts facts) {
    this.facts = facts;
    evaluator = new DesignEvaluator(facts);
  }

  /** The rows of some models with 8192 tokens in the cache. */
  List<Row> of(List<String> models) {
    for (String model : models) {
      Workload wide =
          Workload.janus1()
              .withModel(model)
              .withWeightBits(WIDE_WEIGHT_BITS)
              .withTokens(7936, 256, 8192)
              .withScheme(scheme("int8-token"));
      for (String date : DATES) {
        add(wide, date);
      }
    }
    return List.copyOf(rows);
  }

  private static KvScheme scheme(String name) {
    KvCodec codec = KvCodecs.parse(name);
    return KvScheme.of(codec, codec);
  }

  private void add(Workload wide, String date) {
    Design least = least(wide, date);
    DesignReport base = evaluator.evaluate(least, wide);
    for (double mib : ON_CHIP_MIB) {
      Design.Tier tier2 = Design.janus1().tier2().withCapacityMib(mib);
      String change = Math.round(mib) + " MiB of " + tier2.technology();
      add(base, "memory on the chip", change, evaluator.evaluate(least.withTier2(tier2), wide));
    }
    double twice = 2 * facts.resolve(least).bandwidth().typical();
    var wider = new Design.OffChip("lpddr5x", least.offChip().capacityMib(), twice);
    add(
        base,
        "bandwidth beside it",
        "twice the channels",
        evaluator.evaluate(least.withOffChip(wider), wide));
    Workload cache = wide.withScheme(scheme("int4-token"));
    addBits(base, "fewer bits of the cache", "int8-token to int4-token", cache, date);
    Workload weights = wide.withWeightBits(NARROW_WEIGHT_BITS);
    addBits(base, "fewer bits of a weight", "8.125 to 4.125, loss not measured", weights, date);
  }

  private void addBits(
      DesignReport base, String bought, String change, Workload narrow, String date) {
    add(base, bought, change, evaluator.evaluate(least(narrow, date), narrow));
  }

  /** The least memory on the chip, and beside it what the workload needs. */
  private Design least(Workload workload, String date) {
    Design least = NullDesign.least(Design.janus1());
    ResolvedWorkload load = facts.resolve(workload);
    double gib = Math.ceil(load.weights().plus(load.cache()).gib());
    return least
        .withOffChip(new Design.OffChip("lpddr5x", MIB_A_GIB * gib, null))
        .withMarket(new Design.Market(date, null, Design.Market.LATEST.volume()));
  }

  private void add(DesignReport base, String bought, String change, DesignReport after) {
    double added = after.unitUsd().typical() - base.unitUsd().typical();
    double gained = 100 * (after.sustainedTokensPerS() / base.sustainedTokensPerS() - 1);
    rows.add(
        new Row(
            base.workload().model(),
            base.workload().contextTokens(),
            base.design().market().dramDate(),
            bought,
            change,
            added,
            after.unitUsd().typical(),
            after.sustainedTokensPerS(),
            gained,
            after.joulePerToken(),
            100 * (1 - after.joulePerToken() / base.joulePerToken()),
            added > 0 ? (Double) (gained / added) : null));
  }
}
