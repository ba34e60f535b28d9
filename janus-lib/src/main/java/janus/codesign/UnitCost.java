package janus.codesign;

import janus.cost.CostFacts;
import janus.cost.WaferProcess;
import janus.provenance.Fact;
import janus.units.Bounds;
import janus.units.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one chip with its memory costs: good dies, package, joining, test, masks over the volume,
 * and memory beside the chip. Parts of one node share a die. Design, licences, tax and margin are
 * left out.
 *
 * @param market what prices were taken
 * @param parts cost by part, in USD
 */
public record UnitCost(Market market, List<Part> parts) {
  /**
   * Prices that change from year to year and customer to customer.
   *
   * @param dram a date of {@code data/cost/dram.json}
   * @param packaging a kind of {@code data/cost/packages.json}; null for flip-chip-bga with one
   *     die, system-in-package with two
   * @param volume chips over which a set of masks is spread
   */
  public record Market(String dram, String packaging, long volume) {
    public Market {
      Bounds.within("volume", 1, 1L << 40, volume);
    }

    /** The latest price of memory, and 10 million chips. */
    public static Market latest(CostFacts facts) {
      return new Market(facts.latestDramPrice(), null, 10_000_000);
    }
  }

  /**
   * A part of the cost.
   *
   * @param part what it is
   * @param usd its cost with its range
   * @param basis of the weakest fact
   */
  public record Part(String part, Range usd, String basis) {}

  public UnitCost {
    parts = List.copyOf(parts);
  }

  /** All parts together, in USD. */
  public Range usd() {
    return parts.stream().map(Part::usd).reduce(Range.exactly(0), Range::plus);
  }

  /**
   * The cost of a design.
   *
   * @return null where no price of its memory beside the chip is known: of LPDDR alone it is
   * @throws janus.provenance.BadInputException if a price is unknown
   */
  public static UnitCost of(ResolvedDesign chip, CostFacts facts, Market market) {
    if (!chip.design().offChip().technology().startsWith("lpddr")) {
      return null;
    }
    Map<Double, List<ResolvedDesign.Part>> dies = dies(chip);
    var parts = new ArrayList<Part>();
    dies.forEach((nm, on) -> parts.add(die(nm, on, facts)));
    Fact bonding = facts.rules().bondingYield();
    Range good = parts.stream().map(Part::usd).reduce(Range.exactly(0), Range::plus);
    parts.add(new Part("lost in assembly", lost(good, bonding, dies.size()), spelling(bonding)));
    Fact pack = facts.packagePrice(packaging(market, dies.size()));
    parts.add(new Part(packaging(market, dies.size()), pack.range(), spelling(pack)));
    Fact test = facts.rules().finalTest();
    parts.add(new Part("final test", test.range(), spelling(test)));
    for (double nm : dies.keySet()) {
      parts.add(masks(facts.process(nm), market.volume()));
    }
    Fact dram = facts.dramPrice(market.dram());
    double gigabytes = chip.design().offChip().capacity().gib();
    parts.add(
        new Part(
            chip.design().offChip().technology() + " at prices of " + market.dram(),
            dram.range().times(gigabytes),
            spelling(dram)));
    return new UnitCost(market, parts);
  }

  /** Parts of each node, which share a die. */
  private static Map<Double, List<ResolvedDesign.Part>> dies(ResolvedDesign chip) {
    var dies = new LinkedHashMap<Double, List<ResolvedDesign.Part>>();
    for (ResolvedDesign.Part part : chip.parts()) {
      dies.computeIfAbsent(part.nodeNm(), nm -> new ArrayList<>()).add(part);
    }
    return dies;
  }

  private static Part die(double nm, List<ResolvedDesign.Part> on, CostFacts facts) {
    WaferProcess process = facts.process(nm);
    Range mm2 = on.stream().map(ResolvedDesign.Part::mm2).reduce(Range.exactly(0), Range::plus);
    Range adder = Range.exactly(0);
    for (ResolvedDesign.Part part : on) {
      Fact of = facts.adders().get(embedded(part.technology()));
      adder = of == null ? adder : adder.plus(of.range());
    }
    return new Part(
        "die at " + text(nm) + " nm",
        facts.rules().goodDieUsd(process, mm2, adder),
        spelling(process.waferPrice()));
  }

  /** The kind of memory in {@code data/cost/embedded.json} that a technology's name begins with. */
  private static String embedded(String technology) {
    if (technology.contains("mram")) {
      return "stt-mram";
    }
    return technology.replaceFirst("-.*", "");
  }

  private static Range lost(Range good, Fact bonding, int dies) {
    return new Range(
        good.low() * (StrictMath.pow(bonding.high(), -dies) - 1),
        good.typical() * (StrictMath.pow(bonding.typical(), -dies) - 1),
        good.high() * (StrictMath.pow(bonding.low(), -dies) - 1));
  }

  private static String packaging(Market market, int dies) {
    if (market.packaging() != null) {
      return market.packaging();
    }
    return dies == 1 ? "flip-chip-bga" : "system-in-package";
  }

  private static Part masks(WaferProcess process, long volume) {
    return new Part(
        "masks at " + text(process.nodeNm()) + " nm",
        process.maskSet().range().times(1e6 / volume),
        spelling(process.maskSet()));
  }

  private static String spelling(Fact fact) {
    return fact.basis().spelling();
  }

  private static String text(double nm) {
    return nm == Math.rint(nm) ? Long.toString((long) nm) : Double.toString(nm);
  }
}
