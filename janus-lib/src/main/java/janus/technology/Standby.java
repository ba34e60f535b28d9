package janus.technology;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * Power of an idle array without refresh, in mW/MiB, known at 25 and 85 degrees Celsius and
 * exponential in between and beyond: {@code p(T) = p25 (p85 / p25)^((T - 25) / 60)}.
 *
 * @param at25C in mW/MiB
 * @param at85C in mW/MiB
 */
public record Standby(Fact at25C, Fact at85C) {
  public Standby {
    Objects.requireNonNull(at25C, "standby at 25 C");
    Objects.requireNonNull(at85C, "standby at 85 C");
    if (at25C.low() > at85C.low()
        || at25C.typical() > at85C.typical()
        || at25C.high() > at85C.high()) {
      throw new IllegalArgumentException("standby must not fall from 25 C to 85 C");
    }
    if (!(at25C.low() > 0)) {
      throw new IllegalArgumentException("standby at 25 C must be above 0: " + at25C.low());
    }
  }

  public static double interpolate(double p25, double p85, double temperatureC) {
    return p25 * StrictMath.pow(p85 / p25, (temperatureC - 25) / 60);
  }
}
