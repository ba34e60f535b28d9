package janus.codesign;

import janus.accelerator.StepWork;
import janus.accelerator.TiledArray;
import janus.accelerator.TiledArray.Ports;
import janus.technology.ElectroThermal;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.DataSize;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/** A chip design with its floorplan under a thermal grid, ready to be put to work on loads. */
public final class ChipModel {
  /** Cells along each side of the die. */
  public static final int GRID = 128;

  private static final int SEARCH_GRID = 32;
  private static final double SEARCH_CELSIUS_PER_WATT = 0.01;

  private final ChipDesign chip;
  private final ThermalGrid grid;
  private final double[][] response;

  public ChipModel(ChipDesign chip) {
    this(chip, GRID);
  }

  private ChipModel(ChipDesign chip, int cells) {
    this.chip = chip;
    Floorplan floorplan = chip.floorplan();
    grid = new ThermalGrid(floorplan, chip.pack().around(floorplan), cells, cells);
    response = grid.response(BlockMapping.AVG);
  }

  /**
   * The largest resistance of a package, from junction to ambient, in which a chip settles at or
   * below a temperature.
   *
   * @param inPackage the chip in a package of a resistance, in C/W
   * @param hottestC limit of the hottest cell, in C
   * @param lowest resistance to try, C/W
   * @param highest resistance to try, C/W
   * @return in C/W; null where the chip does not settle at the lowest
   */
  public static Double largestResistance(
      DoubleFunction<ChipDesign> inPackage,
      DecodeLoad load,
      double hottestC,
      double lowest,
      double highest) {
    double low = lowest;
    double high = highest;
    if (!settles(inPackage.apply(low), load, hottestC)) {
      return null;
    }
    while (high - low > SEARCH_CELSIUS_PER_WATT) {
      double middle = (low + high) / 2;
      if (settles(inPackage.apply(middle), load, hottestC)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean settles(ChipDesign chip, DecodeLoad load, double hottestC) {
    ChipHeat heat = new ChipModel(chip, SEARCH_GRID).on(load, ThermalLimits.NONE).heat();
    return heat.outcome() != ElectroThermal.Outcome.RUNAWAY && heat.junctionC() <= hottestC;
  }

  /** Mean rise of the die for a watt spread evenly over it, C/W. */
  public double evenResistance() {
    double area = grid.floorplan().width() * grid.floorplan().height();
    double[] share = grid.floorplan().blocks().stream().mapToDouble(b -> b.area() / area).toArray();
    double rise = 0;
    for (int heated = 0; heated < share.length; heated++) {
      for (int b = 0; b < share.length; b++) {
        rise += share[heated] * share[b] * response[heated][b];
      }
    }
    return rise;
  }

  public ChipDesign chip() {
    return chip;
  }

  /** The die in its package. */
  public ThermalGrid grid() {
    return grid;
  }

  /**
   * Evaluates the chip on a load, as fast as tiles and memories allow.
   *
   * @param limits what must not get hotter
   * @throws IllegalArgumentException if the memory beside the die does not hold the weights and
   *     what of the cache does not fit tier 2
   */
  public ChipReport on(DecodeLoad load, ThermalLimits limits) {
    TiledArray.StepRun step = decode(load);
    double tokensPerS = 1 / step.seconds();
    var power = new ChipPower(chip, load, tokensPerS);
    ChipHeat heat = ChipHeat.solve(grid, response, power::blocksW, power.knownToC(), limits);
    double[] celsius = new double[response.length];
    Arrays.fill(celsius, power.knownToC());
    if (heat.report() != null) {
      for (int b = 0; b < celsius.length; b++) {
        celsius[b] = heat.report().blocks().get(b).celsius();
      }
    }
    return new ChipReport(roofs(load), step, tokensPerS, power.rows(celsius), heat);
  }

  /** The products of one token on the tiles, limited by what the memories deliver. */
  public TiledArray.StepRun decode(DecodeLoad load) {
    return chip.compute()
        .tiled()
        .run(
            StepWork.decode(load.model(), 1, load.contextTokens()),
            ports(load, load.writtenKept(capacity()), load.writtenOffChip(capacity())));
  }

  /** The products of a prompt as long as the load's context, likewise. */
  public TiledArray.StepRun prefill(DecodeLoad load) {
    return chip.compute()
        .tiled()
        .run(
            StepWork.prefill(load.model(), load.contextTokens()),
            ports(load, load.cacheKept(capacity()), spilled(load)));
  }

  /** What arithmetic and memories allow when nothing else is in the way. */
  public DecodeRate roofs(DecodeLoad load) {
    return DecodeRate.of(
        load,
        chip.compute().peakMacsPerS(),
        chip.offChip().bandwidth().typical(),
        capacity(),
        chip.tier2().bytesPerS(chip.compute().clockGhz()) / 1e9);
  }

  private DataSize capacity() {
    return chip.tier2().capacity();
  }

  private DataSize spilled(DecodeLoad load) {
    return DataSize.ofBytes(load.cache().bytes() - load.cacheKept(capacity()).bytes());
  }

  private void checkHolds(DecodeLoad load) {
    DataSize needed = load.weights().plus(spilled(load));
    if (needed.compareTo(chip.offChipCapacity()) > 0) {
      throw new IllegalArgumentException(
          "off-chip memory must hold "
              + needed
              + " of weights and cache: "
              + chip.offChipCapacity());
    }
  }

  /**
   * What the memories deliver, in operands a cycle of all tiles together. The memories of the cache
   * write, in a step, what it adds to them, besides delivering.
   */
  private Ports ports(DecodeLoad load, DataSize writtenKept, DataSize writtenOffChip) {
    checkHolds(load);
    double hertz = chip.compute().clockGhz() * 1e9;
    double offChip = chip.offChip().bandwidth().typical() * 1e9;
    double tier1 = chip.tier1().bytesPerS(chip.compute().clockGhz());
    double tier2 = chip.tier2().bytesPerS(chip.compute().clockGhz());
    double cacheSeconds =
        load.cacheKept(capacity()).plus(writtenKept).bytes() / tier2
            + spilled(load).plus(writtenOffChip).bytes() / offChip;
    double operandBytes = chip.compute().operandBits() / 8.0;
    return new Ports(
        tier1 / operandBytes / hertz,
        offChip * 8 / load.weightBits() / hertz,
        load.cacheElements() / cacheSeconds / hertz,
        tier1 * 8 / chip.compute().resultBits() / hertz,
        (long) (chip.tier1().capacity().bytes() / operandBytes / chip.compute().tiles()));
  }
}
