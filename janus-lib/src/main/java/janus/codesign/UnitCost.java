package janus.codesign;

import janus.cost.CostFacts;
import janus.cost.PinFacts;
import janus.cost.WaferProcess;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one chip with its memory costs: good dies, package, joining, test, masks over the volume,
 * memory beside the chip, and the pins that join it. Parts of one node share a die. The board,
 * design, licences, tax and margin are left out. Low and high take every price at its favourable
 * and unfavourable end.
 *
 * @param parts cost by part, in USD
 */
public record UnitCost(List<Part> parts) {
  /** What is not priced, for tables. */
  public static final String NOT_PRICED = "board, design, licences, tax, margin";

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
    return sum(parts);
  }

  /** Some parts together, in USD. */
  public static Range sum(List<Part> parts) {
    return parts.stream().map(Part::usd).reduce(Range.exactly(0), Range::plus);
  }

  /**
   * The cost of a design.
   *
   * @return null where a price is unknown: of a node, or of a memory that is no LPDDR
   * @throws janus.provenance.BadInputException if the design names a date or package without a
   *     price
   */
  public static UnitCost of(CostFacts facts, ResolvedDesign chip) {
    Design design = chip.design();
    var parts = new ArrayList<>(ofChip(facts, chip.parts(), design.market()));
    List<Part> memory = ofMemory(facts, chip, design.market());
    if (parts.isEmpty() || memory.isEmpty()) {
      return null;
    }
    parts.addAll(memory);
    return new UnitCost(parts);
  }

  /**
   * The cost of all but the memory beside the chip and its pins.
   *
   * @param area parts of the die
   * @return nothing where a node has no price or a die does not fit a wafer
   */
  public static List<Part> ofChip(
      CostFacts facts, List<ResolvedDesign.Part> area, Design.Market market) {
    Map<Double, List<ResolvedDesign.Part>> dies = dies(area);
    boolean known =
        dies.entrySet().stream().allMatch(d -> isKnown(facts, d.getKey(), d.getValue()));
    if (!known) {
      return List.of();
    }
    var parts = new ArrayList<Part>();
    dies.forEach((nm, on) -> parts.add(die(nm, on, facts)));
    Fact bonding = facts.rules().bondingYield();
    parts.add(new Part("lost in assembly", lost(sum(parts), bonding, dies.size()), basis(bonding)));
    String kind = packaging(market, dies.size());
    Fact pack = facts.packagePrice(kind);
    parts.add(new Part(kind, pack.range(), basis(pack)));
    Fact test = facts.rules().finalTest();
    parts.add(new Part("final test", test.range(), basis(test)));
    dies.keySet().forEach(nm -> parts.add(masks(facts.process(nm), market.volume())));
    return parts;
  }

  /**
   * The cost of the memory beside the chip, and of the pins that join it.
   *
   * @param chip of which the memory and its interface count
   * @return nothing where the memory is no LPDDR, of which alone prices and signals are known
   */
  public static List<Part> ofMemory(CostFacts facts, ResolvedDesign chip, Design.Market market) {
    String date = market.dramDate() == null ? facts.latestDramPrice() : market.dramDate();
    Fact price = facts.dramPrice(date);
    Design.OffChip offChip = chip.design().offChip();
    String memory = offChip.technology();
    if (!memory.startsWith("lpddr") || !facts.pins().knows(memory)) {
      return List.of();
    }
    Range usd = price.range().times(offChip.capacity().gib());
    return List.of(
        new Part(memory + " at prices of " + date, usd, basis(price)),
        pins(facts.pins(), memory, chip.offChipChannels()));
  }

  private static Part pins(PinFacts facts, String memory, long channels) {
    String name = Math.round(facts.pins(memory, channels).typical()) + " pins to " + memory;
    return new Part(name, facts.usd(memory, channels), basis(facts.supply()));
  }

  private static boolean isKnown(CostFacts facts, double nm, List<ResolvedDesign.Part> on) {
    return facts.processes().containsKey(nm) && facts.rules().fits(mm2(on));
  }

  private static Range mm2(List<ResolvedDesign.Part> on) {
    return on.stream().map(ResolvedDesign.Part::mm2).reduce(Range.exactly(0), Range::plus);
  }

  /** Parts of each node, which share a die. */
  private static Map<Double, List<ResolvedDesign.Part>> dies(List<ResolvedDesign.Part> area) {
    var dies = new LinkedHashMap<Double, List<ResolvedDesign.Part>>();
    for (ResolvedDesign.Part part : area) {
      dies.computeIfAbsent(part.nodeNm(), nm -> new ArrayList<>()).add(part);
    }
    return dies;
  }

  private static Part die(double nm, List<ResolvedDesign.Part> on, CostFacts facts) {
    WaferProcess process = facts.process(nm);
    Range adder = Range.exactly(0);
    for (ResolvedDesign.Part part : on) {
      Fact of = facts.adders().get(embedded(part.technology()));
      adder = of == null ? adder : adder.plus(of.range());
    }
    return new Part(
        "die at " + text(nm) + " nm",
        facts.rules().goodDieUsd(process, mm2(on), adder),
        basis(process.waferPrice()));
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

  private static String packaging(Design.Market market, int dies) {
    if (market.packaging() != null) {
      return market.packaging();
    }
    return dies == 1 ? "flip-chip-bga" : "system-in-package";
  }

  private static Part masks(WaferProcess process, long volume) {
    return new Part(
        "masks at " + text(process.nodeNm()) + " nm",
        process.maskSet().range().times(1e6 / volume),
        basis(process.maskSet()));
  }

  private static String basis(Fact fact) {
    return fact.basis().spelling();
  }

  private static String text(double nm) {
    return nm == Math.rint(nm) ? Long.toString((long) nm) : Double.toString(nm);
  }
}
