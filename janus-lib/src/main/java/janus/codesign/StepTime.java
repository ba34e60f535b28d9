package janus.codesign;

import janus.accelerator.StepWork;
import janus.accelerator.StepWork.Operand;
import janus.accelerator.TiledArray.OperationRun;
import janus.accelerator.TiledArray.Ports;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the time of a decode step goes, by what binds. A product is bound by whatever would take
 * longest for it if all else were endless: the arrays, tier 1, or the memory of its second matrix.
 * All of its time counts as that. Where tier 2 and the memory beside the die deliver weights or
 * cache together, its time is split by the time each needs. Norms, softmax and activations have no
 * cycles of their own; they are in the measured time of a layer.
 *
 * @param operators every kind of product, then what layers wait besides
 * @param shares time by what binds, the longest first
 */
public record StepTime(List<Operator> operators, List<Share> shares) {
  /** What may bind. */
  public enum Resource {
    /** The arrays. */
    ARITHMETIC,
    /** Operands and results at the memory next to the arrays. */
    TIER1,
    /** The memory that holds the cache. */
    TIER2,
    /** The memory beside the die. */
    OFF_CHIP_MEMORY,
    /** What a layer waits besides, measured. */
    LAYER_TIME;

    /** Its name in tables. */
    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One kind of product of the step.
   *
   * @param operator as {@code attention.query}
   * @param operand what its second matrix is; null where there is no product
   * @param macs multiply-accumulates
   * @param ms its time
   * @param stepPercent of the step
   * @param binds what takes most of its time
   * @param utilizationPercent multiply-accumulates in percent of what all units could do in it
   */
  public record Operator(
      String operator,
      String operand,
      long macs,
      double ms,
      double stepPercent,
      String binds,
      double utilizationPercent) {}

  /**
   * Time of the step that one resource takes.
   *
   * @param binds the resource
   * @param ms in a step
   * @param stepPercent of the step
   */
  public record Share(String binds, double ms, double stepPercent) {}

  public StepTime {
    operators = List.copyOf(operators);
    shares = List.copyOf(shares);
  }

  /** What takes the most time. */
  public String binds() {
    return shares.get(0).binds();
  }

  /**
   * The time of a step of a load on a chip.
   *
   * @throws IllegalArgumentException if cycles are too many to be counted
   */
  public static StepTime of(ResolvedDesign chip, ResolvedWorkload load) {
    return new Study(chip, load).time();
  }

  /** What delivers the cache of a step, in the order in which it is read. */
  static List<Delivery> cache(ResolvedDesign chip, ResolvedWorkload load) {
    DataSize capacity = chip.design().tier2().capacity();
    DataSize inside = load.cacheReadKept(capacity).plus(load.writtenKept(capacity));
    DataSize outside = load.cacheReadSpilled(capacity).plus(load.writtenOffChip(capacity));
    return deliveries(chip, (double) inside.bytes(), (double) outside.bytes());
  }

  /** What delivers the weights of a step. */
  static List<Delivery> weights(ResolvedDesign chip, ResolvedWorkload load) {
    double inside = load.weightsReadKept(chip.design().tier2().capacity()).bytes();
    return deliveries(chip, inside, load.weightsRead().bytes() - inside);
  }

  private static List<Delivery> deliveries(ResolvedDesign chip, double inside, double outside) {
    return List.of(
        new Delivery(Resource.TIER2.spelling(), inside, chip.tier2BytesPerS()),
        new Delivery(Resource.OFF_CHIP_MEMORY.spelling(), outside, chip.reachedGbPerS() * 1e9));
  }

  private static final class Study {
    private static final double ENDLESS = Double.POSITIVE_INFINITY;

    private final ResolvedDesign chip;
    private final ResolvedWorkload load;
    private final Ports ports;
    private final List<Delivery> cache;
    private final List<Delivery> weights;
    private final double stepS;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    Study(ResolvedDesign chip, ResolvedWorkload load) {
      this.chip = chip;
      this.load = load;
      ports = StepPorts.decode(chip, load);
      cache = cache(chip, load);
      weights = weights(chip, load);
      double products = chip.tiles().run(load.decode(), ports).seconds();
      stepS = StepPorts.stepS(chip, load, products);
    }

    StepTime time() {
      var operators = new ArrayList<Operator>();
      double products = 0;
      for (StepWork.Operation operation : load.decode().operations()) {
        OperationRun run = chip.tiles().run(operation, ports);
        double operationS = chip.tiles().seconds(run.cycles());
        products += operationS;
        operators.add(operator(run, operationS, binds(operation)));
      }
      double layersS = stepS - products;
      String layers = Resource.LAYER_TIME.spelling();
      seconds.merge(layers, layersS, Double::sum);
      operators.add(
          new Operator(
              "norms, softmax, launching", null, 0, 1e3 * layersS, percent(layersS), layers, 0));
      return new StepTime(operators, shares());
    }

    private Operator operator(OperationRun run, double operationS, String binds) {
      return new Operator(
          run.operation(),
          run.operand().name().toLowerCase(Locale.ROOT),
          run.macs(),
          1e3 * operationS,
          percent(operationS),
          binds,
          run.peakPercent());
    }

    /** Counts the time of an operation as that of what binds it, and names that. */
    private String binds(StepWork.Operation operation) {
      double all = seconds(operation, ports);
      double arrays = seconds(operation, alone(false, false));
      double matrix = seconds(operation, alone(true, false));
      double tier1 = seconds(operation, alone(false, true));
      if (arrays >= matrix && arrays >= tier1) {
        return add(Resource.ARITHMETIC.spelling(), all);
      }
      if (tier1 > matrix) {
        return add(Resource.TIER1.spelling(), all);
      }
      return add(operation.operand() == Operand.WEIGHTS ? weights : cache, all);
    }

    private String add(List<Delivery> deliveries, double all) {
      deliveries.forEach(delivery -> add(delivery.from(), all * delivery.share(deliveries)));
      return deliveries.stream()
          .max(Comparator.comparingDouble(Delivery::seconds))
          .orElseThrow()
          .from();
    }

    private String add(String resource, double operationS) {
      seconds.merge(resource, operationS, Double::sum);
      return resource;
    }

    /** All memories endless but the second matrix's, or tier 1. */
    private Ports alone(boolean matrix, boolean tier1) {
      return new Ports(
          tier1 ? ports.operands() : ENDLESS,
          matrix ? ports.weights() : ENDLESS,
          matrix ? ports.cache() : ENDLESS,
          tier1 ? ports.results() : ENDLESS,
          ports.bufferWords());
    }

    private double seconds(StepWork.Operation operation, Ports with) {
      return chip.tiles().seconds(chip.tiles().run(operation, with).cycles());
    }

    private double percent(double part) {
      return 100 * part / stepS;
    }

    private List<Share> shares() {
      return seconds.entrySet().stream()
          .filter(entry -> entry.getValue() > 0)
          .map(
              entry -> new Share(entry.getKey(), 1e3 * entry.getValue(), percent(entry.getValue())))
          .sorted(Comparator.comparingDouble(Share::ms).reversed())
          .toList();
    }
  }
}
