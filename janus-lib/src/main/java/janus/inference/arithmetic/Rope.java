package janus.inference.arithmetic;

/**
 * A rotary position: pair {@code i} of token {@code p} is turned by {@code p * scale *
 * base^(-2i/channels)}. See Su et al., "RoFormer", arXiv 2104.09864.
 *
 * @param channels rotated channels of a head, the first ones
 * @param base frequency base
 * @param scale factor on the position; 1 unless the context was stretched
 * @param halves whether channel {@code i} is paired with {@code i + channels / 2} (NEOX), not
 *     {@code 2i} with {@code 2i + 1} (as GGUF stores llama)
 * @param magnitude factor on the turned channels; 1 unless the context was stretched
 */
public record Rope(int channels, float base, float scale, boolean halves, float magnitude) {
  public Rope {
    if (channels < 2 || channels % 2 != 0) {
      throw new IllegalArgumentException(
          "rotary channels must be even and at least 2: " + channels);
    }
    if (!(base > 0 && scale > 0 && magnitude > 0)) {
      throw new IllegalArgumentException(
          "rotary base, scale and magnitude must be positive: "
              + base
              + ", "
              + scale
              + " and "
              + magnitude);
    }
  }

  /** With a magnitude of 1. */
  public Rope(int channels, float base, float scale, boolean halves) {
    this(channels, base, scale, halves, 1);
  }
}
