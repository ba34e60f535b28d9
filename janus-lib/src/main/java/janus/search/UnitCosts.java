package janus.search;

import janus.codesign.Design;
import janus.codesign.ResolvedDesign;
import janus.codesign.UnitCost;
import janus.cost.CostFacts;
import janus.search.DesignSpace.Part;
import janus.units.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * What the designs of a space cost, from tables: the chip by arrays with tier 1, interface, tier 2
 * and market, the memory beside it with its pins by its capacity, channels and market. The same
 * numbers as {@link UnitCost}.
 */
final class UnitCosts {
  private static final String TIER2 = "tier2";
  private static final String LINK = "interface";

  private final CostFacts facts;
  private final List<List<ResolvedDesign.Part>> inners = new ArrayList<>();
  private final List<Range> links = new ArrayList<>();
  private final List<List<ResolvedDesign.Part>> seconds = new ArrayList<>();
  private final int[] inner;
  private final int[] link;
  private final int[] tier2;
  private final List<Design.Market> markets;
  private final double[][] memoryUsd;
  private final double[] pinUsd;
  private final AtomicReferenceArray<Double> chipUsd;

  /**
   * The costs of a space.
   *
   * @param inner arrays with tier 1; one that is no chip is null
   */
  UnitCosts(
      CostFacts facts,
      ResolvedDesign[] inner,
      List<ResolvedDesign> offChip,
      List<ResolvedDesign> tier2,
      DesignSpace space) {
    this.facts = facts;
    this.inner =
        Arrays.stream(inner)
            .mapToInt(chip -> chip == null ? -1 : place(inners, innerParts(chip)))
            .toArray();
    link =
        offChip.stream().mapToInt(chip -> place(links, parts(chip, LINK).get(0).mm2())).toArray();
    this.tier2 = tier2.stream().mapToInt(chip -> place(seconds, parts(chip, TIER2))).toArray();
    markets =
        IntStream.range(0, space.choices(Part.MARKET))
            .mapToObj(m -> space.withChoice(Part.MARKET, m).design().market())
            .toList();
    memoryUsd = offChip.stream().map(this::memoryUsd).toArray(double[][]::new);
    pinUsd = offChip.stream().mapToDouble(this::pinUsd).toArray();
    int chips = inners.size() * links.size() * seconds.size();
    chipUsd = new AtomicReferenceArray<>(chips * markets.size());
  }

  private static <T> int place(List<T> all, T value) {
    if (!all.contains(value)) {
      all.add(value);
    }
    return all.indexOf(value);
  }

  /** All parts but tier 2, those that another choice replaces included. */
  private static List<ResolvedDesign.Part> innerParts(ResolvedDesign chip) {
    return chip.parts().stream().filter(part -> !part.kind().equals(TIER2)).toList();
  }

  private static List<ResolvedDesign.Part> parts(ResolvedDesign chip, String kind) {
    return chip.parts().stream().filter(part -> part.kind().equals(kind)).toList();
  }

  private double[] memoryUsd(ResolvedDesign chip) {
    return markets.stream()
        .map(market -> UnitCost.ofMemory(facts, chip, market))
        .mapToDouble(parts -> parts.isEmpty() ? Double.NaN : parts.get(0).usd().typical())
        .toArray();
  }

  private double pinUsd(ResolvedDesign chip) {
    List<UnitCost.Part> parts = UnitCost.ofMemory(facts, chip, markets.get(0));
    return parts.isEmpty() ? Double.NaN : parts.get(1).usd().typical();
  }

  /**
   * The cost of a design, in USD; NaN where it is unknown.
   *
   * @param i arrays with tier 1
   * @param o memory beside the die
   * @param b tier 2
   * @param m market
   */
  double usd(int i, int o, int b, int m) {
    if (inner[i] < 0) {
      return Double.NaN;
    }
    int chip = (inner[i] * links.size() + link[o]) * seconds.size() + tier2[b];
    int at = chip * markets.size() + m;
    Double usd = chipUsd.get(at);
    if (usd == null) {
      usd =
          chipUsd(inners.get(inner[i]), links.get(link[o]), seconds.get(tier2[b]), markets.get(m));
      chipUsd.set(at, usd);
    }
    return usd + memoryUsd[o][m] + pinUsd[o]; // in the order in which UnitCost adds
  }

  private double chipUsd(
      List<ResolvedDesign.Part> first,
      Range linkMm2,
      List<ResolvedDesign.Part> second,
      Design.Market market) {
    var area = new ArrayList<ResolvedDesign.Part>();
    first.forEach(part -> area.add(part.kind().equals(LINK) ? part.withMm2(linkMm2) : part));
    area.addAll(second);
    List<UnitCost.Part> parts = UnitCost.ofChip(facts, area, market);
    return parts.isEmpty() ? Double.NaN : UnitCost.sum(parts).typical();
  }
}
