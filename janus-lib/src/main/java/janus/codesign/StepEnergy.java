package janus.codesign;

import janus.technology.ArrayCost;

/**
 * Typical energy of a decode step that does not depend on time, in J. Every part is a function of
 * its own few choices, so that parts can be tabled apart; standing power times time comes on top.
 *
 * @param tier1J reads and writes of tier 1, links between dies included
 * @param arithmeticJ multiply-accumulates
 * @param decodingJ of the cache's codec
 * @param meshJ movement over the mesh
 * @param tier2J reads and writes of tier 2, likewise
 * @param offChipJ reads and writes off chip, in the memory
 * @param linkJ the same on the die, in PHY and controller
 */
public record StepEnergy(
    double tier1J,
    double arithmeticJ,
    double decodingJ,
    double meshJ,
    double tier2J,
    double offChipJ,
    double linkJ) {
  /** The energy of a load on a design. */
  static StepEnergy of(ResolvedDesign chip, ResolvedWorkload load, StepTraffic traffic) {
    double decodingJ = load.decodingJ(chip.decoder()).typical();
    return of(chip, traffic, (double) load.macs(), decodingJ);
  }

  /** The energy of some traffic, multiply-accumulates and decoding. */
  static StepEnergy of(ResolvedDesign chip, StepTraffic traffic, double macs, double decodingJ) {
    OffChipEnergy outside = chip.offChipEnergy();
    return new StepEnergy(
        tier1J(chip.tier1Cost(), traffic.throughBits(), chip.tier1LinkPj()),
        arithmeticJ(chip.macEnergy().typical(), macs),
        decodingJ,
        meshJ(chip.mesh().meanHopsFromEdge(), chip.hopEnergy().typical(), traffic.throughBits()),
        tier2J(chip.tier2Cost(), traffic, chip.tier2LinkPj()),
        outside.memoryJ(traffic.offChipReadBits(), traffic.offChipWrittenBits()),
        outside.linkJ(traffic.offChipReadBits(), traffic.offChipWrittenBits()));
  }

  /** With what the memories behind tier 1 take. */
  public StepEnergy with(double tier2Joules, double offChipJoules, double linkJoules) {
    return new StepEnergy(
        tier1J, arithmeticJ, decodingJ, meshJ, tier2Joules, offChipJoules, linkJoules);
  }

  /** Of what passes through tier 1: written once and read once. */
  public static double tier1J(ArrayCost tier1, double throughBits, double linkPjPerBit) {
    return memoryJ(tier1, throughBits, throughBits) + 2 * throughBits * linkPjPerBit * 1e-12;
  }

  /** Of what tier 2 delivers and takes. */
  public static double tier2J(ArrayCost tier2, StepTraffic traffic, double linkPjPerBit) {
    double read = traffic.tier2ReadBits();
    double written = traffic.tier2WrittenBits();
    return memoryJ(tier2, read, written) + (read + written) * linkPjPerBit * 1e-12;
  }

  public static double arithmeticJ(double pjPerMac, double macs) {
    return pjPerMac * macs * 1e-12;
  }

  public static double meshJ(double hops, double pjPerBitAndHop, double bits) {
    return pjPerBitAndHop * bits * hops * 1e-12;
  }

  /** Of reads and writes of a memory. */
  public static double memoryJ(ArrayCost memory, double readBits, double writtenBits) {
    return (readBits * memory.readPjPerBit() + writtenBits * memory.writePjPerBit()) * 1e-12;
  }

  /** All of it, in J. */
  double totalJ() {
    return tier1J + arithmeticJ + decodingJ + meshJ + tier2J + offChipJ + linkJ;
  }

  /** Power of the parts of the die, in W, for a step of some time. */
  public PartWatts dieW(double stepS) {
    double steps = 1 / stepS;
    return new PartWatts(
        tier1J * steps, (arithmeticJ + decodingJ) * steps, (meshJ + linkJ) * steps, tier2J * steps);
  }
}
