package janus.codesign;

/**
 * The share of a power above which heat runs away. There the lowest solution of the equation in
 * {@link HeatPaths} ends: with {@code A = I - R standing'}, temperatures T and the share s solve
 *
 * <pre>
 *   T = ambient + s b + R standing(T),   det A = 0,   A(1,1) > 0,   A(2,2) > 0
 * </pre>
 *
 * with b the rises of the tiers for all of the power. At a larger share there is no solution: F is
 * convex, so with v >= 0 and v A = 0 the product {@code v (F - T)} is least there, and it grows
 * with the share. Newton's method finds it for the logarithm of {@code 1 - det A}, which is nearly
 * linear in temperature. Not for several threads.
 */
final class Brink {
  private static final int MOST_STEPS = 40;
  private static final double SHORT_STEP_K = 1e-7;
  private static final double HOTTEST_C = 1000;
  private static final double COLDEST_C = -200;

  private final TierBalance full;
  private final double rise1;
  private final double rise2;
  private double share;
  private double step1;
  private double step2;

  /**
   * @param full the balance under all of the power
   */
  Brink(TierBalance full, double ambientC) {
    this.full = full;
    rise1 = full.base1 - ambientC;
    rise2 = full.base2 - ambientC;
  }

  /** The share, which the tiers of the balance are then at; NaN where the steps do not find it. */
  double share() {
    StandingHeat first = full.first();
    StandingHeat second = full.second();
    for (int step = 0; step < MOST_STEPS; step++) {
      findStep(first, second);
      double next1 = first.celsius() + step1;
      double next2 = second.celsius() + step2;
      if (!isKnown(next1) || !isKnown(next2)) {
        return Double.NaN;
      }
      first.moveTo(next1);
      second.moveTo(next2);
      if (Math.abs(step1) < SHORT_STEP_K && Math.abs(step2) < SHORT_STEP_K) {
        boolean stable = full.k11 * first.slope() < 1 && full.k22 * second.slope() < 1;
        return stable ? share : Double.NaN;
      }
    }
    return Double.NaN;
  }

  private static boolean isKnown(double celsius) {
    return celsius > COLDEST_C && celsius < HOTTEST_C;
  }

  /** Newton's step for both temperatures and the share, by Cramer's rule. */
  private void findStep(StandingHeat first, StandingHeat second) {
    double a11 = 1 - full.k11 * first.slope();
    double a22 = 1 - full.k22 * second.slope();
    double a12 = full.k12 * second.slope();
    double a21 = full.k21 * first.slope();
    double loop = 1 - (a11 * a22 - a12 * a21);
    double wanted = loop * StrictMath.log(loop);
    double det1 = -first.curvature() * (full.k11 * a22 + a12 * full.k21);
    double det2 = -second.curvature() * (full.k22 * a11 + full.k12 * a21);
    double ambient1 = full.base1 - rise1;
    double ambient2 = full.base2 - rise2;
    double rest1 =
        first.celsius() - ambient1 - full.k11 * first.watts() - full.k12 * second.watts();
    double rest2 =
        second.celsius() - ambient2 - full.k21 * first.watts() - full.k22 * second.watts();
    // a11 d1 - a12 d2 - rise1 s = -rest1,  -a21 d1 + a22 d2 - rise2 s = -rest2,
    // det1 d1 + det2 d2 = loop ln loop; the share is linear: it is solved for and not stepped.
    double c1 = a12 * rise2 + a22 * rise1;
    double c2 = a11 * rise2 + a21 * rise1;
    double whole = det1 * c1 + det2 * c2;
    double rest = rest2 * rise1 - rest1 * rise2;
    step1 = (wanted * c1 + det2 * rest) / whole;
    step2 = (wanted * c2 - det1 * rest) / whole;
    share =
        rise1 >= rise2
            ? (a11 * step1 - a12 * step2 + rest1) / rise1
            : (a22 * step2 - a21 * step1 + rest2) / rise2;
  }
}
