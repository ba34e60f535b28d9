package janus.search;

import janus.codesign.DesignEvaluator;
import janus.codesign.DesignRun;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedWorkload;
import janus.technology.ElectroThermal.Outcome;

/** Values of a design from {@link DesignEvaluator}, point by point. */
public final class PointEvaluation {
  private final DesignEvaluator evaluator;
  private final Accuracy accuracy;

  public PointEvaluation(DesignEvaluator evaluator, Accuracy accuracy) {
    this.evaluator = evaluator;
    this.accuracy = accuracy;
  }

  /**
   * Evaluates a design.
   *
   * @return the value of every {@link Quantity}, in its order
   * @throws janus.provenance.BadInputException if a name is unknown
   * @throws IllegalArgumentException if the parts do not make a chip
   */
  public double[] values(DesignPoint point) {
    PreparedDesign prepared = evaluator.prepare(point.design());
    ResolvedWorkload load = evaluator.facts().resolve(point.workload());
    double[] values = nothing();
    set(values, Quantity.OFF_CHIP_USED_PERCENT, offChipUsedPercent(prepared, load));
    set(values, Quantity.DIE_MM2, prepared.chip().dieMm2().typical());
    set(values, Quantity.QUALITY_LOSS_PERCENT, lossPercent(point));
    if (values[Quantity.OFF_CHIP_USED_PERCENT.ordinal()] <= 100) {
      run(values, prepared, load);
    }
    return values;
  }

  private static double[] nothing() {
    double[] values = new double[Quantity.values().length];
    java.util.Arrays.fill(values, Double.NaN);
    return values;
  }

  private static void set(double[] values, Quantity quantity, double value) {
    values[quantity.ordinal()] = value;
  }

  private static double offChipUsedPercent(PreparedDesign prepared, ResolvedWorkload load) {
    var design = prepared.chip().design();
    double needed = load.weights().plus(load.cacheSpilled(design.tier2().capacity())).bytes();
    return 100 * needed / design.offChip().capacity().bytes();
  }

  /** Infinite where nobody measured the scheme. */
  private double lossPercent(DesignPoint point) {
    Accuracy.Measurement measured = accuracy.of(point.workload().scheme());
    return measured == null ? Double.POSITIVE_INFINITY : measured.lossPercent();
  }

  private static void run(double[] values, PreparedDesign prepared, ResolvedWorkload load) {
    DesignRun run = prepared.on(load);
    set(values, Quantity.DECODE_TOKENS_PER_S, run.tokensPerS());
    set(values, Quantity.TIME_TO_FIRST_TOKEN_MS, 1e3 * prepared.prefill(load).seconds());
    boolean settles = run.heat().outcome() != Outcome.RUNAWAY;
    double watts = settles ? run.totalW(true).typical() : Double.POSITIVE_INFINITY;
    double junctionC = settles ? run.heat().junctionC() : Double.POSITIVE_INFINITY;
    set(values, Quantity.POWER_W, watts);
    set(values, Quantity.JOULE_PER_TOKEN, watts / run.tokensPerS());
    set(values, Quantity.JUNCTION_C, junctionC);
    set(values, Quantity.JUNCTION_ABOVE_KNOWN_C, junctionC - prepared.chip().knownToC());
  }

  /** The designs of a space, by number. */
  public Evaluation of(DesignSpace space) {
    return new Evaluation() {
      @Override
      public long size() {
        return space.size();
      }

      @Override
      public int quantities() {
        return Quantity.values().length;
      }

      @Override
      public Cursor cursor() {
        return (number, values) -> evaluate(space.point(number), values);
      }
    };
  }

  private void evaluate(DesignPoint point, double[] values) {
    double[] found;
    try {
      found = values(point);
    } catch (IllegalArgumentException e) {
      found = nothing();
    }
    System.arraycopy(found, 0, values, 0, values.length);
  }
}
