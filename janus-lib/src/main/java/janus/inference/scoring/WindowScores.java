package janus.inference.scoring;

import java.util.Objects;

/**
 * The scores of one window's positions: the loss of each and, where it was compared with an
 * uncompressed run in lock-step, its divergence. Arrays are in the order of positions; they are
 * copied neither in nor out, and belong to this object once given.
 */
public final class WindowScores {
  private final ScoredWindow window;
  private final double[] loss;
  private final double[] divergence;
  private final double[] probabilityChange;
  private final boolean[] sameTop;

  /** Whether the target was the likeliest token; null if that was not kept. */
  private boolean[] correct;

  /**
   * Scores without a baseline.
   *
   * @param loss {@code -ln p(target)} of each scored position, in nats
   */
  public WindowScores(ScoredWindow window, double[] loss) {
    this(window, loss, null, null, null);
  }

  /**
   * Scores with a baseline.
   *
   * @param loss {@code -ln q(target)} of each scored position, in nats
   * @param divergence {@code sum p (ln p - ln q)} over the vocabulary, baseline {@code p}, in nats;
   *     or null
   * @param probabilityChange {@code q(target) - p(target)}; or null
   * @param sameTop whether both rank the same token first; or null
   */
  public WindowScores(
      ScoredWindow window,
      double[] loss,
      double[] divergence,
      double[] probabilityChange,
      boolean[] sameTop) {
    this.window = Objects.requireNonNull(window, "window");
    this.loss = loss;
    this.divergence = divergence;
    this.probabilityChange = probabilityChange;
    this.sameTop = sameTop;
    int count = window.count();
    boolean compared = divergence != null;
    if (loss.length != count
        || compared != (probabilityChange != null)
        || compared != (sameTop != null)
        || (compared
            && (divergence.length != count
                || probabilityChange.length != count
                || sameTop.length != count))) {
      throw new IllegalArgumentException("scores must number " + count + " in every array");
    }
  }

  /** Keeps whether the target of each scored position was the likeliest token. */
  public WindowScores withCorrect(boolean[] likeliest) {
    if (likeliest.length != window.count()) {
      throw new IllegalArgumentException("scores must number " + window.count());
    }
    var with = new WindowScores(window, loss, divergence, probabilityChange, sameTop);
    with.correct = likeliest;
    return with;
  }

  /** Whether {@link #isCorrect} is known. */
  public boolean knowsCorrect() {
    return correct != null;
  }

  /** Whether the target of scored position {@code i} was the likeliest token. */
  public boolean isCorrect(int i) {
    return correct[i];
  }

  /** Share of scored positions whose target was the likeliest token. */
  public double accuracy() {
    int sum = 0;
    for (boolean one : correct) {
      sum += one ? 1 : 0;
    }
    return (double) sum / correct.length;
  }

  public ScoredWindow window() {
    return window;
  }

  /** Scored positions. */
  public int count() {
    return loss.length;
  }

  /** Whether there are divergences. */
  public boolean isCompared() {
    return divergence != null;
  }

  /** Loss of scored position {@code i}, in nats. */
  public double loss(int i) {
    return loss[i];
  }

  /** Kullback-Leibler divergence of scored position {@code i}, in nats. */
  public double divergence(int i) {
    return divergence[i];
  }

  /** Change of the target's probability at scored position {@code i}. */
  public double probabilityChange(int i) {
    return probabilityChange[i];
  }

  /** Whether the same token ranks first at scored position {@code i}. */
  public boolean isSameTop(int i) {
    return sameTop[i];
  }

  /** Mean loss of the window. */
  public double meanLoss() {
    return mean(loss);
  }

  /** Mean divergence of the window. */
  public double meanDivergence() {
    return mean(divergence);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
