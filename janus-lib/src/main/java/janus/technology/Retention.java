package janus.technology;

import janus.provenance.Fact;
import janus.units.Celsius;
import java.util.Objects;

/**
 * How long a cell remembers, how that depends on temperature, and what restoring a row costs.
 *
 * <p>A charge leaks twice as fast every few degrees: {@code t(T) = t0 2^((T0 - T) / d)}. A magnetic
 * or structural state escapes over a barrier: {@code t(T) = a exp(ln(t0 / a) T0 / T)} with
 * temperatures in kelvin and the attempt time {@code a} (Arrhenius and N&eacute;el).
 *
 * @param time retention in s at {@code atTemperatureC}
 * @param atTemperatureC in degrees Celsius
 * @param halving degrees Celsius in which retention halves; null where a barrier keeps the state
 * @param attemptTimeS attempt time of the barrier law in s; 0 where charge leaks
 * @param refreshEnergy energy of restoring one bit when its whole row is activated, in pJ/bit; null
 *     where the array can only read a word and write it back
 * @param rowBits bits restored by one activation; null where {@code refreshEnergy} is
 * @param rowCycle time one activation blocks a bank, in ns; null where {@code refreshEnergy} is
 */
public record Retention(
    Fact time,
    double atTemperatureC,
    Fact halving,
    double attemptTimeS,
    Fact refreshEnergy,
    Fact rowBits,
    Fact rowCycle) {

  public Retention {
    Objects.requireNonNull(time, "retention time");
    if (!(time.low() > 0)) {
      throw new IllegalArgumentException("retention must be above 0 s: " + time.low());
    }
    if ((halving == null) == (attemptTimeS == 0)) {
      throw new IllegalArgumentException(
          "retention needs either the degrees in which it halves or an attempt time");
    }
    if (halving != null && !(halving.low() > 0)) {
      throw new IllegalArgumentException("halving must be above 0 C: " + halving.low());
    }
    if ((refreshEnergy == null) != (rowBits == null)
        || (refreshEnergy == null) != (rowCycle == null)) {
      throw new IllegalArgumentException(
          "refresh energy, row bits and row cycle are known together or not at all");
    }
  }

  /** Whether rows are restored in the array, without reading words out. */
  public boolean refreshesRows() {
    return refreshEnergy != null;
  }

  /** Typical retention in s at a temperature in degrees Celsius. */
  public double typicalSecondsAt(double temperatureC) {
    return secondsAt(time.typical(), halving == null ? 0 : halving.typical(), temperatureC);
  }

  double secondsAt(double timeS, double halvingDegrees, double temperatureC) {
    if (halving != null) {
      return timeS * StrictMath.pow(2, (atTemperatureC - temperatureC) / halvingDegrees);
    }
    double barrier = StrictMath.log(timeS / attemptTimeS);
    return attemptTimeS
        * StrictMath.exp(
            barrier * Celsius.toKelvin(atTemperatureC) / Celsius.toKelvin(temperatureC));
  }
}
