package janus.codesign;

import janus.units.Bounds;

/**
 * Speculative decoding: some tokens are drafted one after another, then the model checks all of
 * them in one step, which reads weights and cache once. A drafted token is accepted with the same
 * probability a, whatever came before, up to the first that is not; the check adds one token of its
 * own. A step of k drafted tokens so makes, in the mean,
 *
 * <pre>
 *   1 + a + a^2 + ... + a^k = (1 - a^(k+1)) / (1 - a)
 * </pre>
 *
 * tokens of a sequence. See Leviathan et al., "Fast Inference from Transformers via Speculative
 * Decoding", ICML 2023, equation 1.
 *
 * @param tokens drafted in a step, k; 0 for plain decoding
 * @param acceptance probability a, 0 to 1
 * @param model name of the model that drafts, with weights and cache stored like those of the model
 *     it drafts for; null for drafts that cost nothing, as copies from the prompt
 */
public record Drafting(int tokens, double acceptance, String model) {
  /** Every step makes one token of a sequence. */
  public static final Drafting NONE = new Drafting(0, 0, null);

  private static final int MOST_TOKENS = 1 << 10;

  public Drafting {
    Bounds.within("drafting.tokens", 0, MOST_TOKENS, tokens);
    Bounds.within("drafting.acceptance", 0, 1, "", acceptance);
  }

  /** Tokens of a sequence that a step makes, in the mean. */
  public double tokensPerStep() {
    double sum = 0;
    for (int i = tokens; i >= 0; i--) {
      sum = 1 + acceptance * sum;
    }
    return sum;
  }
}
