package janus.codesign;

import janus.codesign.ChipDesign.Tier;
import janus.codesign.ChipReport.PowerRow;
import janus.technology.Access;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.thermal.JanusFloorplan;
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
 * <p>Each token, the weights come from off chip and the cache from tier 2; both pass through tier 1
 * once, written and read, and cross the mesh from its edge to the tiles. What of the cache does not
 * fit tier 2 comes from off chip as well, and as large a share of the token's own keys and values
 * is written there, the rest to tier 2. Activations on their way do not count.
 */
final class ChipPower {
  /** Blocks of {@link JanusFloorplan}, in its order, that are tier 1. */
  private static final int[] TIER1_BLOCKS = {0, 2, 5, 7};

  private static final int TIER2_BLOCK = 9;

  private final ChipDesign chip;
  private final DecodeLoad load;
  private final double tokensPerS;
  private final MemoryArray tier1;
  private final MemoryArray tier2;

  ChipPower(ChipDesign chip, DecodeLoad load, double tokensPerS) {
    this.chip = chip;
    this.load = load;
    this.tokensPerS = tokensPerS;
    DataSize kept = load.cacheKept(chip.tier2().capacity());
    double throughTier1Gb = (load.weightsRead().gb() + load.cache().gb()) * tokensPerS;
    tier1 = array(chip.tier1(), new Traffic(throughTier1Gb, throughTier1Gb, 0));
    DataSize written = load.writtenKept(chip.tier2().capacity());
    tier2 = array(chip.tier2(), Traffic.decode(kept, written, tokensPerS));
  }

  private MemoryArray array(Tier tier, Traffic traffic) {
    return new MemoryArray(
        tier.technology(),
        tier.capacity(),
        tier.banks(),
        tier.wordBits(),
        traffic,
        within(tier.technology(), chip.pack().ambientC()),
        chip.compute().clockGhz());
  }

  /** The highest junction temperature that both tiers' facts hold for. */
  double knownToC() {
    return Math.min(
        chip.tier1().technology().maxTemperatureC(), chip.tier2().technology().maxTemperatureC());
  }

  /** Typical power of each block of the floorplan at the blocks' temperatures. */
  double[] blocksW(double[] celsius) {
    double[] watts = JanusFloorplan.power(0, arithmeticW().typical(), meshW().typical(), 0);
    for (int block : TIER1_BLOCKS) {
      watts[block] = tier1.typicalW(celsius[block]) / TIER1_BLOCKS.length;
    }
    watts[TIER2_BLOCK] = tier2.typicalW(celsius[TIER2_BLOCK]);
    return watts;
  }

  /** Power by component, with ranges, at the blocks' temperatures or the nearest that are known. */
  List<PowerRow> rows(double[] celsius) {
    var rows = new ArrayList<PowerRow>();
    double[] tier1C = IntStream.of(TIER1_BLOCKS).mapToDouble(block -> celsius[block]).toArray();
    addArray(rows, "tier 1 " + chip.tier1().technology().id(), tier1, tier1C);
    addArray(rows, "tier 2 " + chip.tier2().technology().id(), tier2, celsius[TIER2_BLOCK]);
    rows.add(new PowerRow("arrays", "arithmetic", true, arithmeticW()));
    rows.add(new PowerRow("mesh", "movement", true, meshW()));
    MemoryTechnology offChip = chip.offChip();
    String name = "off-chip " + offChip.id();
    rows.add(new PowerRow(name, "reads and writes", false, offChipAccessW()));
    var idle =
        new MemoryArray(
                offChip,
                chip.offChipCapacity(),
                1,
                64,
                new Traffic(0, 0, 0),
                within(offChip, chip.pack().ambientC()),
                chip.compute().clockGhz())
            .estimate();
    rows.add(new PowerRow(name, "standby", false, idle.standbyW()));
    rows.add(new PowerRow(name, "refresh", false, idle.refreshW()));
    return rows;
  }

  private Range offChipAccessW() {
    DataSize onChip = chip.tier2().capacity();
    Access access = chip.offChip().access();
    Range read = access.readEnergy().range().times(8 * load.offChipRead(onChip));
    Range written = access.writeEnergy().range().times(8.0 * load.writtenOffChip(onChip).bytes());
    return read.plus(written).times(tokensPerS * 1e-12);
  }

  private Range arithmeticW() {
    return chip.compute().macEnergy().range().times(load.macs() * tokensPerS * 1e-12);
  }

  private Range meshW() {
    double bits = (load.weightsRead().bits() + load.cache().bits()) * tokensPerS;
    var mesh = chip.mesh().mesh();
    return mesh.energyJ(bits, mesh.meanHopsFromEdge(), chip.mesh().hopEnergy());
  }

  /** The rows of an array that lies in equal blocks at some temperatures. */
  private static void addArray(
      List<PowerRow> rows, String component, MemoryArray array, double... celsius) {
    List<ArrayEstimate> blocks =
        DoubleStream.of(celsius)
            .mapToObj(c -> array.withTemperatureC(within(array.technology(), c)).estimate())
            .toList();
    rows.add(new PowerRow(component, "reads and writes", true, blocks.get(0).dynamicW()));
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
