package janus.inference;

import janus.inference.arithmetic.Rope;
import janus.inference.weights.Metadata;

/**
 * The scaling of a model's rotary position in GGUF's header.
 *
 * <p>{@code linear} divides positions by a factor. {@code yarn} divides the frequency of pair
 * {@code i} by {@code 1 / (e_i + (1 - e_i) / factor)}, where {@code e_i} falls linearly from 1 at
 * the pair that turns {@code betaFast} times within the original context to 0 at the one that turns
 * {@code betaSlow} times, and multiplies cosines and sines by {@code 1 + 0.1 ln(factor)}. See Peng
 * et al., "YaRN", ICLR 2024. {@code longrope} divides by one of two lists in the file, according to
 * the length of the sequence, and multiplies by the header's factor. See Ding et al., "LongRoPE",
 * ICML 2024.
 *
 * @param type {@code none}, {@code linear}, {@code yarn} or {@code longrope}
 * @param factor by which the context grew
 * @param originalTokens context the model was first trained for
 * @param betaFast turns of the fastest pair that is stretched
 * @param betaSlow turns of the pair from which on all are stretched by the factor
 * @param magnitude factor on cosines and sines beside YaRN's own
 */
record RopeScaling(
    String type,
    double factor,
    int originalTokens,
    double betaFast,
    double betaSlow,
    double magnitude) {
  /**
   * Reads it from a header.
   *
   * @throws janus.provenance.BadInputException if it asks for another scaling
   */
  static RopeScaling of(Metadata metadata, String prefix) {
    String scaling = prefix + "rope.scaling.";
    String type = metadata.getString(scaling + "type", "linear");
    if (!type.matches("none|linear|yarn|longrope")) {
      throw metadata.bad(scaling + "type", "none, linear, yarn or longrope");
    }
    double factor = metadata.getFloat(scaling + "factor", 0);
    if (factor == 0) {
      factor = metadata.getFloat(prefix + "rope.scale_linear", 1);
    }
    double magnitude = metadata.getFloat(scaling + "attn_factor", 1);
    if (magnitude != 1 && type.matches("none|linear")) {
      throw metadata.bad(scaling + "attn_factor", "1 for scaling " + type);
    }
    requireUsual(metadata, scaling + "yarn_ext_factor", 1);
    requireUsual(metadata, scaling + "yarn_attn_factor", 1);
    requireUsual(metadata, scaling + "yarn_log_multiplier", 0);
    return new RopeScaling(
        type,
        factor,
        metadata.getInt(scaling + "original_context_length", contextTokens(metadata, prefix)),
        metadata.getFloat(scaling + "yarn_beta_fast", 32),
        metadata.getFloat(scaling + "yarn_beta_slow", 1),
        magnitude);
  }

  private static int contextTokens(Metadata metadata, String prefix) {
    return metadata.getInt(prefix + "context_length", Integer.MAX_VALUE);
  }

  private static void requireUsual(Metadata metadata, String key, float usual) {
    if (metadata.getFloat(key, usual) != usual) {
      throw metadata.bad(key, String.valueOf(usual));
    }
  }

  /** The rotary position with this scaling, but without divisors. */
  Rope rope(int channels, float base, boolean halves) {
    float scale = type.equals("linear") ? 1 / (float) factor : 1;
    double own = type.equals("yarn") && factor > 1 ? 1 + 0.1 * StrictMath.log(factor) : 1;
    return new Rope(channels, base, scale, halves, (float) (magnitude * own));
  }

  /** YaRN's divisors of each pair's frequency. */
  float[] yarnDivisors(Rope rope) {
    double low = Math.max(0, Math.floor(pairThatTurns(betaFast, rope)));
    double high = Math.min(rope.channels() - 1, Math.ceil(pairThatTurns(betaSlow, rope)));
    var divisors = new float[rope.channels() / 2];
    for (int i = 0; i < divisors.length; i++) {
      double stretched = Math.max(0, Math.min(1, (i - low) / (high == low ? 0.001 : high - low)));
      divisors[i] = (float) (1 / (1 - stretched + stretched / factor));
    }
    return divisors;
  }

  private double pairThatTurns(double times, Rope rope) {
    return rope.channels()
        * StrictMath.log(originalTokens / (times * 2 * Math.PI))
        / (2 * StrictMath.log(rope.base()));
  }
}
