package janus.technology;

import janus.units.Celsius;
import org.hipparchus.util.FastMath;

/**
 * Power of an array that nobody accesses, against the temperature of its cells: leakage, and
 * restoring what the cells forget.
 *
 * <pre>
 *   leakage(T) = l exp(d (T - 25))          exponential through 25 and 85 C
 *   refresh(T) = r exp(h (T - T0))          charge: r restores all bits once per retention at T0
 *   refresh(T) = r exp(b (1 / T0 - 1 / T))  barrier, temperatures in kelvin
 * </pre>
 *
 * Both rise with temperature, and are convex in it below some thousand degrees.
 *
 * @param leakage25W leakage at 25 C, in W
 * @param leakagePerC its exponent d
 * @param refreshW refresh at {@code referenceC}, in W
 * @param referenceC T0
 * @param refreshPerC exponent h of charge; 0 for a barrier
 * @param barrierK exponent b of a barrier; 0 for charge
 */
public record StandingPower(
    double leakage25W,
    double leakagePerC,
    double refreshW,
    double referenceC,
    double refreshPerC,
    double barrierK) {
  private static final double LN2 = StrictMath.log(2);

  /** Of a memory that is not there. */
  public static final StandingPower NONE = new StandingPower(0, 0, 0, 25, 0, 0);

  /**
   * The standing power for one value of every fact.
   *
   * @param restoreJ energy of restoring all bits once
   */
  static StandingPower of(
      MemoryTechnology technology, double mib, double restoreJ, TechnologyPoint p) {
    double leakage25 = mib * p.standby25MwPerMib() * 1e-3;
    double perC = StrictMath.log(p.standby85MwPerMib() / p.standby25MwPerMib()) / 60;
    Retention retention = technology.retention();
    if (retention == null) {
      return new StandingPower(leakage25, perC, 0, 25, 0, 0);
    }
    double at = retention.atTemperatureC();
    double refresh = restoreJ / p.retentionS();
    if (retention.halving() != null) {
      return new StandingPower(leakage25, perC, refresh, at, LN2 / p.halvingC(), 0);
    }
    double barrier =
        StrictMath.log(p.retentionS() / retention.attemptTimeS()) * Celsius.toKelvin(at);
    return new StandingPower(leakage25, perC, refresh, at, 0, barrier);
  }

  /** With shares of leakage and of refresh. */
  StandingPower times(double leakageShare, double refreshShare) {
    return new StandingPower(
        leakage25W * leakageShare,
        leakagePerC,
        refreshW * refreshShare,
        referenceC,
        refreshPerC,
        barrierK);
  }

  /** Leakage at a temperature, in W. */
  public double leakageW(double celsius) {
    return leakage25W * FastMath.exp(leakagePerC * (celsius - 25));
  }

  /** Power of restoring the cells at a temperature, in W. */
  public double refreshW(double celsius) {
    if (refreshW == 0) {
      return 0;
    }
    double exponent =
        barrierK == 0
            ? refreshPerC * (celsius - referenceC)
            : barrierK * (1 / Celsius.toKelvin(referenceC) - 1 / Celsius.toKelvin(celsius));
    return refreshW * FastMath.exp(exponent);
  }

  /** Both together. */
  public double watts(double celsius) {
    return leakageW(celsius) + refreshW(celsius);
  }

  /** The derivative of a sum of {@link #leakageW} and {@link #refreshW}, in W/K. */
  public double slope(double leakageW, double refreshW, double celsius) {
    double kelvin = Celsius.toKelvin(celsius);
    return leakagePerC * leakageW + (refreshPerC + barrierK / (kelvin * kelvin)) * refreshW;
  }

  /** The second derivative, in W/K2. */
  public double curvature(double leakageW, double refreshW, double celsius) {
    double kelvin = Celsius.toKelvin(celsius);
    double barrier = barrierK / (kelvin * kelvin);
    double ofRefresh = refreshPerC * refreshPerC + barrier * barrier - 2 * barrier / kelvin;
    return leakagePerC * leakagePerC * leakageW + ofRefresh * refreshW;
  }
}
