package janus.codesign;

import janus.codesign.DesignRun.PowerRow;
import janus.codesign.DieFloorplan.Piece;
import janus.technology.Access;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.thermal.Floorplan;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Power of a chip that decodes at a rate, by component and by block of its floorplan.
 *
 * <p>Each step, the weights come from off chip and the cache from tier 2; both pass through tier 1
 * once, written and read, and cross the mesh from its edge to the tiles. What of the cache does not
 * fit tier 2 comes from off chip as well, and as large a share of the step's own keys and values is
 * written there, the rest to tier 2. Activations do not count. A tier that is not there takes no
 * power.
 */
final class DesignPower {
  private final ResolvedDesign chip;
  private final Floorplan floorplan;
  private final ResolvedWorkload load;
  private final double stepsPerS;
  private final int[] tier1Blocks;
  private final int[] tier2Blocks;
  private final MemoryArray tier1;
  private final MemoryArray tier2;

  DesignPower(ResolvedDesign chip, Floorplan floorplan, ResolvedWorkload load, double stepsPerS) {
    this.chip = chip;
    this.floorplan = floorplan;
    this.load = load;
    this.stepsPerS = stepsPerS;
    tier1Blocks = DieFloorplan.blocks(floorplan, Piece.TIER1);
    tier2Blocks = DieFloorplan.blocks(floorplan, Piece.TIER2);
    double throughTier1Gb = (load.weightsRead().gb() + load.cache().gb()) * stepsPerS;
    Design design = chip.design();
    tier1 = array(design.tier1(), chip.tier1(), new Traffic(throughTier1Gb, throughTier1Gb, 0));
    DataSize kept = load.cacheKept(design.tier2().capacity());
    DataSize written = load.writtenKept(design.tier2().capacity());
    tier2 = array(design.tier2(), chip.tier2(), Traffic.decode(kept, written, stepsPerS));
  }

  /** Null for a tier that is not there. */
  private MemoryArray array(Design.Tier tier, MemoryTechnology technology, Traffic traffic) {
    if (!tier.exists()) {
      return null;
    }
    return new MemoryArray(
        technology,
        tier.capacity(),
        tier.banks(),
        tier.wordBits(),
        traffic,
        within(technology, chip.pack().ambientC()),
        chip.design().compute().clockGhz());
  }

  /** Typical power of each block of the floorplan at the blocks' temperatures. */
  double[] blocksW(double[] celsius) {
    double arrays = arithmeticW().typical() + decodingW().typical();
    double[] watts = DieFloorplan.power(floorplan, 0, arrays, meshW().typical(), 0);
    addTo(watts, tier1Blocks, tier1, celsius);
    addTo(watts, tier2Blocks, tier2, celsius);
    return watts;
  }

  private static void addTo(double[] watts, int[] blocks, MemoryArray array, double[] celsius) {
    for (int block : blocks) {
      watts[block] = array.typicalW(celsius[block]) / blocks.length;
    }
  }

  /** Power by component, with ranges, at the blocks' temperatures or the nearest that are known. */
  List<PowerRow> rows(double[] celsius) {
    var rows = new ArrayList<PowerRow>();
    addArray(rows, "tier 1 ", tier1, at(celsius, tier1Blocks));
    addArray(rows, "tier 2 ", tier2, at(celsius, tier2Blocks));
    rows.add(new PowerRow("arrays", "arithmetic", true, arithmeticW()));
    rows.add(new PowerRow("arrays", "decoding the cache", true, decodingW()));
    rows.add(new PowerRow("mesh", "movement", true, meshW()));
    String name = "off-chip " + chip.offChip().id();
    rows.add(new PowerRow(name, PowerRow.ACCESSES, false, offChipAccessW()));
    ArrayEstimate idle = offChipIdle();
    rows.add(new PowerRow(name, "standby", false, idle.standbyW()));
    rows.add(new PowerRow(name, "refresh", false, idle.refreshW()));
    return rows;
  }

  private static double[] at(double[] celsius, int[] blocks) {
    return IntStream.of(blocks).mapToDouble(block -> celsius[block]).toArray();
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

  private Range offChipAccessW() {
    DataSize onChip = chip.design().tier2().capacity();
    Access access = chip.offChip().access();
    Range read = access.readEnergy().range().times(8 * load.offChipRead(onChip));
    Range written = access.writeEnergy().range().times(8.0 * load.writtenOffChip(onChip).bytes());
    return read.plus(written).times(stepsPerS * 1e-12);
  }

  private Range arithmeticW() {
    return chip.macEnergy().range().times(load.macs() * stepsPerS * 1e-12);
  }

  private Range decodingW() {
    return load.decodingJ(chip.decoder()).times(stepsPerS);
  }

  private Range meshW() {
    double bits = (load.weightsRead().bits() + load.cache().bits()) * stepsPerS;
    return chip.mesh().energyJ(bits, chip.mesh().meanHopsFromEdge(), chip.hopEnergy());
  }

  /** The rows of an array that lies in equal blocks at some temperatures. */
  private static void addArray(
      List<PowerRow> rows, String tier, MemoryArray array, double[] celsius) {
    if (array == null) {
      return;
    }
    String component = tier + array.technology().id();
    List<ArrayEstimate> blocks =
        DoubleStream.of(celsius)
            .mapToObj(c -> array.withTemperatureC(within(array.technology(), c)).estimate())
            .toList();
    rows.add(new PowerRow(component, PowerRow.ACCESSES, true, blocks.get(0).dynamicW()));
    rows.add(new PowerRow(component, "standby", true, mean(blocks, ArrayEstimate::standbyW)));
    rows.add(new PowerRow(component, "refresh", true, mean(blocks, ArrayEstimate::refreshW)));
  }

  private static Range mean(List<ArrayEstimate> blocks, Function<ArrayEstimate, Range> watts) {
    return blocks.stream().map(watts).reduce(Range::plus).orElseThrow().times(1.0 / blocks.size());
  }

  private static double within(MemoryTechnology technology, double celsius) {
    return Math.min(technology.maxTemperatureC(), Math.max(technology.minTemperatureC(), celsius));
  }
}
