package janus.inference.arithmetic;

/**
 * Divisors of each pair's rotary frequency; null where there are none.
 *
 * @param within for sequences up to the original context
 * @param beyond for longer ones
 * @param originalTokens length up to which {@code within} holds
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record RopeFactors(float[] within, float[] beyond, int originalTokens) {
  /** Frequencies stay as they are. */
  public static final RopeFactors NONE = always(null);

  /** The same divisors for every length. */
  public static RopeFactors always(float[] factors) {
    return new RopeFactors(factors, factors, Integer.MAX_VALUE);
  }

  /** The divisors for a sequence of some tokens, or null. */
  public float[] of(int tokens) {
    return tokens > originalTokens ? beyond : within;
  }
}
