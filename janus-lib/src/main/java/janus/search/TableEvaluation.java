package janus.search;

import janus.accelerator.StepWork;
import janus.accelerator.TiledArray;
import janus.accelerator.TiledArray.Ports;
import janus.codesign.Design;
import janus.codesign.DieArea;
import janus.codesign.Facts;
import janus.codesign.HeatPaths;
import janus.codesign.OffChipEnergy;
import janus.codesign.OperatingPoint;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedPackage;
import janus.codesign.ResolvedWorkload;
import janus.codesign.StepEnergy;
import janus.codesign.StepPorts;
import janus.codesign.StepTraffic;
import janus.search.DesignSpace.Part;
import janus.technology.ArrayCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Values of the designs of a space from tables: the same numbers as {@link PointEvaluation}, to the
 * last digit, since both call the same functions. What depends on few parts of a design is computed
 * once for each of their choices:
 *
 * <pre>
 *   cycles of a step   scheme and weights x arrays x bandwidths and buffers
 *   energy of a step   a few products of table entries
 *   area               arrays x tier 1, and tier 2
 *   heat paths         areas x package
 * </pre>
 *
 * <p>So a design costs some look-ups and the fixed point of heat and leakage. Cycles and heat paths
 * are computed when they are first asked for.
 */
public final class TableEvaluation implements Evaluation {
  private final DesignSpace space;
  private final int computes;
  private final int tier1s;
  private final double[] logicNm;
  private final int prefetchers;
  private final List<Load> loads = new ArrayList<>();
  private final ResolvedDesign[] inner;
  private final List<ResolvedDesign> offChip = new ArrayList<>();
  private final List<ResolvedDesign> tier2 = new ArrayList<>();
  private final List<ResolvedPackage> packages = new ArrayList<>();
  private final ArrayCost[] tier1Cost;
  private final ArrayCost[] tier2Cost;
  private final OffChipEnergy[] offChipEnergy;
  private final double[][] offChipStandingW;
  private final StepTraffic[][] traffic;
  private final int[] innerArea;
  private final int[] tier2Area;
  private final List<DieArea> innerAreas = new ArrayList<>();
  private final List<Double> tier2Areas = new ArrayList<>();
  private final int[] link;
  private final List<Double> links = new ArrayList<>();
  private final double[][][] dieMm2;
  private final AtomicReferenceArray<HeatPaths> heat;
  private final List<List<StepWork.Operation>> weightProducts = new ArrayList<>();
  private final Map<WeightsKey, Long> weightCycles = new ConcurrentHashMap<>();

  /** What one choice of the workload needs. */
  private record Load(
      ResolvedWorkload decode,
      ResolvedWorkload prompt,
      StepWork prefill,
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
    inner = new ResolvedDesign[computes * tier1s];
    logicNm = new double[computes];
    resolve(facts, accuracy);
    tier1Cost = new ArrayCost[inner.length];
    innerArea = new int[inner.length];
    for (int i = 0; i < inner.length; i++) {
      if (inner[i] != null) {
        tier1Cost[i] = inner[i].tier1Cost();
        innerArea[i] = place(innerAreas, inner[i].innerArea());
      }
    }
    tier2Cost = tier2.stream().map(ResolvedDesign::tier2Cost).toArray(ArrayCost[]::new);
    tier2Area = tier2.stream().mapToInt(c -> place(tier2Areas, c.area().tier2())).toArray();
    link = offChip.stream().mapToInt(c -> place(links, c.interfaceMm2())).toArray();
    dieMm2 = dieMm2();
    offChipEnergy =
        offChip.stream().map(ResolvedDesign::offChipEnergy).toArray(OffChipEnergy[]::new);
    offChipStandingW = offChipStanding();
    traffic = traffic();
    heat =
        new AtomicReferenceArray<>(
            innerAreas.size() * links.size() * tier2Areas.size() * packages.size());
  }

  private void resolve(Facts facts, Accuracy accuracy) {
    for (int c = 0; c < computes; c++) {
      Design.Compute compute = space.withChoice(Part.COMPUTE, c).design().compute();
      logicNm[c] = compute.logicNm();
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
      loads.add(load(accuracy, load));
    }
  }

