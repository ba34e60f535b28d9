package janus.units;

import java.util.function.DoubleUnaryOperator;

/**
 * A quantity known between two bounds: low &le; typical &le; high. A value known exactly has three
 * equal numbers.
 *
 * @param low the smallest credible value
 * @param typical the value to use when one number is asked for
 * @param high the largest credible value
 */
public record Range(double low, double typical, double high) {
  public Range {
    if (!(Double.isFinite(low) && Double.isFinite(typical) && Double.isFinite(high))) {
      throw new IllegalArgumentException(
          "range must be finite: " + low + ", " + typical + ", " + high);
    }
    if (low > typical || typical > high) {
      throw new IllegalArgumentException(
          "range must be ordered low <= typical <= high: " + low + ", " + typical + ", " + high);
    }
  }

  public static Range exactly(double value) {
    return new Range(value, value, value);
  }

  /** The range of {@code f(x)}, for an {@code f} that never falls. */
  public Range map(DoubleUnaryOperator f) {
    return new Range(f.applyAsDouble(low), f.applyAsDouble(typical), f.applyAsDouble(high));
  }

  /** The range of {@code x * factor}, for a factor of at least 0. */
  public Range times(double factor) {
    if (!(factor >= 0)) {
      throw new IllegalArgumentException("factor must be at least 0: " + factor);
    }
    return map(x -> x * factor);
  }

  /** The range of a sum of two quantities whose extremes may meet. */
  public Range plus(Range other) {
    return new Range(low + other.low, typical + other.typical, high + other.high);
  }
}
