package janus.codesign;

import janus.accelerator.TiledArray;
import janus.technology.ElectroThermal;
import janus.technology.StandingPower;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.DataSize;
import janus.units.Range;
import java.util.function.DoubleFunction;

/**
 * A design with its facts and heat paths, ready to be put to work on many workloads. Immutable;
 * many threads may share one.
 */
public final class PreparedDesign {
  /** Cells along each side of the die in a detailed field. */
  public static final int GRID = 128;

  private static final double SEARCH_CELSIUS_PER_WATT = 0.01;

  private final ResolvedDesign chip;
  private final HeatPaths heat;
  private final DieHeat dieHeat;

  /**
   * @throws IllegalArgumentException if the logic of the chip cannot drive the memory beside it
   */
  public PreparedDesign(ResolvedDesign chip) {
    chip.checkDriven();
    this.chip = chip;
    heat = chip.heatPaths();
    dieHeat = chip.dieHeat(heat);
  }

  private PreparedDesign(ResolvedDesign chip, HeatPaths heat) {
    this.chip = chip;
    this.heat = heat;
    dieHeat = chip.dieHeat(heat);
  }

  /** The design in the air that a load asks for. */
  public PreparedDesign inAirOf(ResolvedWorkload load) {
    Double ambientC = load.workload().ambientC();
    if (ambientC == null || ambientC == chip.pack().ambientC()) {
      return this;
    }
    return new PreparedDesign(chip.withPack(chip.pack().inAir(ambientC)), heat.inAir(ambientC));
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
      DoubleFunction<ResolvedDesign> inPackage,
      ResolvedWorkload load,
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

  private static boolean settles(ResolvedDesign chip, ResolvedWorkload load, double hottestC) {
    var prepared = new PreparedDesign(chip);
    return prepared.full(prepared.at(load)).within(new ThermalLimits(hottestC, null));
  }

  /** Mean rise of the die for a watt spread evenly over it, C/W. */
  public double evenResistance() {
    DieArea area = chip.area();
    double mm2 = area.total();
    return heat.resistance(
        area.tier1() / mm2, area.compute() / mm2, area.mesh() / mm2, area.tier2() / mm2);
  }

  /** The design with its facts. */
  public ResolvedDesign chip() {
    return chip;
  }

  /** How the parts of the die warm each other. */
  public HeatPaths heat() {
    return heat;
  }

  /** The die under the detailed grid. */
  public ThermalGrid grid() {
    return new ThermalGrid(chip.floorplan(), chip.pack().settings(), GRID, GRID);
  }

  /** The detailed field of an operating point; null where it runs away even idle. */
  public ThermalField field(OperatingPoint point) {
    if (point.sustained().runsAway()) {
      return null;
    }
    PartWatts watts = point.partsW();
    return grid()
        .steady(
            DieFloorplan.power(
                chip.floorplan(), watts.tier1(), watts.compute(), watts.mesh(), watts.tier2()));
  }

  /** What the chip reaches on a load, in the air it asks for, in short. */
  public OperatingPoint at(ResolvedWorkload load) {
    return inAirOf(load).at(load, decode(load));
  }

  private OperatingPoint at(ResolvedWorkload load, TiledArray.StepRun step) {
    StepTraffic traffic = StepTraffic.of(load, capacity());
    return OperatingPoint.of(
        stepS(load, step, OffChipUse.Case.TYPICAL),
        StepEnergy.of(chip, load, traffic),
        chip.offChipStandingW(),
        dieHeat);
  }

  /** Where the die settles at the full rate of an operating point. */
  public Settled full(OperatingPoint point) {
    return dieHeat.settle(point.energy().dieW(point.fullStepS()));
  }

  /**
   * Evaluates the chip on a load, in the air of its package, as fast as tiles and memories allow.
   *
   * @throws IllegalArgumentException if the memory beside the die does not hold the weights and
   *     what of the cache does not fit tier 2
   */
  public DesignRun on(ResolvedWorkload load) {
    TiledArray.StepRun step = decode(load);
    OperatingPoint point = at(load, step);
    Settled full = full(point);
    Range tokensPerS = tokensPerS(load, point.fullStepS());
    return new DesignRun(
        roofs(load),
        step,
        tokensPerS,
        DesignPower.rows(chip, load, point),
        point,
        full,
        heat.dieMeanC(point.partsW()),
        outcome(full));
  }

  private ElectroThermal.Outcome outcome(Settled full) {
    if (full.runsAway()) {
      return ElectroThermal.Outcome.RUNAWAY;
    }
    boolean known = full.junctionC() <= chip.knownToC();
    return known ? ElectroThermal.Outcome.SETTLES : ElectroThermal.Outcome.BEYOND_LIMIT;
  }

  /** The products of one token of every sequence on the tiles, limited by the memories. */
  public TiledArray.StepRun decode(ResolvedWorkload load) {
    return decode(load, OffChipUse.Case.TYPICAL);
  }

  private TiledArray.StepRun decode(ResolvedWorkload load, OffChipUse.Case of) {
    checkHolds(load);
    return chip.tiles().run(load.decode(), StepPorts.decode(chip, load, of));
  }

  /** Tokens a second of all sequences: with the least, the typical and the most of the memory. */
  private Range tokensPerS(ResolvedWorkload load, double typicalS) {
    double low = stepS(load, decode(load, OffChipUse.Case.LOW), OffChipUse.Case.LOW);
    double high = stepS(load, decode(load, OffChipUse.Case.HIGH), OffChipUse.Case.HIGH);
    double tokens = load.tokensPerStep();
    return new Range(tokens / low, tokens / typicalS, tokens / high);
  }

  /** Time of a decode step, in s: its cycles, and what every layer waits. */
  double stepS(ResolvedWorkload load, TiledArray.StepRun step, OffChipUse.Case of) {
    return StepPorts.stepS(chip, load, step.seconds(), of);
  }

  /** The products of the prompt of one sequence, likewise. */
  public TiledArray.StepRun prefill(ResolvedWorkload load) {
    ResolvedWorkload prompt = load.ofPrompt();
    checkHolds(prompt);
    return chip.tiles().run(prompt.decode(), StepPorts.prefill(chip, prompt));
  }

  /**
   * Energy to read the prompt of one sequence, in J, with the standing power of an operating point.
   * Keys and values are used as they are made, so that none is decoded.
   */
  double promptJ(ResolvedWorkload load, double promptS, OperatingPoint point) {
    ResolvedWorkload prompt = load.ofPrompt();
    StepEnergy energy =
        StepEnergy.of(chip, StepTraffic.ofPrompt(prompt, capacity()), (double) prompt.macs(), 0);
    Settled at = point.sustained();
    return energy.totalJ() + (at.tier1W() + at.tier2W() + chip.offChipStandingW()) * promptS;
  }

  /** Energy of a step at full rate, in J, for ever or while that lasts. */
  double burstStepJ(OperatingPoint point) {
    return point.burstStepJ(
        chip.tier1Cost().standing(), chip.tier2Cost().standing(), chip.pack().limits());
  }

  /** Standing power of die and off-chip memory where nothing is done, in W; NaN in runaway. */
  double idleW(StandingPower tier1, StandingPower tier2) {
    var still = new DieHeat(heat, tier1, tier2, chip.pack().limits());
    Settled idle = still.settle(PartWatts.NONE);
    return idle.tier1W() + idle.tier2W() + chip.offChipStandingW();
  }

  /** What arithmetic and memories allow when nothing else is in the way. */
  public DecodeRate roofs(ResolvedWorkload load) {
    return DecodeRate.of(
        load, chip.peakMacsPerS(), chip.reachedGbPerS(), capacity(), chip.tier2BytesPerS() / 1e9);
  }

  private DataSize capacity() {
    return chip.design().tier2().capacity();
  }

  private void checkHolds(ResolvedWorkload load) {
    load.checkHeld(capacity());
    DataSize needed = load.offChipNeeded(capacity());
    if (needed.compareTo(chip.design().offChip().capacity()) > 0) {
      throw new IllegalArgumentException(
          "off-chip memory must hold "
              + needed
              + " of weights and cache: "
              + chip.design().offChip().capacity());
    }
  }
}
