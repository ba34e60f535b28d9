package janus.codesign;

import janus.accelerator.TiledArray;
import janus.provenance.Fact;
import janus.technology.ArrayCost;
import janus.technology.MemoryLink;
import janus.technology.MemoryTechnology;
import janus.technology.Parameter;
import janus.units.DataSize;
import java.util.TreeSet;

/**
 * Samples a design over the ranges of the facts it rests on, the thermal loop inside each sample.
 * The median of every fact is its typical value ({@link Parameter#quantile}). Numbers are common to
 * all designs that ask the same {@link FactDraws}, so that differences between designs are those of
 * the designs. Not drawn: the package, and the heat paths, which are those of the typical die; the
 * cycles that banks are busy.
 */
public final class DesignSampler {
  private final PreparedDesign design;
  private final ResolvedDesign chip;
  private final ResolvedWorkload load;
  private final ResolvedWorkload prompt;
  private final StepTraffic traffic;
  private final FactDraws draws;
  private final TreeSet<String> asked = new TreeSet<>();
  private int sample;

  private DesignSampler(PreparedDesign design, ResolvedWorkload load, FactDraws draws) {
    this.design = design;
    this.draws = draws;
    this.load = load;
    chip = design.chip();
    prompt = load.ofPrompt();
    traffic = StepTraffic.of(load, chip.design().tier2().capacity());
  }

  /** The objectives of a design in every sample. */
  public static DesignSamples of(PreparedDesign design, ResolvedWorkload load, FactDraws draws) {
    return new DesignSampler(design.inAirOf(load), load, draws).all();
  }

  private DesignSamples all() {
    double[][] values = new double[Objective.values().length][draws.samples()];
    for (sample = 0; sample < draws.samples(); sample++) {
      double reached = draw("bandwidthReached", chip.use().reached()) * chip.bandwidth().typical();
      ArrayCost first = cost(chip.design().tier1(), chip.tier1());
      ArrayCost second = cost(chip.design().tier2(), chip.tier2());
      OperatingPoint point = point(first, second, reached);
      double tokens = load.tokensPerStep();
      set(values, Objective.DECODE_TOKENS_PER_S, tokens / point.fullStepS());
      set(values, Objective.SUSTAINED_TOKENS_PER_S, tokens * point.stepsPerS());
      set(values, Objective.TIME_TO_FIRST_TOKEN_MS, 1e3 * firstTokenS(reached));
      set(values, Objective.JOULE_PER_TOKEN, point.stepJ() / tokens);
      double burstJ = point.burstStepJ(first.standing(), second.standing(), chip.pack().limits());
      set(values, Objective.BURST_JOULE_PER_TOKEN, burstJ / tokens);
      set(values, Objective.POWER_W, point.powerW());
      set(values, Objective.DIE_MM2, first.areaMm2() + second.areaMm2() + logicMm2());
      set(values, Objective.JUNCTION_C, point.sustained().junctionC());
      set(values, Objective.SKIN_C, point.sustained().skinC());
    }
    return new DesignSamples(values, asked);
  }

  private void set(double[][] values, Objective objective, double value) {
    values[objective.place()][sample] = value;
  }

  private double place(String name) {
    asked.add(name);
    return draws.place(name, sample);
  }

  private double draw(String name, Fact fact) {
    return fact.low() == fact.high() ? fact.typical() : Parameter.quantile(fact, place(name));
  }

  private OperatingPoint point(ArrayCost first, ArrayCost second, double reachedGbPerS) {
    ArrayCost outside = cost(chip.offChip(), chip.design().offChip().capacity(), 1);
    return OperatingPoint.of(
        stepS(reachedGbPerS),
        energy(first, second, reachedGbPerS),
        outside.standing().watts(chip.offChipC()),
        new DieHeat(design.heat(), first.standing(), second.standing(), chip.pack().limits()));
  }

  private ArrayCost cost(Design.Tier tier, MemoryTechnology technology) {
    return tier.exists() ? cost(technology, tier.capacity(), tier.banks()) : ArrayCost.NONE;
  }

  private ArrayCost cost(MemoryTechnology technology, DataSize capacity, int banks) {
    return ArrayCost.at(technology, capacity, banks, each -> place(each, technology));
  }

  private double place(Parameter parameter, MemoryTechnology technology) {
    boolean uncertain = parameter.isUncertain(technology);
    return uncertain ? place(parameter.drawnAs(technology)) : Double.NaN;
  }

  private double stepS(double reachedGbPerS) {
    TiledArray.StepRun step =
        chip.tiles().run(load.decode(), StepPorts.decode(chip, load, reachedGbPerS));
    double layerMs = draw("layerTime", chip.use().layerTime());
    return step.seconds() + 1e-3 * load.stepLayers() * layerMs;
  }

  private double firstTokenS(double reachedGbPerS) {
    return chip.tiles()
        .run(prompt.decode(), StepPorts.prefill(chip, prompt, reachedGbPerS))
        .seconds();
  }

  private StepEnergy energy(ArrayCost first, ArrayCost second, double reachedGbPerS) {
    OffChipEnergy outside = outside(reachedGbPerS);
    double read = traffic.offChipReadBits();
    double written = traffic.offChipWrittenBits();
    return new StepEnergy(
        StepEnergy.tier1J(first, traffic.throughBits(), chip.tier1LinkPj()),
        StepEnergy.arithmeticJ(draw("macEnergy", chip.macEnergy()), (double) load.macs()),
        Parameter.quantile(load.decodingJ(chip.decoder()), place("decoder energy")),
        StepEnergy.meshJ(
            chip.mesh().meanHopsFromEdge(),
            draw("meshHop", chip.hopEnergy()),
            traffic.throughBits()),
        StepEnergy.tier2J(second, traffic, chip.tier2LinkPj()),
        outside.memoryJ(read, written),
        outside.linkJ(read, written));
  }

  /** Energies outside share their draws, whatever the memory. */
  private OffChipEnergy outside(double reachedGbPerS) {
    MemoryLink link = chip.offChip().link();
    double onDie = draw("interface energy", link.energy());
    double open =
        link.openPjPerBit(
            draw("active standby", link.activeStandby()),
            chip.bandwidth().typical(),
            reachedGbPerS);
    if (link.split() != null) {
      double inMemory =
          draw("row activation", link.split().activation())
              + draw("off-chip burst", link.split().burst())
              + draw("pins", link.split().pins());
      return new OffChipEnergy(inMemory, inMemory, open, onDie);
    }
    double share = 1 - link.energy().typical() / chip.offChip().access().readEnergy().typical();
    double read = share * draw("off-chip burst", chip.offChip().access().readEnergy());
    double write = share * draw("off-chip burst", chip.offChip().access().writeEnergy());
    return new OffChipEnergy(read, write, open, onDie);
  }

  private double logicMm2() {
    double sum = 0;
    for (ResolvedDesign.Part part : chip.parts()) {
      if (part.isLogic()) {
        sum += Parameter.quantile(part.mm2(), place("area of " + part.kind()));
      }
    }
    return sum;
  }
}
