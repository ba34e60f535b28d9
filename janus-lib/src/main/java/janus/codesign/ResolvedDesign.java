package janus.codesign;

import janus.accelerator.Mesh;
import janus.accelerator.TiledArray;
import janus.provenance.Fact;
import janus.technology.ArrayCost;
import janus.technology.MemoryTechnology;
import janus.thermal.Floorplan;
import janus.units.Range;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A design with the facts that its names stand for.
 *
 * @param design the choices
 * @param tier1 what tier 1 is made of
 * @param tier2 what tier 2 is made of
 * @param offChip what the memory beside the die is made of
 * @param bandwidth of that memory, in GB/s
 * @param use what a decode step gets of it
 * @param tiles the arrays
 * @param macEnergy energy of a multiply-accumulate, in pJ/MAC
 * @param mesh network between tiles and memories
 * @param hopEnergy energy of a hop, in pJ/bit/hop
 * @param dieLink energy of a bit between dies of one package, in pJ/bit
 * @param decoder energies of decoding a cached key or value
 * @param parts area of each part of the die that there is
 * @param pack what the die sits in
 */
public record ResolvedDesign(
    Design design,
    MemoryTechnology tier1,
    MemoryTechnology tier2,
    MemoryTechnology offChip,
    Fact bandwidth,
    OffChipUse use,
    TiledArray tiles,
    Fact macEnergy,
    Mesh mesh,
    Fact hopEnergy,
    Fact dieLink,
    DecoderEnergy decoder,
    List<Part> parts,
    ResolvedPackage pack) {

  /**
   * One part of the die.
   *
   * @param kind tier1, arrays, network, interface or tier2
   * @param part what it is, for tables
   * @param technology a memory's, or logic
   * @param nodeNm process node
   * @param mm2 its area
   * @param basis weakest basis of the area
   * @param note where the area comes from, or what a reader must know
   */
  public record Part(
      String kind,
      String part,
      String technology,
      double nodeNm,
      Range mm2,
      String basis,
      String note) {
    /** Whether it is logic, and no memory. */
    public boolean isLogic() {
      return technology.equals(DieParts.LOGIC);
    }

    /** The same part with another area. */
    public Part withMm2(Range value) {
      return new Part(kind, part, technology, nodeNm, value, basis, note);
    }
  }

  public ResolvedDesign {
    Objects.requireNonNull(design, "design");
    Objects.requireNonNull(pack, "pack");
    parts = List.copyOf(parts);
    tier1.checkServesTraffic("tier 1");
    tier2.checkServesTraffic("tier 2");
    offChip.checkServesTraffic("off-chip memory");
    checkOperands(design);
  }

  private static void checkOperands(Design design) {
    Design.Compute compute = design.compute();
    long operands = design.tier1().capacity().bits() / compute.operandBits();
    if (design.tier1().exists() && operands < compute.tiles()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tier 1 must hold an operand of %d bits for each of %d tiles: %s",
              compute.operandBits(),
              compute.tiles(),
              design.tier1().capacity()));
    }
  }

  /** What tier 1 costs, typically, whatever it serves. */
  public ArrayCost tier1Cost() {
    return cost(design.tier1(), tier1);
  }

  /** What tier 2 costs. */
  public ArrayCost tier2Cost() {
    return cost(design.tier2(), tier2);
  }

  private static ArrayCost cost(Design.Tier tier, MemoryTechnology technology) {
    return tier.exists()
        ? ArrayCost.typical(technology, tier.capacity(), tier.banks())
        : ArrayCost.NONE;
  }

  /** What the memory beside the die costs. */
  public ArrayCost offChipCost() {
    return ArrayCost.typical(offChip, design.offChip().capacity(), 1);
  }

  /** Energy of a bit between tier 1 and logic, in pJ/bit: 0 where they share a die. */
  public double tier1LinkPj() {
    return design.tier1().exists() ? linkPj(tier1, design.compute().logicNm(), dieLink) : 0;
  }

  /** The same of tier 2. */
  public double tier2LinkPj() {
    return design.tier2().exists() ? linkPj(tier2, design.compute().logicNm(), dieLink) : 0;
  }

  /** Energy of a bit between a memory and logic of a process, in pJ/bit. */
  public static double linkPj(MemoryTechnology memory, double logicNm, Fact dieLink) {
    return memory.node().nm() == logicNm ? 0 : dieLink.typical();
  }

  /** What a bit off chip typically costs, in a decode step. */
  public OffChipEnergy offChipEnergy() {
    return OffChipEnergy.of(offChipCost(), offChip.link(), bandwidth.typical(), reachedGbPerS());
  }

  /**
   * Refuses logic that cannot drive the memory beside the die.
   *
   * @throws IllegalArgumentException with both
   */
  void checkDriven() {
    double logicNm = design.compute().logicNm();
    if (!offChip.link().drivenBy(logicNm)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "compute.logicNm must be at most %s nm to drive %s: %s",
              offChip.link().oldestNode().typical(),
              offChip.id(),
              logicNm));
    }
  }

  /** Channels of the memory beside the die that have its bandwidth. */
  public long offChipChannels() {
    return offChip.link().channels(bandwidth.typical());
  }

  /** Typical standing power of the memory beside the die, at the temperature of the air. */
  public double offChipStandingW() {
    return offChipCost().standing().watts(offChipC());
  }

  /** Temperature of the memory beside the die: that of the air, or the nearest it is known for. */
  double offChipC() {
    return Math.min(
        offChip.maxTemperatureC(), Math.max(offChip.minTemperatureC(), pack.ambientC()));
  }

  /** The same in another package. */
  public ResolvedDesign withPack(ResolvedPackage value) {
    return new ResolvedDesign(
        design, tier1, tier2, offChip, bandwidth, use, tiles, macEnergy, mesh, hopEnergy, dieLink,
        decoder, parts, value);
  }

  /** How the parts warm each other. */
  public HeatPaths heatPaths() {
    return HeatPaths.of(area(), pack.settings());
  }

  /** The die with its limits and what its tiers give off standing. */
  DieHeat dieHeat(HeatPaths paths) {
    return new DieHeat(paths, tier1Cost().standing(), tier2Cost().standing(), pack.limits());
  }

  /** Typical area of the parts; 0 for a tier that is not there. */
  public DieArea area() {
    return innerArea().with(interfaceMm2(), mm2(DieParts.TIER2));
  }

  /** The same without tier 2 and without the interface of the memory outside. */
  public DieArea innerArea() {
    return new DieArea(mm2(DieParts.TIER1), mm2(DieParts.ARRAYS), mm2(DieParts.NETWORK), 0);
  }

  /** Typical area of what drives the memory beside the die. */
  public double interfaceMm2() {
    return mm2(DieParts.LINK);
  }

  private double mm2(String kind) {
    return parts.stream()
        .filter(part -> part.kind().equals(kind))
        .mapToDouble(part -> part.mm2().typical())
        .sum();
  }

  /** Area of all parts. */
  public Range dieMm2() {
    return parts.stream().map(Part::mm2).reduce(Range.exactly(0), Range::plus);
  }

  /** The die's floorplan, square. */
  public Floorplan floorplan() {
    return DieFloorplan.of(area(), 1);
  }

  /**
   * Bytes a second that tier 2 delivers: its banks, each busy for the macro's own access, and where
   * a bandwidth of the technology is published, no more than that.
   */
  public double tier2BytesPerS() {
    return tier2BytesPerS(design.compute().clockGhz());
  }

  /** The same at another clock. */
  public double tier2BytesPerS(double clockGhz) {
    double banks = design.tier2().bytesPerS(clockGhz) / tier2.access().readCycles(clockGhz);
    return tier2.bandwidth() == null ? banks : Math.min(banks, tier2.bandwidth().typical() * 1e9);
  }

  /** Bandwidth that a decode step typically reaches off chip, in GB/s. */
  public double reachedGbPerS() {
    return reachedGbPerS(OffChipUse.Case.TYPICAL);
  }

  double reachedGbPerS(OffChipUse.Case of) {
    return bandwidth.typical() * use.reached(of);
  }

  /** Multiply-accumulates a second when every unit works in every cycle. */
  public double peakMacsPerS() {
    return tiles.array().units() * tiles.tiles() * tiles.clockGhz() * 1e9;
  }

  /** The highest junction temperature that the facts of both tiles hold for. */
  public double knownToC() {
    double first = design.tier1().exists() ? tier1.maxTemperatureC() : Double.POSITIVE_INFINITY;
    double second = design.tier2().exists() ? tier2.maxTemperatureC() : Double.POSITIVE_INFINITY;
    return Math.min(first, second);
  }
}
