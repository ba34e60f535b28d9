package janus.codesign;

/**
 * Mean temperatures of the two tiers that solve
 *
 * <pre>
 *   T(i) = base(i) + K(i, 1) standing(1, T(1)) + K(i, 2) standing(2, T(2))
 * </pre>
 *
 * by Chebyshev's method: a Newton step d, and a second one for the residual with what the second
 * derivative adds for d. The error is that of the step before to the third power, so that after a
 * step below 1e-3 K some 1e-12 K are left. Where K is not negative, every step from below the
 * lowest solution ends below it, since the terms that are left out are not negative. Not for
 * several threads.
 */
final class TierBalance {
  private static final double HOTTEST_C = 1000;
  private static final double COLDEST_C = -200;
  private static final double SHORT_STEP_K = 1e-3;
  private static final int MOST_STEPS = 100;

  /** Inputs: what the tiers' temperatures would be without standing power, and K. */
  double base1;

  double base2;
  double k11;
  double k12;
  double k21;
  double k22;

  private final StandingHeat first;
  private final StandingHeat second;
  private double step1;
  private double step2;

  /** Where a step begins. */
  TierBalance(StandingHeat first, StandingHeat second) {
    this.first = first;
    this.second = second;
  }

  StandingHeat first() {
    return first;
  }

  StandingHeat second() {
    return second;
  }

  /** Steps from below the lowest solution to it; false where there is none. */
  boolean heatUp() {
    for (int step = 0; step < MOST_STEPS; step++) {
      if (!isStable() || !findStep()) {
        return false;
      }
      if (advance()) {
        return true;
      }
    }
    return false;
  }

  /** Whether I - K standing' is an M-matrix. */
  boolean isStable() {
    double a11 = 1 - k11 * first.slope();
    double a22 = 1 - k22 * second.slope();
    return a11 > 0 && a22 > 0 && a11 * a22 - k12 * second.slope() * (k21 * first.slope()) > 0;
  }

  /** Finds the next step; false where there is none, or it leads too far. */
  boolean findStep() {
    double a11 = 1 - k11 * first.slope();
    double a12 = -k12 * second.slope();
    double a21 = -k21 * first.slope();
    double a22 = 1 - k22 * second.slope();
    double inverse = 1 / (a11 * a22 - a12 * a21);
    double f1 = base1 + k11 * first.watts() + k12 * second.watts() - first.celsius();
    double f2 = base2 + k21 * first.watts() + k22 * second.watts() - second.celsius();
    double bend1 = first.bend((a22 * f1 - a12 * f2) * inverse);
    double bend2 = second.bend((a11 * f2 - a21 * f1) * inverse);
    f1 += k11 * bend1 + k12 * bend2;
    f2 += k21 * bend1 + k22 * bend2;
    step1 = (a22 * f1 - a12 * f2) * inverse;
    step2 = (a11 * f2 - a21 * f1) * inverse;
    return isKnown(first.celsius() + step1) && isKnown(second.celsius() + step2);
  }

  private static boolean isKnown(double celsius) {
    return celsius > COLDEST_C && celsius < HOTTEST_C;
  }

  /** Takes the step; true where it was short, so that nothing is left to do. */
  boolean advance() {
    if (Math.abs(step1) < SHORT_STEP_K && Math.abs(step2) < SHORT_STEP_K) {
      first.creep(step1);
      second.creep(step2);
      return true;
    }
    first.moveTo(first.celsius() + step1);
    second.moveTo(second.celsius() + step2);
    return false;
  }
}
