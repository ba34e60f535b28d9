package janus.technology;

import janus.units.Bounds;
import janus.units.Celsius;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * Heat makes leakage and refresh, and these make heat: {@code T = T_ambient + theta P(T)}. The
 * lowest solution is where a chip that starts cold settles. It is stable when the loop gain {@code
 * theta dP/dT} is below 1 there. Where power grows faster than the package can carry it away, there
 * is no solution at all: thermal runaway.
 */
public final class ElectroThermal {
  private static final double STEP_C = 0.5;
  private static final double SEARCH_TO_C = 1000;

  /** A microwatt would warm by a kelvin. */
  private static final double MOST_C_PER_W = 1e6;

  private static final int MAX_EVALUATIONS = 200;

  private ElectroThermal() {}

  /** How the loop ends. */
  public enum Outcome {
    /** Settles within the limit. */
    SETTLES,
    /** Settles, but above the highest temperature the facts hold for. */
    BEYOND_LIMIT,
    /** Does not settle. */
    RUNAWAY;

    public String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where a chip settles.
   *
   * @param outcome settles, beyond_limit or runaway
   * @param temperatureC junction temperature; null in runaway
   * @param powerW total power there; null in runaway
   * @param loopGain {@code theta dP/dT} there; null in runaway
   * @param unstableC the temperature from which it would run away; null where there is none up to
   *     1000 degrees Celsius
   * @param ambientC ambient temperature
   * @param thetaCPerW thermal resistance from junction to ambient
   * @param limitC highest temperature allowed
   */
  public record OperatingPoint(
      String outcome,
      Double temperatureC,
      Double powerW,
      Double loopGain,
      Double unstableC,
      double ambientC,
      double thetaCPerW,
      double limitC) {}

  /**
   * An array and other power in one package.
   *
   * @param array its temperature is ignored
   * @param otherW power that does not depend on temperature
   * @param ambientC in degrees Celsius
   * @param thetaCPerW junction to ambient, in degrees Celsius per watt
   */
  public static OperatingPoint solve(
      MemoryArray array, double otherW, double ambientC, double thetaCPerW) {
    TechnologyPoint typical = Parameter.typical(array.technology());
    return solve(
        celsius -> otherW + array.at(typical, celsius).totalW(),
        ambientC,
        thetaCPerW,
        array.technology().maxTemperatureC());
  }

  /**
   * Solves the loop.
   *
   * @param powerAtC power in W at a junction temperature in degrees Celsius; does not fall with it
   * @param ambientC ambient temperature
   * @param thetaCPerW thermal resistance from junction to ambient, at least 0
   * @param limitC highest temperature allowed
   */
  public static OperatingPoint solve(
      DoubleUnaryOperator powerAtC, double ambientC, double thetaCPerW, double limitC) {
    Bounds.within("theta", 0, MOST_C_PER_W, "C/W", thetaCPerW);
    Bounds.within("ambient", Celsius.ABSOLUTE_ZERO, SEARCH_TO_C, "C", ambientC);
    // Positive while the package would still warm up.
    DoubleUnaryOperator excess = t -> ambientC + thetaCPerW * powerAtC.applyAsDouble(t) - t;
    double settled = firstBelowZero(excess, ambientC);
    if (Double.isNaN(settled)) {
      return new OperatingPoint(
          Outcome.RUNAWAY.spelling(), null, null, null, null, ambientC, thetaCPerW, limitC);
    }
    double temperature = root(excess, lowerBracket(excess, ambientC, settled), settled);
    double power = powerAtC.applyAsDouble(temperature);
    double h = 1e-3;
    // Below 0 K there is nothing to take a slope from.
    double middle = Math.max(Celsius.ABSOLUTE_ZERO + h, temperature);
    double gain =
        thetaCPerW
            * (powerAtC.applyAsDouble(middle + h) - powerAtC.applyAsDouble(middle - h))
            / (2 * h);
    Outcome outcome = temperature <= limitC ? Outcome.SETTLES : Outcome.BEYOND_LIMIT;
    return new OperatingPoint(
        outcome.spelling(),
        temperature,
        power,
        gain,
        unstable(excess, settled),
        ambientC,
        thetaCPerW,
        limitC);
  }

  /** A temperature at which the package no longer warms up, or NaN. */
  private static double firstBelowZero(DoubleUnaryOperator excess, double ambientC) {
    double best = ambientC;
    double least = excess.applyAsDouble(ambientC);
    if (least <= 0) {
      return ambientC;
    }
    for (double t = ambientC + STEP_C; t <= SEARCH_TO_C; t += STEP_C) {
      double value = excess.applyAsDouble(t);
      if (value <= 0) {
        return t;
      }
      if (!Double.isFinite(value)) {
        break;
      }
      if (value < least) {
        least = value;
        best = t;
      }
    }
    // The curve may dip below zero between two steps: look around the lowest one.
    double left = Math.max(ambientC, best - STEP_C);
    double right = best + STEP_C;
    for (int i = 0; i < 200; i++) {
      double a = left + (right - left) / 3;
      double b = right - (right - left) / 3;
      if (excess.applyAsDouble(a) < excess.applyAsDouble(b)) {
        right = b;
      } else {
        left = a;
      }
    }
    double lowest = (left + right) / 2;
    return excess.applyAsDouble(lowest) <= 0 ? lowest : Double.NaN;
  }

  private static double lowerBracket(DoubleUnaryOperator excess, double ambientC, double settled) {
    double lower = Math.max(ambientC, settled - STEP_C);
    return excess.applyAsDouble(lower) >= 0 ? lower : ambientC;
  }

  private static Double unstable(DoubleUnaryOperator excess, double settled) {
    double below = settled;
    for (double t = settled + STEP_C; t <= SEARCH_TO_C; t += STEP_C) {
      if (!(excess.applyAsDouble(t) < 0)) {
        return root(excess, below, t);
      }
      below = t;
    }
    return null;
  }

  private static double root(DoubleUnaryOperator f, double low, double high) {
    if (f.applyAsDouble(low) == 0) {
      return low;
    }
    if (f.applyAsDouble(high) == 0) {
      return high;
    }
    var solver = new BracketingNthOrderBrentSolver(1e-14, 1e-12, 0, 5);
    return solver.solve(MAX_EVALUATIONS, f::applyAsDouble, low, high);
  }
}