  private Load load(Accuracy accuracy, ResolvedWorkload load) {
    StepWork prefill = StepWork.prefill(load.model(), load.workload().promptTokens());
    return new Load(
        load,
        load.ofPrompt(),
        prefill,
        place(weightProducts, operations(load.decode(), true)),
        place(weightProducts, operations(prefill, true)),
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
        watts[o][k] = withPackage(offChip.get(o), packages.get(k)).offChipStandingW();
      }
    }
    return watts;
  }

  private static ResolvedDesign withPackage(ResolvedDesign chip, ResolvedPackage pack) {
    return new ResolvedDesign(
        chip.design(),
        chip.tier1(),
        chip.tier2(),
        chip.offChip(),
        chip.bandwidth(),
        chip.use(),
        chip.tiles(),
        chip.macEnergy(),
        chip.mesh(),
        chip.hopEnergy(),
        chip.decoder(),
        chip.parts(),
        pack);
  }

  private StepTraffic[][] traffic() {
    StepTraffic[][] all = new StepTraffic[loads.size()][tier2.size()];
    for (int w = 0; w < all.length; w++) {
      for (int b = 0; b < all[w].length; b++) {
        all[w][b] = StepTraffic.of(loads.get(w).decode(), tier2.get(b).design().tier2().capacity());
      }
    }
    return all;
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
    return new Cursor(wanted[Quantity.TIME_TO_FIRST_TOKEN_MS.place()]);
  }

  private HeatPaths heat(int i, int o, int b, int k) {
    int in = innerArea[i] * links.size() + link[o];
    int at = (in * tier2Areas.size() + tier2Area[b]) * packages.size() + k;
    HeatPaths paths = heat.get(at);
    if (paths == null) {
      paths = HeatPaths.of(area(innerArea[i], link[o], tier2Area[b]), packages.get(k).settings());
      heat.set(at, paths);
    }
    return paths;
  }

  private double[][][] dieMm2() {
    double[][][] all = new double[innerAreas.size()][links.size()][tier2Areas.size()];
    for (int i = 0; i < all.length; i++) {
      for (int l = 0; l < links.size(); l++) {
        for (int b = 0; b < tier2Areas.size(); b++) {
          all[i][l][b] = area(i, l, b).total();
        }
      }
    }
    return all;
  }

  private DieArea area(int inner, int link, int second) {
    return innerAreas.get(inner).with(links.get(link), tier2Areas.get(second));
  }

  /** Whether the logic of some arrays can drive a memory outside. */
  private boolean driven(int c, int o) {
    return offChip.get(o).offChip().link().drivenBy(logicNm[c]);
  }

  /** Share of the memory beside the die that a load takes, (off chip, tier 2). */
  private double[] usedPercent(Load load) {
    double[] used = new double[offChip.size() * tier2.size()];
    for (int o = 0; o < offChip.size(); o++) {
      for (int b = 0; b < tier2.size(); b++) {
        Design design = offChip.get(o).design().withTier2(tier2.get(b).design().tier2());
        used[o * tier2.size() + b] = PointEvaluation.offChipUsedPercent(load.decode(), design);
      }
    }
    return used;
  }

  /** Evaluates for one thread. */
  private final class Cursor implements Evaluation.Cursor {
    private final boolean firstToken;
    private int workload = -1;
    private int compute = -1;
    private double[] usedPercent;
    private Times decode;
    private Times prefill;

    Cursor(boolean firstToken) {
      this.firstToken = firstToken;
    }

    @Override
    public void evaluate(long number, double[] values) {
      long rest = number;
      int k = (int) (rest % packages.size());
      rest /= packages.size() * (long) prefetchers;
      int b = (int) (rest % tier2.size());
      rest /= tier2.size();
      int a = (int) (rest % tier1s);
      rest /= tier1s;
      int o = (int) (rest % offChip.size());
      rest /= offChip.size();
      int c = (int) (rest % computes);
      evaluate((int) (rest / computes), c, o, c * tier1s + a, b, k, values);
    }

    private void evaluate(int w, int c, int o, int i, int b, int k, double[] values) {
      Arrays.fill(values, Double.NaN);
      if (inner[i] == null) {
        return;
      }
      turnTo(w, c);
      Load load = loads.get(w);
      double used = usedPercent[o * tier2.size() + b];
      Quantity.OFF_CHIP_USED_PERCENT.set(values, used);
      Quantity.DIE_MM2.set(values, dieMm2[innerArea[i]][link[o]][tier2Area[b]]);
      Quantity.QUALITY_LOSS_PERCENT.set(values, load.lossPercent());
      if (used <= 100 && driven(c, o)) {
        int a = i - c * tier1s;
        if (firstToken) {
          Quantity.TIME_TO_FIRST_TOKEN_MS.set(values, 1e3 * prefill.seconds(o, a, b));
        }
        double stepS = decode.seconds(o, a, b);
        if (Double.isNaN(stepS)) {
          return;
        }
        PointEvaluation.setDecoding(
            values,
            load.decode().workload().batch(),
            OperatingPoint.of(
                stepS,
                energy(load, i, traffic[w][b], o, b),
                offChipStandingW[o][k],
                heat(i, o, b, k),
                tier1Cost[i].standing(),
                tier2Cost[b].standing(),
                packages.get(k).limits()));
      }
    }

    private StepEnergy energy(Load load, int i, StepTraffic moved, int o, int b) {
      ResolvedDesign chip = inner[i];
      return new StepEnergy(
          StepEnergy.tier1J(tier1Cost[i], moved.throughBits()),
          StepEnergy.arithmeticJ(chip.macEnergy().typical(), load.macs()),
          load.decodingJ(),
          StepEnergy.meshJ(
              chip.mesh().meanHopsFromEdge(), chip.hopEnergy().typical(), moved.throughBits()),
          StepEnergy.memoryJ(tier2Cost[b], moved.tier2ReadBits(), moved.tier2WrittenBits()),
          offChipEnergy[o].memoryJ(moved.offChipReadBits(), moved.offChipWrittenBits()),
          offChipEnergy[o].linkJ(moved.offChipReadBits(), moved.offChipWrittenBits()));
    }

    private void turnTo(int w, int c) {
      if (w != workload || c != compute) {
        Load load = loads.get(w);
        if (w != workload) {
          usedPercent = usedPercent(load);
        }
        workload = w;
        compute = c;
        decode = new Times(load, c, false);
        prefill = new Times(load, c, true);
      }
    }
  }

  /** Seconds of a step of one workload on some arrays, for all memories. */
  private final class Times {
    private final ResolvedWorkload load;
    private final int withWeights;
    private final List<StepWork.Operation> withCache;
    private final int compute;
    private final boolean prefill;
    private final double[] seconds;
    private final Map<CacheKey, Long> cacheCycles = new HashMap<>();

    Times(Load load, int compute, boolean prefill) {
      this.load = prefill ? load.prompt() : load.decode();
      this.compute = compute;
      this.prefill = prefill;
      withWeights = prefill ? load.prefillWeights() : load.decodeWeights();
      withCache = operations(prefill ? load.prefill() : load.decode().decode(), false);
      seconds = new double[offChip.size() * tier1s * tier2.size()];
      Arrays.fill(seconds, Double.NaN);
    }

    /** NaN where the cycles cannot be counted. */
    double seconds(int o, int a, int b) {
      int at = (o * tier1s + a) * tier2.size() + b;
      if (Double.isNaN(seconds[at])) {
        int i = compute * tier1s + a;
        seconds[at] = PointEvaluation.orNaN(() -> run(o, i, b));
      }
      return seconds[at];
    }

    private double run(int o, int i, int b) {
      ResolvedDesign chip = chip(o, i, b);
      Ports ports = prefill ? StepPorts.prefill(chip, load) : StepPorts.decode(chip, load);
      TiledArray tiles = chip.tiles();
      long weights =
          weightCycles.computeIfAbsent(
              new WeightsKey(
                  withWeights,
                  tiles,
                  ports.operands(),
                  ports.weights(),
                  ports.results(),
                  ports.bufferWords()),
              key -> cycles(tiles, weightProducts.get(withWeights), ports));
      long cache =
          cacheCycles.computeIfAbsent(
              new CacheKey(ports.operands(), ports.cache(), ports.results(), ports.bufferWords()),
              key -> cycles(tiles, withCache, ports));
      double seconds = tiles.seconds(Math.addExact(weights, cache));
      return prefill ? seconds : StepPorts.stepS(chip, load, seconds);
    }

    private static long cycles(TiledArray tiles, List<StepWork.Operation> operations, Ports ports) {
      long cycles = 0;
      for (StepWork.Operation operation : operations) {
        cycles = Math.addExact(cycles, tiles.run(operation, ports).cycles());
      }
      return cycles;
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
          chip.decoder(),
          chip.parts(),
          chip.pack());
    }
  }
}
