package janus.search;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.OperatingPoint;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedWorkload;
import janus.codesign.StepTime;
import janus.codesign.UnitCost;
import janus.units.DataSize;
import java.util.function.DoubleSupplier;

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
    ResolvedDesign chip = prepared.chip();
    double[] values = nothing();
    setKnown(values, chip, load);
    if (values[Quantity.OFF_CHIP_USED_PERCENT.place()] <= 100) {
      double firstS = orNaN(() -> prepared.prefill(load).seconds());
      Quantity.TIME_TO_FIRST_TOKEN_MS.set(values, 1e3 * firstS);
      setDecoding(values, load.tokensPerStep(), prepared.at(load));
    }
    return values;
  }

  private void setKnown(double[] values, ResolvedDesign chip, ResolvedWorkload load) {
    Quantity.OFF_CHIP_USED_PERCENT.set(values, offChipUsedPercent(load, chip.design()));
    Quantity.DIE_MM2.set(values, chip.area().total());
    UnitCost cost = UnitCost.of(evaluator.facts().cost(), chip);
    Quantity.UNIT_USD.set(values, cost == null ? Double.NaN : cost.usd().typical());
    Quantity.QUALITY_LOSS_PERCENT.set(values, lossPercent(accuracy, load));
  }

  static double[] nothing() {
    double[] values = new double[Quantity.values().length];
    java.util.Arrays.fill(values, Double.NaN);
    return values;
  }

  /** NaN where cycles are too many to be counted. */
  static double orNaN(DoubleSupplier seconds) {
    try {
      return seconds.getAsDouble();
    } catch (IllegalArgumentException e) {
      return Double.NaN;
    }
  }

  /** Share of the memory beside the die that weights and spilled cache take. */
  static double offChipUsedPercent(ResolvedWorkload load, Design design) {
    DataSize needed = load.offChipNeeded(design.tier2().capacity());
    return usedPercent(needed, design.offChip().capacity());
  }

  static double usedPercent(DataSize needed, DataSize capacity) {
    return 100.0 * needed.bytes() / capacity.bytes();
  }

  /** Infinite where nobody measured the scheme. */
  static double lossPercent(Accuracy accuracy, ResolvedWorkload load) {
    Accuracy.Measurement measured = accuracy.of(load.workload().scheme());
    return measured == null ? Double.POSITIVE_INFINITY : measured.lossPercent();
  }

  /**
   * What an operating point tells. A chip that sustains no rate has no energy of a token, and one
   * that throttles has a sustained rate alone.
   */
  static void setDecoding(double[] values, double tokensPerStep, OperatingPoint point) {
    Quantity.JUNCTION_C.set(values, point.sustained().junctionC());
    Quantity.SKIN_C.set(values, point.sustained().skinC());
    Quantity.POWER_W.set(values, point.powerW());
    Quantity.SUSTAINED_TOKENS_PER_S.set(values, tokensPerStep * point.stepsPerS());
    Quantity.SUSTAINED_PERCENT.set(values, 100 * point.share());
    if (point.share() > 0) {
      Quantity.JOULE_PER_TOKEN.set(values, point.stepJ() / tokensPerStep);
    }
    if (point.share() == 1) {
      Quantity.DECODE_TOKENS_PER_S.set(values, tokensPerStep / point.fullStepS());
    }
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
      public Cursor cursor(boolean[] wanted) {
        return (number, values) -> evaluate(space.point(number), values);
      }
    };
  }

  private void evaluate(DesignPoint point, double[] values) {
    double[] found = known(point);
    System.arraycopy(found, 0, values, 0, values.length);
  }

  /** What is known of a design, be it a chip or not. */
  double[] known(DesignPoint point) {
    try {
      return values(point);
    } catch (IllegalArgumentException e) {
      return withoutDecoding(point);
    }
  }

  /** Where the time of a decode step goes; null where the design is no chip. */
  public StepTime stepTime(DesignPoint point) {
    try {
      ResolvedDesign chip = evaluator.facts().resolve(point.design());
      return StepTime.of(chip, evaluator.facts().resolve(point.workload()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What is known of a chip whose cycles cannot be counted; nothing of what is no chip. */
  private double[] withoutDecoding(DesignPoint point) {
    double[] values = nothing();
    try {
      ResolvedDesign chip = evaluator.facts().resolve(point.design());
      ResolvedWorkload load = evaluator.facts().resolve(point.workload());
      setKnown(values, chip, load);
    } catch (IllegalArgumentException e) {
      return nothing();
    }
    return values;
  }
}
