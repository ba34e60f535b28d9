package janus.search;

import janus.accelerator.StepWork;
import janus.accelerator.TiledArray;
import janus.accelerator.TiledArray.Ports;
import janus.codesign.Design;
import janus.codesign.DieHeat;
import janus.codesign.Facts;
import janus.codesign.OffChipEnergy;
import janus.codesign.OperatingPoint;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedPackage;
import janus.codesign.ResolvedWorkload;
import janus.codesign.StepEnergy;
import janus.codesign.StepPorts;
import janus.codesign.StepTraffic;
import janus.provenance.BadInputException;
import janus.search.DesignSpace.Part;
import janus.technology.ArrayCost;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Values of the designs of a space from tables: the same numbers as {@link PointEvaluation}, to the
 * last digit, since both call the same functions. What depends on few parts of a design is computed
 * once for each of their choices:
 *
 * <pre>
 *   cycles of a step   scheme and weights x arrays x bandwidths and buffers
 *   energy of a step   a few sums of table entries
 *   area               arrays x tier 1, and tier 2
 *   heat paths         areas x package
 *   heat of a die      heat paths x standing power of the tiers
 * </pre>
 *
 * <p>So a design costs some look-ups and the fixed point of heat and leakage. Cycles and heat are
 * computed when they are first asked for. What equal inputs make equal is computed once: tiers 2 of
 * equal size and bandwidth take equal cycles, and so do buffers that are larger than any product
 * needs.
 */
public final class TableEvaluation implements Evaluation {
  private final DesignSpace space;
  private final int computes;
  private final int tier1s;
  private final int prefetchers;
  private final List<Load> loads = new ArrayList<>();
  private final ResolvedDesign[] inner;
  private final List<ResolvedDesign> offChip = new ArrayList<>();
  private final List<ResolvedDesign> tier2 = new ArrayList<>();
  private final Double ambientC;
  private final List<ResolvedPackage> packages = new ArrayList<>();
  private final ArrayCost[] tier1Cost;
  private final ArrayCost[] tier2Cost;
  private final OffChipEnergy[] offChipEnergy;
  private final double[][] offChipStandingW;
  private final DieTable dies;
  private final UnitCosts costs;
  private final int markets;
  private final List<List<StepWork.Operation>> weightProducts = new ArrayList<>();
  private final Map<WeightsKey, Long> weightCycles = new ConcurrentHashMap<>();

  /** What one choice of the workload needs. */
  private record Load(
      ResolvedWorkload decode,
      ResolvedWorkload prompt,
      int decodeWeights,
      int prefillWeights,
      double lossPercent,
      double macs,
      double decodingJ) {}

  /** What the cycles of products with weights depend on. */
  private record WeightsKey(
      int operations,
      TiledArray tiles,
      double operands,
      double weights,
      double results,
      long bufferWords) {}

  /** What the cycles of products with keys and values depend on, for one step on some arrays. */
  private record CacheKey(double operands, double cache, double results, long bufferWords) {}

  /**
   * The tables of a space.
   *
   * @throws janus.provenance.BadInputException if a name is unknown
   */
  public TableEvaluation(Facts facts, Accuracy accuracy, DesignSpace space) {
    this.space = space;
    computes = space.choices(Part.COMPUTE);
    tier1s = space.choices(Part.TIER1);
    prefetchers = space.choices(Part.PREFETCHER);
    ambientC = space.withChoice(Part.WORKLOAD, 0).workload().ambientC();
    inner = new ResolvedDesign[computes * tier1s];
    resolve(facts, accuracy);
    tier1Cost =
        Arrays.stream(inner)
            .map(chip -> chip == null ? null : chip.tier1Cost())
            .toArray(ArrayCost[]::new);
    tier2Cost = tier2.stream().map(ResolvedDesign::tier2Cost).toArray(ArrayCost[]::new);
    offChipEnergy =
        offChip.stream().map(ResolvedDesign::offChipEnergy).toArray(OffChipEnergy[]::new);
    offChipStandingW = offChipStanding();
    dies = new DieTable(inner, offChip, tier2, packages, ambientC);
    costs = new UnitCosts(facts.cost(), inner, offChip, tier2, space);
    markets = space.choices(Part.MARKET);
  }

