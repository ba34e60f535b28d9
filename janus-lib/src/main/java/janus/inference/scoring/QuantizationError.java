package janus.inference.scoring;

/**
 * The error of a codec: the mean squared error, and the signal-to-noise ratio {@code 10 log10(sum
 * x^2 / sum (x - x^)^2)}.
 *
 * @param elements numbers compared
 * @param meanSquaredError mean of {@code (x - x^)^2}
 * @param meanSquare mean of {@code x^2}
 * @param sqnrDb signal to quantization noise, in decibels; null without signal or noise
 */
public record QuantizationError(
    long elements, double meanSquaredError, double meanSquare, Double sqnrDb) {

  /** Whether a number became infinite or no number. */
  boolean losesNumbers() {
    return !Double.isFinite(meanSquaredError);
  }

  /**
   * Gathers the error of many vectors. One thread at a time; threads gather apart and {@link
   * #merge}, in a fixed order where sums must not depend on it.
   */
  public static final class Accumulator {
    private long elements;
    private double noise;
    private double signal;

    /**
     * Adds a vector.
     *
     * @param exact {@code exact[exactOffset]} and following
     * @param seen {@code seen[seenOffset]} and following, of equal length
     */
    public void add(float[] exact, int exactOffset, float[] seen, int seenOffset, int length) {
      for (int i = 0; i < length; i++) {
        double x = exact[exactOffset + i];
        double error = x - seen[seenOffset + i];
        noise += error * error;
        signal += x * x;
      }
      elements += length;
    }

    /** Adds what another has gathered. */
    public void merge(Accumulator other) {
      elements += other.elements;
      noise += other.noise;
      signal += other.signal;
    }

    /** The error so far; means are 0 where nothing was added. */
    public QuantizationError error() {
      long divisor = Math.max(1, elements);
      Double ratio = noise > 0 && signal > 0 ? 10 * StrictMath.log10(signal / noise) : null;
      return new QuantizationError(elements, noise / divisor, signal / divisor, ratio);
    }
  }
}
