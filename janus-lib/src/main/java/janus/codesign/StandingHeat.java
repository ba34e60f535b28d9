package janus.codesign;

import janus.technology.Exponential;
import janus.technology.StandingPower;
import janus.units.Celsius;

/**
 * The standing power of a memory near a temperature at which it is known, with its derivatives.
 * Leakage and refresh follow from theirs at that temperature, an exponential each. Not for several
 * threads.
 */
final class StandingHeat {
  private final StandingPower power;
  private final double knownC;
  private final double knownLeakageW;
  private final double knownRefreshW;
  private double celsius;
  private double watts;
  private double slope;
  private double curvature;

  /** At a temperature. */
  StandingHeat(StandingPower power, double celsius) {
    this.power = power;
    knownC = celsius;
    knownLeakageW = power.leakageW(celsius);
    knownRefreshW = power.refreshW(celsius);
    set(celsius, knownLeakageW, knownRefreshW);
  }

  private StandingHeat(StandingHeat other) {
    power = other.power;
    knownC = other.knownC;
    knownLeakageW = other.knownLeakageW;
    knownRefreshW = other.knownRefreshW;
    celsius = other.celsius;
    watts = other.watts;
    slope = other.slope;
    curvature = other.curvature;
  }

  StandingHeat copy() {
    return new StandingHeat(this);
  }

  private void set(double at, double leakageW, double refreshW) {
    celsius = at;
    watts = leakageW + refreshW;
    slope = power.slope(leakageW, refreshW, at);
    curvature = power.curvature(leakageW, refreshW, at);
  }

  /** Goes to a temperature. */
  void moveTo(double at) {
    double leakageW = knownLeakageW;
    if (leakageW != 0) {
      leakageW *= Exponential.exp(power.leakagePerC() * (at - knownC));
    }
    double refreshW = knownRefreshW;
    if (refreshW != 0) {
      refreshW *= Exponential.exp(refreshExponent(at));
    }
    set(at, leakageW, refreshW);
  }

  private double refreshExponent(double at) {
    if (power.barrierK() == 0) {
      return power.refreshPerC() * (at - knownC);
    }
    double known = Celsius.toKelvin(knownC);
    return power.barrierK() * (at - knownC) / (known * Celsius.toKelvin(at));
  }

  /** Goes a step so short that three terms of the Taylor series say the power there. */
  void creep(double kelvin) {
    celsius += kelvin;
    watts += (slope + curvature / 2 * kelvin) * kelvin;
    slope += curvature * kelvin;
  }

  double celsius() {
    return celsius;
  }

  double watts() {
    return watts;
  }

  /** First derivative of the power, in W/K. */
  double slope() {
    return slope;
  }

  /** Second derivative, in W/K2. */
  double curvature() {
    return curvature;
  }

  /** What the Taylor series adds for the second derivative, in W. */
  double bend(double kelvin) {
    return curvature / 2 * kelvin * kelvin;
  }
}
