package janus.search;

import janus.codesign.Facts;
import janus.search.DesignSpace.Part;
import java.util.List;

/**
 * Designs that break a limit for a reason that takes no evaluation.
 *
 * <p>What a scheme loses depends on the workload's digit alone, the first of a number. So if one
 * design of a workload breaks a limit on {@code quality_loss_percent}, all of its interval of
 * numbers do. None of them can be on the front, whatever its other values are, and leaving them out
 * changes no other design. Only large spaces are pruned: of others, every count is exact.
 */
public final class Pruner {
  /** Spaces of so many designs are evaluated whole. */
  public static final long EVALUATED_WHOLE = 1_000_000;

  private static final int NONE = -1;

  private final long stride;
  private final int[] broken;

  private Pruner(long stride, int[] broken) {
    this.stride = stride;
    this.broken = broken;
  }

  /** Leaves nothing out. */
  public static Pruner none() {
    return new Pruner(Long.MAX_VALUE, new int[] {NONE});
  }

  /** What a goal allows to leave out of a space; nothing of a small one. */
  public static Pruner of(Facts facts, Question question) {
    boolean large = question.space().size() > EVALUATED_WHOLE;
    return large ? ofAnySize(facts, question) : none();
  }

  /** The same for a space of any size. */
  static Pruner ofAnySize(Facts facts, Question question) {
    DesignSpace space = question.space();
    int workloads = space.choices(Part.WORKLOAD);
    int[] broken = new int[workloads];
    for (int w = 0; w < workloads; w++) {
      var load = facts.resolve(space.withChoice(Part.WORKLOAD, w).workload());
      double loss = PointEvaluation.lossPercent(question.accuracy(), load);
      broken[w] = broken(question.goal().limits(), loss);
    }
    return new Pruner(space.size() / workloads, broken);
  }

  /** The first limit on the loss that a loss breaks. */
  private static int broken(List<Limit> limits, double lossPercent) {
    for (int i = 0; i < limits.size(); i++) {
      boolean onLoss = limits.get(i).quantity().equals(Quantity.QUALITY_LOSS_PERCENT.column());
      if (onLoss && !limits.get(i).holds(lossPercent)) {
        return i;
      }
    }
    return NONE;
  }

  /** Whether a design is left out. */
  boolean prunes(long number) {
    return broken[(int) (number / stride)] != NONE;
  }

  /** Which limit the design breaks. */
  int limit(long number) {
    return broken[(int) (number / stride)];
  }

  /** The exclusive end of the designs that are left out with a design, or kept with it. */
  long end(long number) {
    return (number / stride + 1) * stride;
  }

  /** In words, for the identity of a search. */
  String spelling() {
    return stride == Long.MAX_VALUE ? "none" : "by quality";
  }
}