  private void resolve(Facts facts, Accuracy accuracy) {
    for (int c = 0; c < computes; c++) {
      Design.Compute compute = space.withChoice(Part.COMPUTE, c).design().compute();
      for (int a = 0; a < tier1s; a++) {
        Design first = space.withChoice(Part.TIER1, a).design().withCompute(compute);
        inner[c * tier1s + a] = resolvable(facts, first);
      }
    }
    for (int o = 0; o < space.choices(Part.OFF_CHIP); o++) {
      offChip.add(facts.resolve(space.withChoice(Part.OFF_CHIP, o).design()));
    }
    for (int b = 0; b < space.choices(Part.TIER2); b++) {
      tier2.add(facts.resolve(space.withChoice(Part.TIER2, b).design()));
    }
    for (int k = 0; k < space.choices(Part.PACKAGE); k++) {
      packages.add(facts.pack(space.withChoice(Part.PACKAGE, k).design().pack()));
    }
    for (int w = 0; w < space.choices(Part.WORKLOAD); w++) {
      ResolvedWorkload load = facts.resolve(space.withChoice(Part.WORKLOAD, w).workload());
      if (!Objects.equals(load.workload().ambientC(), ambientC)) {
        throw new BadInputException("ambientC must be one for all designs of a space");
      }
      loads.add(load(accuracy, load));
    }
  }

  private Load load(Accuracy accuracy, ResolvedWorkload load) {
    ResolvedWorkload prompt = load.ofPrompt();
    return new Load(
        load,
        prompt,
        place(weightProducts, operations(load.decode(), true)),
        place(weightProducts, operations(prompt.decode(), true)),
        PointEvaluation.lossPercent(accuracy, load),
        load.macs(),
        load.decodingJ(offChip.get(0).decoder()).typical());
  }

  private static List<StepWork.Operation> operations(StepWork step, boolean weights) {
    return step.operations().stream()
        .filter(each -> weights == (each.operand() == StepWork.Operand.WEIGHTS))
        .toList();
  }

