package janus.codesign;

import janus.codesign.DesignRun.PowerRow;
import janus.provenance.Fact;
import janus.technology.Access;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryLink;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Power of a chip that decodes, by component, with ranges: at an operating point's rate and
 * temperatures, or the nearest at which the facts are known. What a step moves says {@link
 * StepTraffic}. A tier that is not there takes no power.
 */
final class DesignPower {
  private final ResolvedDesign chip;
  private final ResolvedWorkload load;
  private final double stepsPerS;
  private final StepTraffic moved;
  private final MemoryArray tier1;
  private final MemoryArray tier2;

  private DesignPower(ResolvedDesign chip, ResolvedWorkload load, OperatingPoint point) {
    this.chip = chip;
    this.load = load;
    stepsPerS = point.stepsPerS();
    Design design = chip.design();
    moved = StepTraffic.of(load, design.tier2().capacity());
    double throughGb = moved.throughBits() / 8e9 * stepsPerS;
    double hottest = chip.knownToC();
    boolean runsAway = point.sustained().runsAway();
    tier1 =
        array(
            design.tier1(),
            chip.tier1(),
            new Traffic(throughGb, throughGb, 0),
            runsAway ? hottest : point.sustained().tier1C());
    DataSize read = load.tier2Read(design.tier2().capacity());
    DataSize written = load.writtenKept(design.tier2().capacity());
    tier2 =
        array(
            design.tier2(),
            chip.tier2(),
            Traffic.decode(read, written, stepsPerS),
            runsAway ? hottest : point.sustained().tier2C());
  }

  /** Power by component, with ranges. */
  static List<PowerRow> rows(ResolvedDesign chip, ResolvedWorkload load, OperatingPoint point) {
    return new DesignPower(chip, load, point).rows();
  }

  /** Null for a tier that is not there. */
  private MemoryArray array(
      Design.Tier tier, MemoryTechnology technology, Traffic traffic, double celsius) {
    if (!tier.exists()) {
      return null;
    }
    return new MemoryArray(
        technology,
        tier.capacity(),
        tier.banks(),
        tier.wordBits(),
        traffic,
        within(technology, celsius),
        chip.design().compute().clockGhz());
  }

  private List<PowerRow> rows() {
    var rows = new ArrayList<PowerRow>();
    addArray(rows, "tier 1 ", tier1);
    addArray(rows, "tier 2 ", tier2);
    double toTier1 = 2 * moved.throughBits() * chip.tier1LinkPj();
    double toTier2 = (moved.tier2ReadBits() + moved.tier2WrittenBits()) * chip.tier2LinkPj();
    addLink(rows, "link to tier 1", toTier1);
    addLink(rows, "link to tier 2", toTier2);
    rows.add(new PowerRow("arrays", "arithmetic", true, arithmeticW()));
    rows.add(new PowerRow("arrays", "decoding the cache", true, decodingW()));
    rows.add(new PowerRow("mesh", "movement", true, meshW()));
    MemoryLink link = chip.offChip().link();
    rows.add(new PowerRow("interface", "PHY and controller", true, perBit(link.energy())));
    String name = "off-chip " + chip.offChip().id();
    addOffChipAccesses(rows, name, link);
    rows.add(new PowerRow(name, "active standby", false, openW(link)));
    ArrayEstimate idle = offChipIdle();
    rows.add(new PowerRow(name, "standby", false, idle.standbyW()));
    rows.add(new PowerRow(name, "refresh", false, idle.refreshW()));
    return rows;
  }

  /** Between dies, if there are two. */
  private void addLink(List<PowerRow> rows, String component, double pjPerStep) {
    if (pjPerStep > 0) {
      Range watts = Range.exactly(pjPerStep * stepsPerS * 1e-12);
      rows.add(new PowerRow(component, "movement", true, watts));
    }
  }

  private ArrayEstimate offChipIdle() {
    MemoryTechnology offChip = chip.offChip();
    return new MemoryArray(
            offChip,
            chip.design().offChip().capacity(),
            1,
            64,
            new Traffic(0, 0, 0),
            within(offChip, chip.pack().ambientC()),
            chip.design().compute().clockGhz())
        .estimate();
  }

  private void addOffChipAccesses(List<PowerRow> rows, String name, MemoryLink link) {
    if (link.split() == null) {
      rows.add(new PowerRow(name, PowerRow.ACCESSES, false, offChipAccessW(link)));
      return;
    }
    rows.add(new PowerRow(name, "activation", false, perBit(link.split().activation())));
    rows.add(new PowerRow(name, "burst", false, perBit(link.split().burst())));
    rows.add(new PowerRow(name, "pins", false, perBit(link.split().pins())));
  }

  /** Of every bit that comes from off chip or goes there. */
  private Range perBit(Fact energy) {
    double bits = moved.offChipReadBits() + moved.offChipWrittenBits();
    return energy.range().times(bits * stepsPerS * 1e-12);
  }

  /** Without the typical share of the interface, which is on the die. */
  private Range offChipAccessW(MemoryLink link) {
    Access access = chip.offChip().access();
    return inMemory(access.readEnergy(), link, moved.offChipReadBits())
        .plus(inMemory(access.writeEnergy(), link, moved.offChipWrittenBits()));
  }

  private Range inMemory(Fact access, MemoryLink link, double bits) {
    double share = 1 - link.energy().typical() / access.typical();
    return access.range().times(share * bits * stepsPerS * 1e-12);
  }

  private Range openW(MemoryLink link) {
    double peak = chip.bandwidth().typical();
    double bits = moved.offChipReadBits() + moved.offChipWrittenBits();
    Range pj =
        link.activeStandby().range().map(mw -> link.openPjPerBit(mw, peak, chip.reachedGbPerS()));
    return pj.times(bits * stepsPerS * 1e-12);
  }

  private Range arithmeticW() {
    return chip.macEnergy().range().times(load.macs() * stepsPerS * 1e-12);
  }

  private Range decodingW() {
    return load.decodingJ(chip.decoder()).times(stepsPerS);
  }

  private Range meshW() {
    double bits = moved.throughBits() * stepsPerS;
    return chip.mesh().energyJ(bits, chip.mesh().meanHopsFromEdge(), chip.hopEnergy());
  }

  private static void addArray(List<PowerRow> rows, String tier, MemoryArray array) {
    if (array == null) {
      return;
    }
    String component = tier + array.technology().id();
    ArrayEstimate estimate = array.estimate();
    rows.add(new PowerRow(component, PowerRow.ACCESSES, true, estimate.dynamicW()));
    rows.add(new PowerRow(component, "standby", true, estimate.standbyW()));
    rows.add(new PowerRow(component, "refresh", true, estimate.refreshW()));
  }

  private static double within(MemoryTechnology technology, double celsius) {
    return Math.min(technology.maxTemperatureC(), Math.max(technology.minTemperatureC(), celsius));
  }
}