  /** Null where arrays and tier 1 do not make a chip. */
  private static ResolvedDesign resolvable(Facts facts, Design design) {
    try {
      return facts.resolve(design);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static <T> int place(List<T> list, T value) {
    int place = list.indexOf(value);
    if (place < 0) {
      place = list.size();
      list.add(value);
    }
    return place;
  }

  private double[][] offChipStanding() {
    double[][] watts = new double[offChip.size()][packages.size()];
    for (int o = 0; o < watts.length; o++) {
      for (int k = 0; k < watts[o].length; k++) {
        watts[o][k] = offChip.get(o).withPack(inAir(packages.get(k))).offChipStandingW();
      }
    }
    return watts;
  }

  /** The package in the air that the loads ask for. */
  private ResolvedPackage inAir(ResolvedPackage pack) {
    return ambientC == null ? pack : pack.inAir(ambientC);
  }

  /** Of a tier 2 beside the logic of a chip. */
  private static double tier2LinkPj(ResolvedDesign chip, ResolvedDesign second) {
    double logicNm = chip.design().compute().logicNm();
    return second.design().tier2().exists()
        ? ResolvedDesign.linkPj(second.tier2(), logicNm, chip.dieLink())
        : 0;
  }

  @Override
  public long size() {
    return space.size();
  }

  @Override
  public int quantities() {
    return Quantity.values().length;
  }

  @Override
  public Evaluation.Cursor cursor(boolean[] wanted) {
    return new Cursor(
        wanted[Quantity.TIME_TO_FIRST_TOKEN_MS.place()], wanted[Quantity.UNIT_USD.place()]);
  }

  /**
   * Evaluates for one thread. What designs share that differ only in the last digits of their
   * numbers is kept: for arrays and workload their times, for a row of tiers 2 what the others
   * cost, for one tier 2 the energy and time of a step.
   */
  private final class Cursor implements Evaluation.Cursor {
    private final boolean firstToken;
    private final boolean unitCost;
    private long at = -2;
    private int w = -1;
    private int c = -1;
    private int o;
    private int i;
    private int b;
    private int p;
    private int k;
    private StepTraffic[] traffic;
    private DataSize[] offChipNeeded;
    private boolean[] held;
    private double usedPercent;
    private boolean driven;
    private boolean works;
    private StepTimes decode;
    private StepTimes prefill;
    private StepEnergy ofRow;
    private StepEnergy energy;
    private double stepS;
    private double firstMs;

    Cursor(boolean firstToken, boolean unitCost) {
      this.firstToken = firstToken;
      this.unitCost = unitCost;
    }

    @Override
    public void evaluate(long number, double[] values) {
      goTo(number / markets);
      Arrays.fill(values, Double.NaN);
      if (inner[i] == null) {
        return;
      }
      Load load = loads.get(w);
      Quantity.OFF_CHIP_USED_PERCENT.set(values, usedPercent);
      Quantity.DIE_MM2.set(values, dies.mm2(i, o, b));
      Quantity.QUALITY_LOSS_PERCENT.set(values, load.lossPercent());
      if (unitCost) {
        Quantity.UNIT_USD.set(values, costs.usd(i, o, b, (int) (number % markets)));
      }
      Optional<DieHeat> heat = works ? dies.heat(i, o, b, k) : Optional.empty();
      if (heat.isPresent()) {
        Quantity.TIME_TO_FIRST_TOKEN_MS.set(values, firstMs);
        if (!Double.isNaN(stepS)) {
          OperatingPoint point =
              OperatingPoint.of(stepS, energy, offChipStandingW[o][k], heat.get());
          PointEvaluation.setDecoding(values, load.decode().tokensPerStep(), point);
        }
      }
    }

    /** Turns to a design, whatever its market. */
    private void goTo(long number) {
      if (number == at) {
        return;
      }
      boolean next = number == at + 1;
      at = number;
      if (next && ++k < packages.size()) {
        return;
      }
      k = 0;
      if (next && ++p < prefetchers) {
        return;
      }
      p = 0;
      if (next && ++b < tier2.size()) {
        enterTier2();
        return;
      }
      enter(number);
    }

    private void enter(long number) {
      long rest = number;
      k = (int) (rest % packages.size());
      rest /= packages.size();
      p = (int) (rest % prefetchers);
      rest /= prefetchers;
      b = (int) (rest % tier2.size());
      rest /= tier2.size();
      int a = (int) (rest % tier1s);
      rest /= tier1s;
      o = (int) (rest % offChip.size());
      rest /= offChip.size();
      turnTo((int) (rest / computes), (int) (rest % computes));
      i = c * tier1s + a;
      if (inner[i] != null) {
        enterRow(loads.get(w), inner[i]);
        enterTier2();
      }
    }

    private void turnTo(int workload, int compute) {
      if (workload == w && compute == c) {
        return;
      }
      Load load = loads.get(workload);
      if (workload != w) {
        traffic =
            tier2.stream()
                .map(chip -> StepTraffic.of(load.decode(), chip.design().tier2().capacity()))
                .toArray(StepTraffic[]::new);
        offChipNeeded =
            tier2.stream()
                .map(chip -> chip.design().tier2().capacity())
                .map(capacity -> load.decode().offChipNeeded(capacity))
                .toArray(DataSize[]::new);
        held = held(load.decode());
      }
      w = workload;
      c = compute;
      if (firstOf(c) != null) {
        decode = new StepTimes(load, false);
        prefill = firstToken ? new StepTimes(load, true) : null;
      }
    }

    /** Which tiers 2 hold what the workload asks for. */
    private boolean[] held(ResolvedWorkload load) {
      boolean[] all = new boolean[tier2.size()];
      for (int t = 0; t < all.length; t++) {
        all[t] = load.isHeld(tier2.get(t).design().tier2().capacity());
      }
      return all;
    }

    /** What all tiers 2 have in common; nothing that they move counts. */
    private void enterRow(Load load, ResolvedDesign chip) {
      driven = offChip.get(o).offChip().link().drivenBy(chip.design().compute().logicNm());
      double throughBits = traffic[0].throughBits();
      double hops = chip.mesh().meanHopsFromEdge();
      ofRow =
          new StepEnergy(
              StepEnergy.tier1J(tier1Cost[i], throughBits, chip.tier1LinkPj()),
              StepEnergy.arithmeticJ(chip.macEnergy().typical(), load.macs()),
              load.decodingJ(),
              StepEnergy.meshJ(hops, chip.hopEnergy().typical(), throughBits),
              0,
              0,
              0);
    }

    private void enterTier2() {
      if (inner[i] == null) {
        return;
      }
      usedPercent =
          PointEvaluation.usedPercent(
              offChipNeeded[b], offChip.get(o).design().offChip().capacity());
      works = usedPercent <= 100 && driven && held[b];
      if (works) {
        enterStep();
      }
    }

    private void enterStep() {
      firstMs = firstToken ? 1e3 * prefill.seconds() : Double.NaN;
      stepS = decode.seconds();
      StepTraffic moved = traffic[b];
      energy =
          ofRow.with(
              StepEnergy.tier2J(tier2Cost[b], moved, tier2LinkPj(inner[i], tier2.get(b))),
              offChipEnergy[o].memoryJ(moved.offChipReadBits(), moved.offChipWrittenBits()),
              offChipEnergy[o].linkJ(moved.offChipReadBits(), moved.offChipWrittenBits()));
    }

    /** Seconds of a step of the cursor's workload on its arrays, for all memories. */
    private final class StepTimes {
      private static final double UNKNOWN = -1;

      private final boolean ofPrompt;
      private final ResolvedWorkload load;
      private final int withWeights;
      private final List<StepWork.Operation> withCache;
      private final long weightBuffer;
      private final long cacheBuffer;
      private final int[] tier1Class;
      private final int[] tier2Class;
      private final int classes;
      private final double[] seconds;
      private final Map<CacheKey, Long> cacheCycles = new HashMap<>();

      StepTimes(Load load, boolean ofPrompt) {
        this.ofPrompt = ofPrompt;
        this.load = ofPrompt ? load.prompt() : load.decode();
        withWeights = ofPrompt ? load.prefillWeights() : load.decodeWeights();
        withCache = operations(this.load.decode(), false);
        TiledArray tiles = firstOf(c).tiles();
        weightBuffer = bufferEnough(tiles, weightProducts.get(withWeights));
        cacheBuffer = bufferEnough(tiles, withCache);
        tier1Class = tier1Classes(c, Math.max(weightBuffer, cacheBuffer));
        tier2Class = tier2Classes(c);
        classes = Arrays.stream(tier2Class).max().orElse(0) + 1;
        seconds = new double[offChip.size() * tier1s * classes];
        Arrays.fill(seconds, UNKNOWN);
      }

      /** Where the cursor is; NaN where the cycles cannot be counted. */
      double seconds() {
        int place = (o * tier1s + tier1Class[i - c * tier1s]) * classes + tier2Class[b];
        if (seconds[place] == UNKNOWN) {
          seconds[place] = PointEvaluation.orNaN(() -> run(chip(o, i, b)));
        }
        return seconds[place];
      }

      private double run(ResolvedDesign chip) {
        Ports ports = ofPrompt ? StepPorts.prefill(chip, load) : StepPorts.decode(chip, load);
        TiledArray tiles = chip.tiles();
        long weights =
            weightCycles.computeIfAbsent(
                new WeightsKey(
                    withWeights,
                    tiles,
                    ports.operands(),
                    ports.weights(),
                    ports.results(),
                    Math.min(ports.bufferWords(), weightBuffer)),
                key -> cycles(tiles, weightProducts.get(withWeights), ports));
        long cache =
            cacheCycles.computeIfAbsent(
                new CacheKey(
                    ports.operands(),
                    ports.cache(),
                    ports.results(),
                    Math.min(ports.bufferWords(), cacheBuffer)),
                key -> cycles(tiles, withCache, ports));
        double cyclesS = tiles.seconds(Math.addExact(weights, cache));
        return ofPrompt ? cyclesS : StepPorts.stepS(chip, load, cyclesS);
      }
    }
  }

  private static long bufferEnough(TiledArray tiles, List<StepWork.Operation> operations) {
    return operations.stream().mapToLong(tiles::bufferWordsEnough).max().orElse(1);
  }

  private static long cycles(TiledArray tiles, List<StepWork.Operation> operations, Ports ports) {
    long cycles = 0;
    for (StepWork.Operation operation : operations) {
      cycles = Math.addExact(cycles, tiles.run(operation, ports).cycles());
    }
    return cycles;
  }

  /** Some arrays with the first tier 1 that they go with; null where they go with none. */
  private ResolvedDesign firstOf(int c) {
    return IntStream.range(c * tier1s, (c + 1) * tier1s)
        .mapToObj(i -> inner[i])
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The same number for tiers 1 that deliver the same and are as large as is of use. */
  private int[] tier1Classes(int c, long bufferEnough) {
    record Tier1(boolean exists, double bytesPerS, long words) {}
    var classes = new HashMap<Tier1, Integer>();
    int[] of = new int[tier1s];
    for (int a = 0; a < tier1s; a++) {
      ResolvedDesign chip = inner[c * tier1s + a];
      if (chip != null) {
        Design.Tier tier = chip.design().tier1();
        long words = Math.min(StepPorts.bufferWords(chip), bufferEnough);
        double bytesPerS = tier.bytesPerS(chip.design().compute().clockGhz());
        Tier1 key = new Tier1(tier.exists(), bytesPerS, words);
        of[a] = classes.computeIfAbsent(key, each -> classes.size());
      }
    }
    return of;
  }

  /** The same number for tiers 2 that hold and deliver the same at the clock of some arrays. */
  private int[] tier2Classes(int c) {
    record Tier2(double capacityMib, double bytesPerS) {}
    var classes = new HashMap<Tier2, Integer>();
    double clockGhz = firstOf(c).design().compute().clockGhz();
    return tier2.stream()
        .map(chip -> new Tier2(chip.design().tier2().capacityMib(), chip.tier2BytesPerS(clockGhz)))
        .mapToInt(key -> classes.computeIfAbsent(key, each -> classes.size()))
        .toArray();
  }

  private ResolvedDesign chip(int o, int i, int b) {
    ResolvedDesign outer = offChip.get(o);
    ResolvedDesign second = tier2.get(b);
    ResolvedDesign chip = inner[i];
    Design design =
        chip.design().withTier2(second.design().tier2()).withOffChip(outer.design().offChip());
    return new ResolvedDesign(
        design,
        chip.tier1(),
        second.tier2(),
        outer.offChip(),
        outer.bandwidth(),
        chip.use(),
        chip.tiles(),
        chip.macEnergy(),
        chip.mesh(),
        chip.hopEnergy(),
        chip.dieLink(),
        chip.decoder(),
        chip.parts(),
        chip.pack());
  }
}
